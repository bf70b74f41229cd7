// What Twilio and Meta can refuse, each in words: what happened, who must act, which button.

import { alone as test, expect, signIn, visit } from '../fixtures.ts';
import { ONE_OF_EACH, codeOf, connected, liveAtHome, openMeta, openSignupWindow, outside, throughFacebook, toFacebook } from '../signup.ts';

test('63101: an account that is not shared sends the dealer through Facebook again', async ({ page, own }) => {
  await own.control('/rules', { outcome: 'error_63101', times: null });
  // Meta tells nobody of an account that is not shared.
  await own.control('/rules', { outcome: 'partner_added_never' });
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await expect(page.getByText('The WhatsApp account you chose in the Facebook window is not shared with us')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('choose to create a new WhatsApp account')).toBeVisible();
  await expect(page.getByText('Code 63101')).toBeVisible();

  await own.control('/rules/0', undefined, 'DELETE');
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Continue with Facebook' }).click();
  const window = await opened;
  const meta = await openMeta(window);
  await meta.finish();
  await connected(page);
  expect(await outside(own)).toEqual(ONE_OF_EACH);
});

test('63104: a full account names Meta\'s verification, and the step can be tried again', async ({ page, own }) => {
  await own.control('/rules', { outcome: 'error_63104', times: null });
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await expect(page.getByText('Your WhatsApp account has reached its number of phone numbers.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Verify your business at Meta')).toBeVisible();
  await own.control('/rules/0', undefined, 'DELETE');
  await page.getByRole('button', { name: 'Try again' }).click();
  await connected(page);
  expect(await outside(own)).toEqual(ONE_OF_EACH);
});

test('63112: a disabled account leads to Meta, for the dealer and for the admin', async ({ page, own, browser }) => {
  await own.control('/rules', { outcome: 'error_63112', times: null });
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  const what = 'Meta has disabled your WhatsApp account, or wants to verify your business first.';
  await expect(page.getByText(what)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Open Meta\'s Business Support Home')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await visit(page, '/');
  await expect(page.getByText('Your line waits for something')).toBeVisible();

  const isv = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(isv, 'admin');
  await isv.getByRole('link', { name: 'Autobedrijf Jansen' }).click();
  await expect(isv.getByText(what).first()).toBeVisible();
  await expect(isv.getByText('Cannot go on by itself')).toBeVisible();
  await own.control('/rules/0', undefined, 'DELETE');
  await isv.getByRole('button', { name: 'Try the step again' }).click();
  await liveAtHome(page);
  await isv.close();
});

test('20249: a used-up budget says when it is free, and nothing is tried before', async ({ page, own }) => {
  await own.control('/rules', { outcome: 'error_20249', times: null });
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await expect(page.getByText('WhatsApp allows ten registrations of a number in 72 hours, and they are used up.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('You can try again at the time shown.')).toBeVisible();
  await expect(page.getByText(/Try again in [23] d/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  expect(await outside(own)).toEqual({ subaccounts: 1, numbers: 1, senders: 0 });
});

test('a number that may still be in use in a WhatsApp app is told with the way out', async ({ page, own }) => {
  const number = '+31612345678';
  await own.control('/on-whatsapp', { number });
  await signIn(page, 'dealer');
  await toFacebook(page, 'A number you have', number);
  await throughFacebook(page);
  await expect(page.getByText('This number may still be in use in a WhatsApp app.')).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText('Settings, Account, Delete account')).toBeVisible();

  await own.control('/on-whatsapp', { number, is_there: false });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Type the code from WhatsApp' })).toBeVisible({ timeout: 45_000 });
  expect(await codeOf(own, number)).toMatch(/^\d{6}$/);
});

test('a review that lasts is a normal state, on every page, until it ends', async ({ page, own, browser }) => {
  test.setTimeout(120_000);
  await own.control('/rules', { outcome: 'twilio_review', seconds: 7_200 });
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await expect(page.getByText('WhatsApp is reviewing your number.')).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText('This is normal and takes up to 24 hours.')).toBeVisible();
  await visit(page, '/');
  await expect(page.getByText('Your line is going live')).toBeVisible();
  await expect(page.getByText(/disconnected/i)).toHaveCount(0);

  const isv = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(isv, 'admin');
  await isv.getByRole('link', { name: 'Autobedrijf Jansen' }).click();
  await expect(isv.getByText('WhatsApp is reviewing your number.')).toBeVisible();
  await isv.close();

  await own.control('/advance', { seconds: 7_200 });
  await liveAtHome(page);
});

test('a number offline for a moment just after registering is not told as a failure', async ({ page, own }) => {
  await own.control('/rules', { outcome: 'transient_offline' });
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await connected(page);
  await expect(page.getByText('Cannot go on')).toHaveCount(0);
});

test('calls whose answers are lost make nothing twice', async ({ page, own }) => {
  for (const call of ['accounts.create', 'numbers.buy', 'senders.create']) {
    await own.control('/rules', { outcome: 'connection_cut', scope: { call } });
    await own.control('/rules', { outcome: 'http_500_unknown', scope: { call } });
  }
  test.setTimeout(120_000);
  await signIn(page, 'dealer');
  await toFacebook(page);
  const meta = await openMeta(await openSignupWindow(page));
  await meta.finish();
  await connected(page);
  expect(await outside(own)).toEqual(ONE_OF_EACH);
});
