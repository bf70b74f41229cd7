// The server dies as in a power cut and comes back: nothing is lost, nothing is made twice.

import { ask, expect, signIn, alone as test, visit } from '../fixtures.ts';
import { adminReads } from '../story.ts';
import { ONE_OF_EACH, connected, openMeta, openSignupWindow, outside, throughFacebook, toFacebook } from '../signup.ts';

// Browsers tell about every connection that a dead server refuses.
test.use({ expected: /net::ERR_/ });

test('killed while going live: the open page follows to Connected', async ({ page, own }) => {
  test.setTimeout(90_000);
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await expect(page.getByRole('heading', { name: 'Going live' })).toBeVisible();
  await own.crashAndRestart();
  await connected(page);
  expect(await outside(own)).toEqual(ONE_OF_EACH);
  expect((await ask(page, '/api/integrations')).body).toHaveLength(1);
});

test('killed while Meta\'s window is open: the finish arrives all the same', async ({ page, own }) => {
  test.setTimeout(90_000);
  await signIn(page, 'dealer');
  await toFacebook(page);
  const meta = await openMeta(await openSignupWindow(page));
  await meta.to('PERMISSIONS');
  await own.crashAndRestart();
  await meta.grant();
  await meta.leave();
  await connected(page);
  expect(await outside(own)).toEqual(ONE_OF_EACH);
});

test('killed again and again on the way: one of everything', async ({ page, own, browser }) => {
  test.setTimeout(120_000);
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  for (const step of ['Set up your WhatsApp line', 'Reserve your number', 'Register the number with WhatsApp', 'Verify the number']) {
    await own.crashAndRestart();
    await visit(page, '/connect');
    // Until this step is over, or everything is.
    await expect(
      page.getByRole('listitem').filter({ hasText: step }).and(page.locator('.done')).or(page.getByRole('heading', { name: 'Connected' })).first(),
    ).toBeVisible({ timeout: 45_000 });
  }
  await expect.poll(async () => ((await ask(page, '/api/integrations')).body).length, { timeout: 60_000 }).toBe(1);
  expect(await outside(own)).toEqual(ONE_OF_EACH);
  await adminReads(browser, own, [/^The WhatsApp line is set up/, /is reserved$/, /is registered with WhatsApp$/, 'WhatsApp has switched the number on', /is connected$/]);
});

test('a signed-in person stays signed in', async ({ page, own }) => {
  await signIn(page, 'dealer');
  await own.crashAndRestart();
  await visit(page, '/');
  await expect(page.getByRole('button', { name: 'Connect WhatsApp' })).toBeVisible();
});
