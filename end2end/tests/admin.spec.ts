// What the ISV sees of everything that dealers do.

import { alone as test, expect, signIn, visit } from '../fixtures.ts';
import { linkIn, readMail } from '../mail.ts';
import { connected, openMeta, openSignupWindow, throughFacebook, toFacebook } from '../signup.ts';

test('an admin sees a dealer\'s whole story', async ({ page, own, browser }) => {
  test.setTimeout(120_000);
  await signIn(page, 'dealer');
  await toFacebook(page);
  const window = await openSignupWindow(page);
  const meta = await openMeta(window);
  await meta.to('PHONE_NUMBER_SETUP');
  await meta.cancel();
  await expect(window.getByText('You left at: the phone number')).toBeVisible();

  const isv = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(isv, 'admin');
  const row = isv.getByRole('row').filter({ hasText: 'Autobedrijf Jansen' });
  await expect(row).toContainText('dealer@forecourt.test');
  await row.getByRole('link', { name: 'Autobedrijf Jansen' }).click();
  await expect(isv.getByText('Waits for the Facebook window')).toBeVisible();
  await expect(isv.getByText('Left the Facebook window at: the phone number')).toBeVisible();

  // The link again, and the dealer goes on with it.
  await isv.getByRole('button', { name: 'Send the link again' }).click();
  await expect(isv.getByText('The link was sent again.')).toBeVisible();
  const link = linkIn(await readMail(isv, 'dealer@forecourt.test', /^Connect Autobedrijf Jansen to WhatsApp/));
  await window.close();
  await visit(page, link);
  const again = await openMeta(page);
  await again.finish();
  await connected(page);

  await visit(isv, '/admin/dealers');
  await expect(row).toContainText('Connected');
  await expect(isv.getByText('1 of 200 new dealers this week').or(isv.getByText('1 of 10 new dealers this week'))).toBeVisible();
  await row.getByRole('link', { name: 'Autobedrijf Jansen' }).click();
  const story = isv.getByRole('region', { name: 'What happened' }).or(isv.locator('section').filter({ hasText: 'Newest first' })).first();
  for (const words of [
    /Began to connect/, 'Opened the Facebook window', 'Left the Facebook window at: the phone number', /Sent the link to dealer@forecourt\.test/,
    'Finished in the Facebook window', /WhatsApp account \d+ goes on here/, /The WhatsApp line is set up/, /is reserved/,
    /is registered with WhatsApp/, 'WhatsApp has switched the number on', /is connected/, /is shared with us/,
  ]) {
    await expect(story.getByText(words).first()).toBeVisible();
  }
  await expect(isv.getByRole('link', { name: /^Open / })).toHaveCount(1);

  await readMail(isv, 'dealer@forecourt.test', /^Connected: /);
  await visit(isv, '/admin/audit');
  await expect(isv.getByText(/^Connected /).first()).toBeVisible();
  await expect(isv.getByText('Started to connect a number').first()).toBeVisible();
  await visit(isv, '/admin/jobs?state=done');
  await expect(isv.getByText('Register the number with WhatsApp').first()).toBeVisible();
  await isv.close();
});

test('an admin invites a dealer to connect by mail, and the link needs no login', async ({ page, own, browser }) => {
  const isv = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(isv, 'admin');
  await isv.getByRole('link', { name: 'Garage De Linde' }).click();
  await isv.getByRole('button', { name: 'Invite to connect' }).click();
  await expect(isv.getByText('The link is on its way to the owner.')).toBeVisible();
  const link = linkIn(await readMail(isv, 'linde@forecourt.test', /^Connect Garage De Linde to WhatsApp/));
  await visit(page, link);
  const meta = await openMeta(page);
  await meta.finish();
  await connected(page);
  await isv.close();
});

test('a finish that fits no signup waits for an admin, who assigns it', async ({ page, own, browser }) => {
  test.setTimeout(90_000);
  // Two dealers have opened Meta's window, and the finish that comes names neither.
  await signIn(page, 'dealer');
  await toFacebook(page);
  await openMeta(await openSignupWindow(page));
  const other = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(other, { email: 'linde@forecourt.test', password: 'forecourt-demo', home: '/' });
  await toFacebook(other);
  await openMeta(await openSignupWindow(other));
  await own.control('/signup', { business_name: 'Somebody Motors' });

  const isv = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(isv, 'admin');
  await expect(async () => {
    await visit(isv, '/admin/unmatched');
    await expect(isv.getByText('Which signup is it?')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await isv.getByRole('radio', { name: /^Garage De Linde/ }).check();
  await isv.getByRole('button', { name: 'Assign' }).click();
  await expect(isv.getByText('Assigned. The signup goes on.')).toBeVisible();
  await expect(isv.getByText('Nothing is unmatched')).toBeVisible();
  await connected(other);
  await isv.close();
  await other.close();
});

test.describe('with one place a week', () => {
  test.use({ settings: { FORECOURT_WEEKLY_QUOTA: '1' } });

  test('a full quota refuses the next dealer with the time of the next place, and the admin sees it', async ({ page, browser, own }) => {
    await signIn(page, 'dealer');
    await toFacebook(page);
    await throughFacebook(page);

    const other = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
    await signIn(other, { email: 'linde@forecourt.test', password: 'forecourt-demo', home: '/' });
    await expect(other.getByRole('button', { name: 'Connect WhatsApp' })).toBeDisabled();
    await expect(other.getByText('This week\'s places at Meta are taken.')).toBeVisible();
    await expect(other.getByText(/It can be tried again at/)).toBeVisible();

    const isv = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
    await signIn(isv, 'admin');
    await expect(isv.getByText('1 of 1 new dealers this week: no place is free')).toBeVisible();
    await isv.close();
    await other.close();
  });
});

test('readiness shows every prerequisite with what it saw', async ({ page }) => {
  await signIn(page, 'admin');
  await page.getByRole('link', { name: 'Readiness' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Readiness' })).toBeVisible();
  await expect(page.getByText('Nothing stops dealers from connecting.').or(page.getByText('cannot be tested from here').first()).first()).toBeVisible();
  // Asked at Meta, not left to people: the time, the state of the solution, and where it tells about accounts.
  await expect(page.getByText('The same as Meta\'s, give or take seconds.')).toBeVisible();
  await expect(page.getByText('Twilio Partner Solution, active.')).toBeVisible();
  await expect(page.getByText(/^account_update, to .*\/webhooks\/meta$/)).toBeVisible();
  // Asked at Twilio: the company's own first sender.
  await expect(page.getByText('+12025550143, online.')).toBeVisible();
  await expect(page.getByText('Not ready', { exact: true })).toHaveCount(0);
});

test('a job that gave up is retried by hand', async ({ page, own, browser }) => {
  await own.control('/rules', { outcome: 'error_63100', times: null });
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await expect(page.getByText('WhatsApp does not accept the details of this number.')).toBeVisible({ timeout: 30_000 });
  await own.control('/rules/0', undefined, 'DELETE');

  const isv = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(isv, 'admin');
  await visit(isv, '/admin/jobs?state=dead');
  await isv.getByRole('row').filter({ hasText: 'Register the number with WhatsApp' }).getByRole('button', { name: 'Retry' }).click();
  await expect(isv.getByText('The job is due again.')).toBeVisible();
  await connected(page);
  await isv.close();
});
