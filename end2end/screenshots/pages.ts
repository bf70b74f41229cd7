// Every page and state of the demo, in the order in which a dealer and then an admin meet them.

import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { alone, ask, expect, signIn, test, visit } from '../fixtures.ts';
import { codeOf, connected, openMeta, openSignupWindow, throughFacebook, toFacebook, typeCode, wrong } from '../signup.ts';
import { answer, bubble, desk, field, open, row } from '../desk.ts';
import { linkIn, readMail } from '../mail.ts';
import { Phone, say } from '../phone.ts';
import { connectedSender, divert } from '../sender.mjs';
import { agentPage, pageOf, stranger } from '../team.ts';
import { approveStarters, judged } from '../templates.ts';
import { folder, looks } from './index/folder.ts';

test.describe.configure({ mode: 'serial' });
// Links and pages that are gone are part of what is looked at; browsers write every refusal down.
test.use({ expected: /status of 40[34]|net::ERR_/ });

/** Takes the page as it is, in all four looks. */
async function shoot(page: Page, name: string) {
  const before = page.viewportSize();
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: look.height });
    await page.emulateMedia({ colorScheme: look.scheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: join(folder, `${name}@${look.name}.png`), fullPage: true, animations: 'disabled' });
  }
  if (before) await page.setViewportSize(before);
}

test('before signing in', async ({ page }) => {
  await visit(page, '/login');
  await shoot(page, '01-login');
  await page.getByLabel('Mail address').fill('sam@forecourt.test');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await shoot(page, '02-login-refused');
  await visit(page, '/forgot');
  await shoot(page, '03-forgot');
  await visit(page, '/forgot?sent=1');
  await shoot(page, '04-forgot-sent');
  await page.goto('/reset/nothing');
  await shoot(page, '05-reset-link-gone');
  await visit(page, '/forgot');
  await page.getByLabel('Mail address').fill(stranger.email);
  await page.getByRole('button').last().click();
  await page.waitForURL(/sent=1/);
  await signIn(page, 'admin');
  const link = linkIn(await readMail(page, stranger.email, /new password/));
  await page.context().clearCookies();
  await visit(page, link);
  await expect(page.getByLabel('New password')).toBeVisible();
  await shoot(page, '05-reset');
  await page.goto('/whatsapp/signup/nothing');
  await shoot(page, '06-signup-link-gone');
});

test('a dealer connects', async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, 'dealer');
  await shoot(page, '10-home-new');
  await visit(page, '/team');
  await shoot(page, '11-team');
  await page.getByRole('button', { name: 'Invite someone' }).click();
  await shoot(page, '11-team-invite');
  await visit(page, '/account');
  await shoot(page, '12-account');
  await page.goto('/nowhere');
  await shoot(page, '13-nothing-here');

  await visit(page, '/connect');
  await expect(page.locator('input[name="offer"]:checked')).toBeAttached();
  await shoot(page, '20-connect-number');
  await page.getByRole('radio', { name: /^A number you have/ }).check();
  await page.getByLabel('Your number').fill('12');
  await page.getByLabel('Your number').blur();
  await shoot(page, '21-connect-own-number-wrong');
  await page.getByRole('radio', { name: /^A new number(?!,)/ }).check();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Before you start' })).toBeVisible();
  await shoot(page, '22-connect-before');
  await page.getByRole('button', { name: 'I am ready' }).click();
  await expect(page.getByRole('heading', { name: 'Finish in the Facebook window' })).toBeVisible();
  await shoot(page, '23-connect-facebook');
  let window = await openSignupWindow(page);
  await shoot(page, '24-connect-facebook-open');
  await shoot(window, '25-signup-page');
  let meta = await openMeta(window);
  await meta.to('PHONE_NUMBER_SETUP');
  await shoot(meta.page, '26-meta-window');
  await shoot(window, '27-signup-page-waiting');
  await meta.cancel();
  await shoot(window, '28-signup-page-cancelled');
  await window.close();
  await visit(page, '/');
  await shoot(page, '29-home-resume');

  await visit(page, '/connect');
  window = await openSignupWindow(page);
  meta = await openMeta(window);
  await meta.finish();
  await expect(page.getByRole('heading', { name: 'Going live' })).toBeVisible();
  await shoot(page, '30-connect-going-live');
  await connected(page);
  await shoot(page, '31-connect-connected');
  await visit(page, '/');
  await shoot(page, '32-home-connected');
  await page.getByRole('link', { name: /^Open / }).first().click();
  await expect(page).toHaveURL(/\/connections\//);
  await shoot(page, '33-connection');
  await page.getByRole('button', { name: 'Disconnect' }).first().click();
  await shoot(page, '34-connection-disconnect');
  await visit(page, '/settings/keys');
  await shoot(page, '35-keys-none');
  await page.getByLabel('What is it for?').fill('CRM');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await expect(page.getByText('Copy the key for CRM now.')).toBeVisible();
  await shoot(page, '35-keys');
});

alone('Meta\'s window is blocked, closed, lost', async ({ page }) => {
  alone.setTimeout(120_000);
  // Browsers that block windows give the page none.
  await page.context().addInitScript(() => {
    const open = globalThis.open.bind(globalThis);
    globalThis.open = (...how) => (document.documentElement.dataset['blocks'] === undefined ? open(...how) : null);
  });
  const block = (there: Page, blocks: boolean) =>
    there.evaluate((is) => void (is ? (document.documentElement.dataset['blocks'] = '') : delete document.documentElement.dataset['blocks']), blocks);
  await signIn(page, 'dealer');
  await toFacebook(page);
  await block(page, true);
  await page.getByRole('button', { name: 'Continue with Facebook' }).click();
  await expect(page.getByText('Your browser did not let the window open')).toBeVisible();
  await shoot(page, '36-connect-blocked');
  await block(page, false);
  let window = await openSignupWindow(page);
  await window.close();
  await expect(page.getByText('The window was closed before the end')).toBeVisible();
  await shoot(page, '36-connect-closed');

  window = await openSignupWindow(page);
  await block(window, true);
  await window.getByRole('button', { name: 'Continue with Facebook' }).click();
  await expect(window.getByText('Your browser did not let the window open')).toBeVisible();
  await shoot(window, '37-signup-page-blocked');
  await block(window, false);
  let meta = await openMeta(window);
  await meta.page.close();
  await expect(window.getByText('The window was closed before the end')).toBeVisible();
  await shoot(window, '37-signup-page-closed');
  meta = await openMeta(window);
  await meta.at('LOGIN');
  await window.reload();
  await expect(window.getByText('We lost sight of the Facebook window')).toBeVisible();
  await shoot(window, '37-signup-page-lost');
});

alone('the test message, webhooks that go elsewhere, the end', async ({ page, own }) => {
  alone.setTimeout(180_000);
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await connected(page);
  const sender = await connectedSender(own);
  await say(own, 'sanne', sender.number, { kind: 'text', text: 'Hello' });
  const step = page.getByRole('listitem').filter({ hasText: 'Test message' });
  await expect(step.getByText('Delivered')).toBeVisible({ timeout: 30_000 });
  await shoot(page, '38-connect-test-arrived');
  await divert(own, sender, 'https://elsewhere.example/in');
  await visit(page, '/');
  await page.getByRole('link', { name: /^Open / }).first().click();
  await page.waitForURL(/\/connections\//);
  await page.getByRole('button', { name: 'Refresh status' }).click();
  await expect(page.getByText('WhatsApp sends messages somewhere else.')).toBeVisible();
  await expect(page.getByText('Our answer was delivered', { exact: true })).toBeVisible();
  await shoot(page, '38-connection-drifted');
  await page.getByRole('button', { name: 'Disconnect' }).first().click();
  const dialog = page.getByRole('dialog', { name: /^Disconnect / });
  await dialog.getByLabel('Type Autobedrijf Jansen to confirm').fill('Autobedrijf Jansen');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('Disconnected since')).toBeVisible();
  await shoot(page, '39-connection-disconnected');
  await visit(page, '/');
  await shoot(page, '39-home-disconnected');
});

alone.describe('with one place a week', () => {
  alone.use({ settings: { FORECOURT_WEEKLY_QUOTA: '1' } });

  alone('no place is free', async ({ page, own, browser }) => {
    await signIn(page, 'dealer');
    await toFacebook(page);
    await throughFacebook(page);
    const linde = await pageOf(browser, own, stranger);
    await expect(linde.getByText('This week\'s places at Meta are taken.')).toBeVisible();
    await shoot(linde, '39-home-quota-full');
    await linde.context().close();
    const isv = await pageOf(browser, own, 'admin');
    await expect(isv.getByText('1 of 1 new dealers this week: no place is free')).toBeVisible();
    await shoot(isv, '49-dealers-quota-full');
    await isv.context().close();
  });
});

test('an admin looks', async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/dealers');
  await shoot(page, '40-dealers');
  await page.getByRole('button', { name: 'Add dealer' }).first().click();
  await shoot(page, '41-dealers-add');
  await visit(page, '/admin/dealers?q=nobody+by+that+name');
  await shoot(page, '42-dealers-none-found');
  await visit(page, '/admin/dealers');
  await page.getByRole('main').getByRole('table').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/admin\/dealers\/./);
  await shoot(page, '43-dealer');
  for (const [name, path] of [
    ['44-readiness', '/admin/readiness'],
    ['45-jobs', '/admin/jobs'],
    ['46-outbox', '/admin/outbox'],
    ['48-unmatched', '/admin/unmatched'],
    ['49-audit', '/admin/audit'],
    ['49-people', '/admin/people'],
  ] as const) {
    await visit(page, path);
    await shoot(page, name);
  }
  await visit(page, '/admin/outbox');
  await page.getByRole('main').getByRole('link').first().click();
  await shoot(page, '47-mail');
});

alone('a code is asked for', async ({ page, own }) => {
  await signIn(page, 'dealer');
  await toFacebook(page, 'A number you have', '+31612345678');
  await throughFacebook(page);
  await expect(page.getByRole('heading', { name: 'Type the code from WhatsApp' })).toBeVisible({ timeout: 60_000 });
  await shoot(page, '50-connect-code');
  await typeCode(page, wrong(await codeOf(own, '+31612345678')));
  await expect(page.getByText('The code was wrong or too late.').first()).toBeVisible({ timeout: 60_000 });
  await shoot(page, '51-connect-code-wrong');
  await visit(page, '/');
  await shoot(page, '52-home-code');
});

for (const [number, rule, words] of [
  ['53', { outcome: 'error_63101' }, 'is not shared with us'],
  ['54', { outcome: 'error_63104' }, 'has reached its number of phone numbers'],
  ['55', { outcome: 'error_20249' }, 'ten registrations'],
  ['55', { outcome: 'error_63112' }, 'Meta has disabled your WhatsApp account'],
  ['56', { outcome: 'twilio_review', seconds: 86_400 }, 'WhatsApp is reviewing your number.'],
] as const) {
  alone(`in the way: ${rule.outcome}`, async ({ page, own, browser }) => {
    // As often as it is asked: Meta's webhook lets the chain try again by itself.
    await own.control('/rules', { ...rule, times: null });
    await signIn(page, 'dealer');
    await toFacebook(page);
    await throughFacebook(page);
    await expect(page.getByText(words).first()).toBeVisible({ timeout: 60_000 });
    await shoot(page, `${number}-connect-${rule.outcome}`);
    await visit(page, '/');
    await shoot(page, `${number}-home-${rule.outcome}`);
    const isv = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
    await signIn(isv, 'admin');
    await isv.getByRole('link', { name: 'Autobedrijf Jansen' }).click();
    await expect(isv.getByText(words).first()).toBeVisible();
    await shoot(isv, `${number}-dealer-${rule.outcome}`);
    await isv.close();
  });
}

alone('a share that was taken away', async ({ page, own }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await connected(page);
  const { senders } = (await own.control('/state')) as { senders: { waba_id: string }[] };
  await own.control('/meta-event', { event: 'PARTNER_REMOVED', waba_id: senders[0]?.waba_id });
  await expect(async () => {
    await visit(page, '/');
    await expect(page.getByText('Action needed')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await shoot(page, '57-home-action-needed');
  await page.getByRole('link', { name: /^Open / }).first().click();
  await page.waitForURL(/\/connections\//);
  await shoot(page, '57-connection-action-needed');
});

alone('an invitation, and a finish that nobody knows', async ({ page, own }) => {
  await signIn(page, 'admin');
  await page.getByRole('button', { name: 'Add dealer' }).click();
  await page.getByLabel('Dealer name').fill('Garage Nieuwland');
  await page.getByLabel('Owner\'s mail address').fill('noor@nieuwland.example');
  await page.getByRole('button', { name: 'Add and invite' }).click();
  await expect(page.getByText('Dealer added.')).toBeVisible();
  await shoot(page, '58-dealers-added');
  await own.control('/signup', { business_name: 'Somebody Motors' });
  await expect(async () => {
    await visit(page, '/admin/unmatched');
    await expect(page.getByText('Which signup is it?').or(page.getByText('No signup is open')).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await shoot(page, '58-unmatched');
  const link = linkIn(await readMail(page, 'noor@nieuwland.example', /invites you to|Your login at/));
  await page.context().clearCookies();
  await visit(page, link);
  await shoot(page, '59-invitation');
});

alone('the inbox fills', async ({ page, own, context }) => {
  test.setTimeout(240_000);
  const { number: to } = await desk(page, own);
  await shoot(page, '60-inbox-nobody-yet');
  await approveStarters(page, own);
  await visit(page, '/inbox');
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.write('Good morning, is the blue V60 still for sale?');
  await say(own, 'marit', to, { kind: 'text', text: 'I found you through a friend. Do you have an estate car for less than nine thousand, with a tow bar?' });
  await say(own, 'bram', to, { kind: 'text', text: 'Is my car ready?' });
  await expect(row(page, 'Is my car ready?')).toBeVisible();
  await shoot(page, '61-inbox-list');
  await open(page, 'Good morning');
  await answer(page, 'It is. Would you like to see it?');
  await phone.sees('Would you like to see it?');
  await phone.sendPicture();
  await phone.write('Yes, and this is the one I drive now.');
  await expect(bubble(page, 'the one I drive now')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Open the photo/ }).locator('img').first()).toBeVisible();
  await page.getByRole('link', { name: 'Note', exact: true }).click();
  await page.getByRole('textbox', { name: 'Note', exact: true }).fill('Not below nine thousand.');
  await shoot(page, '62-inbox-note');
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect(bubble(page, 'Not below nine thousand')).toContainText('Note by');
  await page.getByRole('navigation').getByRole('link', { name: 'Message', exact: true }).click();
  await own.control('/rules', { outcome: 'fails_63010' });
  await answer(page, 'Come by on Saturday, we are open until five.');
  await expect(bubble(page, 'Come by').getByRole('button', { name: 'Retry' })).toBeVisible();
  await shoot(page, '63-inbox-conversation');
  // Wide, the contact stands beside the conversation already.
  await visit(page, `${new URL(page.url()).pathname}?pane=contact`);
  await shoot(page, '64-inbox-contact');
  await visit(page, new URL(page.url()).pathname);
  await page.getByRole('searchbox', { name: 'Search' }).fill('estate');
  await expect(page.locator('mark').first()).toBeVisible();
  await shoot(page, '65-inbox-search');
  await page.getByRole('searchbox', { name: 'Search' }).fill('nobody says this');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await shoot(page, '65-inbox-search-nothing');
  await page.getByRole('link', { name: 'Clear the search' }).last().click();
  await open(page, 'Is my car ready?');
  await say(own, 'bram', to, { kind: 'text', text: 'STOP' });
  await expect(page.getByText(/does not want to be written to/).first()).toBeVisible();
  await shoot(page, '66-inbox-stopped');
  await visit(page, '/inbox');
  await row(page, 'V60').or(row(page, 'Come by')).getByRole('link').first().click();
  await expect(field(page)).toBeVisible();
  await phone.pass('23 h 30 min');
  await expect(page.locator('.composer .window.closing')).toBeVisible();
  await shoot(page, '67-inbox-window-closes');
  await phone.pass('24 h');
  await expect(page.getByText('The 24 hours to answer freely are over.')).toBeVisible();
  await page.getByRole('group').filter({ hasText: 'test_drive' }).filter({ hasText: 'English' }).getByText('test_drive').click();
  await shoot(page, '68-inbox-window-closed');
  await phone.write('Still there?');
  await expect(page.locator('.composer .window')).toBeVisible();
});

alone('the line breaks', async ({ page, own }) => {
  const { number: to } = await desk(page, own);
  await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
  await open(page, 'Hello');
  await own.kill();
  await expect(page.locator('.offline')).toBeVisible({ timeout: 30_000 });
  await field(page).fill('Written in the tunnel');
  await field(page).press('Enter');
  await expect(bubble(page, 'Written in the tunnel')).toBeVisible();
  await shoot(page, '69-inbox-offline');
});

alone('templates, hours and contacts', async ({ page, own, browser }) => {
  test.setTimeout(240_000);
  await signIn(page, 'dealer');
  await visit(page, '/templates');
  await shoot(page, '70-templates-not-connected');
  await page.context().clearCookies();
  const { number: to } = await desk(page, own);
  await visit(page, '/templates');
  await shoot(page, '71-templates-none');
  await visit(page, '/templates/new');
  await shoot(page, '72-template-new');
  await page.getByLabel('Name', { exact: true }).fill('Winter Check');
  await page.getByLabel('Kind').selectOption('quick_reply');
  await page.getByLabel('Words', { exact: true }).fill('Hi {{1}}, your {{2}} waits');
  await page.getByLabel('Button 1', { exact: true }).fill('Plan it');
  await page.getByLabel('Button 2', { exact: true }).fill('Plan it');
  await expect(page.getByText('Another button has the same words.').first()).toBeVisible();
  await shoot(page, '73-template-new-wrong');
  await own.control('/rules', { outcome: 'template_rejected', scope: { template: 'car_arrived' } });
  await own.control('/rules', { outcome: 'template_paused', scope: { template: 'quote_ready' } });
  await visit(page, '/templates');
  await page.getByRole('button', { name: 'Add the starter set' }).click();
  await judged(page, own, async () => {
    const rows = page.getByRole('main').getByRole('row');
    await expect(rows.filter({ hasText: 'Rejected' })).toHaveCount(1, { timeout: 1_000 });
    await expect(rows.filter({ hasText: 'Approved' })).toHaveCount(10, { timeout: 1_000 });
  });
  await shoot(page, '74-templates');

  await visit(page, '/settings/hours');
  await shoot(page, '75-hours');
  await page.getByLabel('Monday').fill('9 to 6');
  await page.getByLabel('Holidays').fill('Christmas');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Write it as 09:00-18:00.')).toBeVisible();
  await shoot(page, '76-hours-wrong');

  await visit(page, '/contacts');
  await shoot(page, '77-contacts-none');
  await visit(page, '/figures');
  await shoot(page, '78-figures-none');
  const kees = await agentPage(page, browser, own);
  await visit(page, '/inbox');
  await visit(kees, '/inbox');
  const buyers = ['sanne', 'bram', 'lucia', 'marit'] as const;
  for (const [n, minutes] of [12, 45, 180, 8, 95, 20].entries()) {
    const who = n % 3 === 2 ? kees : page;
    await say(own, buyers[n % 4] ?? 'sanne', to, { kind: 'text', text: `Question ${n}` });
    await expect(row(who, `Question ${n}`)).toBeVisible();
    await own.control('/advance', { seconds: minutes * 60 });
    await open(who, `Question ${n}`);
    await answer(who, `Answer ${n}`);
    await expect(row(who, `Answer ${n}`)).not.toContainText('waits');
    await own.control('/advance', { seconds: 86_400 * (1 + (n % 2)) });
  }
  await visit(page, '/figures');
  await shoot(page, '79-figures');
  await say(own, 'bram', to, { kind: 'text', text: 'STOP' });
  await visit(page, '/inbox');
  await expect(row(page, 'STOP')).toBeVisible();
  await visit(page, '/contacts');
  await shoot(page, '80-contacts');
  await visit(page, '/contacts?find=nobody');
  await shoot(page, '80-contacts-none-found');
  await visit(page, '/contacts');
  await page.getByRole('main').getByRole('row').filter({ hasText: 'Bram' }).getByRole('link').click();
  await page.waitForURL(/\/contacts\/./);
  await shoot(page, '81-contact-stopped');
  await page.getByRole('button', { name: 'Erase this contact' }).click();
  await shoot(page, '82-contact-erase');
  await kees.context().close();

  const isv = await pageOf(browser, own, 'admin');
  await visit(isv, '/admin/hooks');
  await shoot(isv, '85-hooks');
  await isv.getByRole('main').getByRole('row').filter({ hasText: 'A buyer\'s message' }).getByRole('link').first().click();
  await isv.waitForURL(/\/admin\/hooks\/./);
  await shoot(isv, '86-hook');
  await visit(isv, '/admin/hooks?kind=voice');
  await shoot(isv, '87-hooks-none');
  await isv.context().close();
});

alone('labels, replies, views, the location', async ({ page, own, browser }) => {
  await desk(page, own);
  await visit(page, '/settings/inbox');
  await shoot(page, '90-words-none');
  const door = '/api/app/words/doors';
  for (const [name, colour] of [['Hot', 'red'], ['Test drive', 'green'], ['Trade-in', 'violet']] as const) {
    await ask(page, `${door}/save_label`, new URLSearchParams({ name, colour }));
  }
  for (const [short, text] of [
    ['hours', 'We are open Monday to Saturday, from 9 to 6.'],
    ['way', 'Take the A10, exit S111.\nPark in front of the showroom.'],
  ] as const) {
    await ask(page, `${door}/save_reply`, new URLSearchParams({ short, text }));
  }
  await ask(page, '/api/app/inbox/doors/save_view', new URLSearchParams({ name: 'Nobody’s', 'filter[view]': 'unassigned' }));
  await visit(page, '/settings/inbox');
  await shoot(page, '91-words');
  await page.getByRole('link', { name: 'Add a label' }).click();
  await page.getByLabel('Name', { exact: true }).first().fill('Hot');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('There is a label of that name already.')).toBeVisible();
  const place = page.locator('#place');
  await place.getByLabel('Place on the map').fill('https://maps.app.goo.gl/abc');
  await place.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('A short link does not say where it leads.')).toBeVisible();
  await shoot(page, '92-words-wrong');
  const kees = await agentPage(page, browser, own);
  await visit(kees, '/settings/inbox');
  await shoot(kees, '93-words-agent');
  await kees.context().close();
});
