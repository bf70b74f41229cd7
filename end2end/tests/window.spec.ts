// What becomes of Meta's window when browsers, blockers and people do not play along.

import { chromium, devices, type Locator } from '@playwright/test';
import { launchOptions } from '../browser.ts';
import { ask, awake, axe, expect, listen, signIn, alone as test, visit } from '../fixtures.ts';
import { linkIn, readMail } from '../mail.ts';
import { adminReads } from '../story.ts';
import { pageOf } from '../team.ts';
import {
  ONE_OF_EACH, codeOf, connected, liveAtHome, openMeta, openSignupWindow, outside, throughFacebook, toFacebook, typeCode,
} from '../signup.ts';

test('a blocked window is told, and the way round it leads to Connected', async ({ page, own, browser }) => {
  test.setTimeout(90_000);
  // Browsers that block windows give the page none.
  await page.addInitScript(() => {
    const open = window.open.bind(window);
    window.open = (...how) => (document.documentElement.dataset['allowed'] === undefined ? null : open(...how));
  });
  await signIn(page, 'dealer');
  await toFacebook(page);
  await page.getByRole('button', { name: 'Continue with Facebook' }).click();
  await expect(page.getByText('Your browser did not let the window open')).toBeVisible();

  await page.getByRole('link', { name: 'Open it in this tab' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Connect Autobedrijf Jansen to WhatsApp' })).toBeVisible();
  await awake(page);
  await page.getByRole('button', { name: 'Continue with Facebook' }).click();
  await expect(page.getByText('Your browser did not let the window open')).toBeVisible();

  await page.evaluate(() => (document.documentElement.dataset['allowed'] = ''));
  const meta = await openMeta(page);
  await meta.finish();
  await connected(page);
  await adminReads(browser, own, [/blocked|did not let/i, 'Finished in the Facebook window', /is connected$/]);
});

test('a signup window that is closed is noticed where it was opened', async ({ page }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  const window = await openSignupWindow(page);
  await expect(page.getByText('This page moves on by itself when you are done there.')).toBeVisible();
  await window.close();
  await expect(page.getByText('The window was closed before the end')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Continue with Facebook' })).toBeVisible();
});

test('while the window is open: to the front, and what to do where it did not open or was closed', async ({ page }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  const window = await openSignupWindow(page);
  await window.evaluate(() => { globalThis.focus = () => { document.title = 'in front'; }; });
  await page.getByRole('button', { name: 'Bring it to front' }).click();
  await expect(window).toHaveTitle('in front');

  const closed = window.waitForEvent('close');
  await page.getByRole('button', { name: 'It did not open' }).click();
  await closed;
  await expect(page.getByText('Your browser did not let the window open')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open it in this tab' })).toBeVisible();

  await openSignupWindow(page);
  await page.getByRole('button', { name: 'I closed it' }).click();
  await expect(page.getByText('The window was closed before the end')).toBeVisible();
  const meta = await openMeta(await openSignupWindow(page));
  await meta.finish();
  await connected(page);
});

test('a link for later and a call for help are mailed, once each however often Enter is pressed', async ({ page, own, browser }) => {
  test.setTimeout(90_000);
  await signIn(page, 'dealer');
  await toFacebook(page);
  const sendTwice = (dialog: Locator) =>
    dialog.locator('form[data-post]').evaluate((form: HTMLFormElement) => { form.requestSubmit(); form.requestSubmit(); });

  await page.getByRole('button', { name: 'Send me a link for later' }).click();
  const later = page.getByRole('dialog', { name: 'Send the link' });
  await axe(page);
  await later.getByLabel('Mail address').fill('nobody@jansen');
  await sendTwice(later);
  await expect(later.getByLabel('Mail address')).toHaveAttribute('aria-invalid', 'true');
  await later.getByLabel('Mail address').fill('pages@jansen.example');
  await sendTwice(later);
  await expect(page.getByText('The link is on its way')).toBeVisible();

  await page.getByRole('button', { name: 'Ask for help' }).click();
  const help = page.getByRole('dialog', { name: 'Ask for help' });
  await sendTwice(help);
  await expect(help.getByRole('textbox', { name: 'What is in the way?' })).toHaveAttribute('aria-invalid', 'true');
  await help.getByRole('textbox', { name: 'What is in the way?' }).fill('Which portfolio is ours?');
  await sendTwice(help);
  await expect(page.getByText('Your message is on its way')).toBeVisible();

  const isv = await pageOf(browser, own, 'admin');
  const call = await readMail(isv, '', /asks for help with connecting WhatsApp$/);
  expect(call).toContain('Which portfolio is ours?');
  expect(call).toContain('/admin/dealers/');
  const link = linkIn(await readMail(isv, 'pages@jansen.example', /^Connect .* to WhatsApp$/));
  await visit(isv, '/admin/outbox');
  await expect(isv.getByRole('link', { name: /asks for help/ })).toHaveCount(1);
  await expect(isv.getByRole('link', { name: /^Connect .* to WhatsApp$/ })).toHaveCount(1);
  await isv.context().close();

  // Whoever manages the pages has no login here.
  const other = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await visit(other, link);
  const meta = await openMeta(other);
  await meta.finish();
  await connected(other);
  await other.context().close();
  await adminReads(browser, own, ['Which portfolio is ours?', /is connected$/]);
});

test('Meta\'s window that is closed without a word is noticed, told at home, and opened again', async ({ page, own }) => {
  await own.control('/rules', { outcome: 'closed' });
  await signIn(page, 'dealer');
  await toFacebook(page);
  const window = await openSignupWindow(page);
  const meta = await openMeta(window);
  await meta.closedBy('PHONE_NUMBER_SETUP');
  await expect(window.getByText('The window was closed before the end')).toBeVisible();
  await visit(page, '/');
  await expect(page.getByText('Last time you left at: the window, which was closed.')).toBeVisible();

  const again = await openMeta(window);
  await again.finish();
  await liveAtHome(page);
});

test.describe('when Facebook is kept away', () => {
  test.use({ expected: /sdk\.js/ });

  test('the page says so and can load it again', async ({ page, own }) => {
    await own.control('/rules', { outcome: 'sdk_blocked' });
    await signIn(page, 'dealer');
    await toFacebook(page);
    const window = await openSignupWindow(page);
    await expect(window.getByText('Facebook did not load')).toBeVisible();
    await window.getByRole('button', { name: 'Load it again' }).click();
    await expect(window.getByRole('button', { name: 'Continue with Facebook' })).toBeEnabled();
  });
});

test('an error that Meta shows is told with what it means, and with its words', async ({ page, own }) => {
  await own.control('/rules', { outcome: 'error_report' });
  await signIn(page, 'dealer');
  await toFacebook(page);
  const meta = await openMeta(await openSignupWindow(page));
  await meta.toError();
  await meta.report();
  await visit(page, '/');
  await page.getByRole('button', { name: 'Go on connecting' }).click();
  await expect(page.getByText('WhatsApp does not accept this name.')).toBeVisible();
  await expect(page.getByText(/verified name violates WhatsApp guidelines/)).toBeVisible();
});

for (const before of ['at once', 'after leaving once and coming back'] as const) {
  test(`a browser killed after the finish, ${before}: Meta's webhook completes it`, async ({ page, own, browser }) => {
    test.setTimeout(120_000);
    const server = await chromium.launchServer(launchOptions);
    const other = await chromium.connect(server.wsEndpoint());
    const context = await other.newContext({ baseURL: own.url, locale: 'en-GB' });
    const doomed = await context.newPage();
    await signIn(doomed, 'dealer');
    await toFacebook(doomed);
    let window = await openSignupWindow(doomed);
    let meta = await openMeta(window);
    if (before !== 'at once') {
      await meta.to('PHONE_NUMBER_SETUP');
      await meta.cancel();
      await expect(window.getByText('You left at: the phone number')).toBeVisible();
      await window.close();
      await visit(doomed, '/');
      await doomed.getByRole('button', { name: 'Go on connecting' }).click();
      await expect(doomed.getByRole('heading', { name: 'Finish in the Facebook window' })).toBeVisible();
      window = await openSignupWindow(doomed);
      meta = await openMeta(window);
    }
    await meta.to('PERMISSIONS');
    // Everything is done at Meta now, and nobody has told our page.
    await meta.grant();
    await server.kill();

    await signIn(page, 'dealer');
    await liveAtHome(page);
    expect(await outside(own)).toEqual(ONE_OF_EACH);
    expect((await ask(page, '/api/integrations')).body).toHaveLength(1);
    const left = before === 'at once' ? [] : ['Left the Facebook window at: the phone number', 'Came back to the signup page'];
    await adminReads(browser, own, [...left, /is shared with us$/, /goes on here$/, /is connected$/]);
  });
}

test('a signup page that was loaded anew has lost Meta\'s window: it is told, and opened again', async ({ page, own, browser }) => {
  test.setTimeout(90_000);
  await signIn(page, 'dealer');
  await toFacebook(page);
  const window = await openSignupWindow(page);
  const meta = await openMeta(window);
  await meta.to('PHONE_NUMBER_SETUP');
  await window.reload();
  await awake(window);
  await expect(window.getByText('We lost sight of the Facebook window')).toBeVisible();
  await meta.page.close();

  const again = await openMeta(window);
  await again.finish();
  await liveAtHome(page);
  expect(await outside(own)).toEqual(ONE_OF_EACH);
  await adminReads(browser, own, ['Lost sight of the Facebook window', 'Finished in the Facebook window', /is connected$/]);
});

test('a finish that the page never hears of is completed by Meta\'s webhook while it waits', async ({ page, own }) => {
  await own.control('/rules', { outcome: 'no_opener' });
  await signIn(page, 'dealer');
  await toFacebook(page);
  const meta = await openMeta(await openSignupWindow(page));
  await meta.finish();
  await connected(page);
});

test('a finish without a number goes on with the number chosen here', async ({ page, own, browser }) => {
  test.setTimeout(90_000);
  const number = '+31612345678';
  await own.control('/rules', { outcome: 'finish_without_number' });
  await signIn(page, 'dealer');
  await toFacebook(page, 'A number you have', number);
  const meta = await openMeta(await openSignupWindow(page));
  await meta.toPermissionsPast('PHONE_NUMBER_SETUP');
  await meta.grant();
  await meta.leave();
  await expect(page.getByRole('heading', { name: 'Type the code from WhatsApp' })).toBeVisible({ timeout: 30_000 });
  await typeCode(page, await codeOf(own, number));
  await connected(page);
  await adminReads(browser, own, ['Finished in the Facebook window', /^Number .* is noted$/, 'Typed the six digits', /is connected$/]);
});

test('a finish told twice connects once', async ({ page, own }) => {
  await own.control('/rules', { outcome: 'finish_twice' });
  await own.control('/rules', { outcome: 'partner_added_twice' });
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await connected(page);
  expect(await outside(own)).toEqual(ONE_OF_EACH);
  expect((await ask(page, '/api/integrations')).body).toHaveLength(1);
});

test('the link works on a phone without a login, while the dashboard watches', async ({ page, browser, own }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  await page.getByText('On another device', { exact: true }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  expect(link).toContain(`${own.url}/whatsapp/signup/`);

  const phone = await browser.newContext({ ...devices['Pixel 7'], baseURL: own.url, locale: 'en-GB' });
  const noise = listen(phone);
  const there = await phone.newPage();
  await visit(there, link);
  await expect(there.getByRole('heading', { level: 1, name: 'Connect Autobedrijf Jansen to WhatsApp' })).toBeVisible();
  const overflow = await there.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, 'pixels wider than the phone').toBeLessThanOrEqual(0);
  const meta = await openMeta(there);
  await meta.finish();

  await connected(page);
  await connected(there);
  await expect(there.getByText('You can close this window.')).toBeVisible();
  expect(noise).toEqual([]);
  await phone.close();
});

test('a link that is withdrawn opens nothing any more, and its owner begins anew', async ({ page, own, browser }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  await page.getByText('On another device', { exact: true }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  const other = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await visit(other, link);
  await expect(other.getByRole('button', { name: 'Continue with Facebook' })).toBeEnabled();

  await page.getByRole('button', { name: 'Withdraw this link' }).click();
  await expect(page.getByRole('heading', { name: 'Which number should buyers write to?' })).toBeVisible();
  // Whoever has it open is told at once.
  await expect(other.getByText('This link was withdrawn.')).toBeVisible();
  await expect(other.getByRole('button', { name: 'Continue with Facebook' })).toHaveCount(0);
  const answer = await visit(other, link);
  expect(answer?.status()).toBe(410);
  await other.context().close();

  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Before you start' })).toBeVisible();
  await page.getByRole('button', { name: 'Send me a link for later' }).click();
  await page.getByRole('dialog').getByLabel('Mail address').fill('pages@jansen.example');
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('The link is on its way')).toBeVisible();
  await adminReads(browser, own, ['Withdrew the link']);
});

test('an admin withdraws a link once they have read what ends with it', async ({ page, own, browser }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  const isv = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(isv, 'admin');
  await isv.getByRole('link', { name: 'Autobedrijf Jansen' }).click();
  await isv.getByRole('button', { name: 'Withdraw this link' }).click();
  const dialog = isv.getByRole('dialog', { name: 'Withdraw this link' });
  await expect(dialog).toContainText('is given back');
  await dialog.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(isv.getByText('No signup under way')).toBeVisible();
  await isv.context().close();
  await visit(page, '/connect');
  await expect(page.getByRole('heading', { name: 'Which number should buyers write to?' })).toBeVisible();
});
