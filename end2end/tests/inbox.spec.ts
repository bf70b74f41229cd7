// A day at the desk: buyers write on their phones, the dealer answers, nothing is lost and nothing is said twice.

import { answer, bubble, desk, field, open, row } from '../desk.ts';
import { axe, awake, expect, alone as test, visit } from '../fixtures.ts';
import { Phone, buyers, say } from '../phone.ts';
import { connectedSender, skipTest } from '../sender.mjs';
import { agentPage } from '../team.ts';

test('a buyer writes and the dealer sees it without a reload', async ({ page, own }) => {
  const { number: to } = await desk(page, own);
  await expect(page.getByRole('heading', { name: 'No conversations yet' })).toBeVisible();

  await say(own, 'sanne', to, { kind: 'text', text: 'Is the V60 still for sale?' });

  await expect(row(page, 'Is the V60 still for sale?')).toContainText('1 unread');
  await open(page, 'Is the V60');
  await expect(bubble(page, 'Is the V60 still for sale?')).toBeVisible();
  await say(own, 'sanne', to, { kind: 'text', text: 'I could come today.' });
  await expect(bubble(page, 'I could come today.')).toBeVisible();
  await expect(row(page, 'I could come today.')).not.toContainText('unread');
});

test('an answer goes out and its ticks come back up to read', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.write('Hello');
  await open(page, 'Hello');

  await answer(page, 'Good morning, it is still here.');

  await phone.sees('Good morning, it is still here.');
  await expect(bubble(page, 'Good morning').getByText(/^Read\b/)).toBeAttached();
  await expect(row(page, 'Good morning')).toContainText('Read');
});

test('pictures travel both ways', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'bram', to });
  await phone.sendPicture();
  await expect(row(page, 'Photo')).toBeVisible();
  await open(page, 'Photo');
  const seen = page.getByRole('link', { name: /^Open the photo/ }).locator('img');
  await expect(seen.first()).toBeVisible();
  await expect.poll(() => seen.first().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await page.locator('#files').setInputFiles({ name: 'interior.png', mimeType: 'image/png', buffer: pixel });
  await expect(page.locator('.chip')).toHaveText('interior.png');
  await answer(page, 'And this is the inside.');

  await phone.sees('And this is the inside.');
  await expect(phone.lastOfDealer().getByRole('img').first()).toBeVisible();
});

test('a file stays with the conversation it was attached in', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  await say(own, 'bram', to, { kind: 'text', text: 'From Bram' });
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.write('From Sanne');
  await open(page, 'From Bram');
  await page.locator('#files').setInputFiles({ name: 'offer.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
  await expect(page.locator('.chip')).toHaveText('offer.pdf');

  await open(page, 'From Sanne');
  await expect(page.getByRole('heading', { level: 2, name: /Sanne/ }).first()).toBeVisible();
  await expect(page.locator('.chip')).toHaveCount(0);
  await answer(page, 'Only words for you.');
  await phone.sees('Only words for you.');
  await open(page, 'From Bram');

  await expect(page.locator('.chip')).toHaveText('offer.pdf');
});

test('what WhatsApp does not take is said before it travels', async ({ page, own }) => {
  const { number: to } = await desk(page, own);
  await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
  await open(page, 'Hello');

  await page.locator('#files').setInputFiles([
    { name: 'holiday.png', mimeType: 'image/png', buffer: Buffer.alloc(5 * 1024 * 1024 + 1) },
    { name: 'archive.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') },
  ]);

  await expect(page.getByText('holiday.png is too large')).toBeVisible();
  await expect(page.getByText('WhatsApp does not take archive.zip')).toBeVisible();
});

test.describe('on a dead line', () => {
  test.use({ expected: /net::ERR_FAILED/ });

  test('what is written survives a reload, and goes out once', async ({ page, own, context }) => {
    test.setTimeout(90_000);
    const { number: to } = await desk(page, own);
    const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
    await phone.write('Hello');
    await open(page, 'Hello');
    const doors = '**/api/app/inbox/doors/send_text*';
    await page.route(doors, (route) => route.abort());

    await answer(page, 'Written in the tunnel');
    await expect(bubble(page, 'Written in the tunnel').getByText('Waiting to be sent')).toBeAttached();
    await page.reload();
    await awake(page);
    await expect(bubble(page, 'Written in the tunnel')).toHaveCount(1);
    await page.unroute(doors);

    await phone.sees('Written in the tunnel');
    await expect(bubble(page, 'Written in the tunnel')).toHaveCount(1);
    await expect(bubble(page, 'Written in the tunnel').getByText(/^Read\b/)).toBeAttached();
    await expect(phone.messages().filter({ hasText: 'Written in the tunnel' })).toHaveCount(1);
  });
});

test.describe('with a server that dies', () => {
  test.use({ expected: /net::ERR_/ });

  /** Longer than a restart takes, on the simulator's clock. */
  const HELD = 6 * 3_600;

  test('killed between sending and status: sent once, and its ticks arrive', async ({ page, own, context }) => {
    test.setTimeout(120_000);
    const text = 'Just before the lights went out';
    const { number: to } = await desk(page, own);
    const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
    await phone.write('Hello');
    await open(page, 'Hello');
    await own.control('/rules', { outcome: 'webhook_late', scope: { person: buyers.sanne }, times: null, seconds: HELD });
    await answer(page, text);
    await phone.sees(text);
    await expect(bubble(page, text).getByText(/^(Delivered|Read)\b/)).toHaveCount(0);

    await own.crashAndRestart();

    await own.control('/rules/0', undefined, 'DELETE');
    await own.control('/advance', { seconds: HELD });
    await expect(bubble(page, text).getByText(/^Read\b/)).toBeAttached({ timeout: 60_000 });
    await expect(bubble(page, text)).toHaveCount(1);
    await phone.become('sanne');
    await expect(phone.messages().filter({ hasText: text })).toHaveCount(1);
  });

  test('killed when Twilio\'s answer was lost: found there, and not sent again', async ({ page, own, context }) => {
    test.setTimeout(120_000);
    const text = 'In the very moment';
    const { number: to } = await desk(page, own);
    const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
    await phone.write('Hello');
    await open(page, 'Hello');
    await own.control('/rules', { outcome: 'webhook_late', scope: { person: buyers.sanne }, times: null, seconds: HELD });
    await own.control('/rules', { outcome: 'connection_cut', scope: { call: 'messages.create' } });
    await answer(page, text);
    await phone.sees(text);

    await own.crashAndRestart();

    // Nobody tells; it is looked for.
    await expect(bubble(page, text).getByText(/^(Sent|Delivered|Read)\b/)).toBeAttached({ timeout: 60_000 });
    await own.control('/rules/0', undefined, 'DELETE');
    await own.control('/advance', { seconds: HELD });
    await expect(bubble(page, text).getByText(/^Read\b/)).toBeAttached({ timeout: 60_000 });
    await expect(bubble(page, text)).toHaveCount(1);
    await phone.become('sanne');
    await expect(phone.messages().filter({ hasText: text })).toHaveCount(1);
  });
});

test('what failed says why and is sent again by hand, once', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.write('Hello');
  await open(page, 'Hello');
  await own.control('/rules', { outcome: 'fails_63010', scope: { person: buyers.sanne } });
  await answer(page, 'It has winter tyres');
  const failed = bubble(page, 'It has winter tyres');
  await expect(failed.locator('.tick').getByText('Not delivered')).toBeAttached();
  await expect(failed.locator('.trouble')).toContainText('WhatsApp had a fault of its own. Send it again in a moment.');
  await failed.getByRole('button', { name: 'Retry' }).click();

  await expect(failed.getByText(/^Read\b/)).toBeAttached();
  await expect(failed).toHaveCount(1);
  await expect(failed.locator('.trouble')).toHaveCount(0);
  await phone.sees('It has winter tyres');

  // One that cannot arrive however often it is sent has no such button.
  await own.control('/rules', { outcome: 'fails_63024', scope: { person: buyers.sanne } });
  await answer(page, 'And a tow bar');
  await expect(bubble(page, 'And a tow bar').locator('.trouble')).toBeVisible();
  await expect(bubble(page, 'And a tow bar').getByRole('button', { name: 'Retry' })).toHaveCount(0);
});

test('what is being written stays when the buyer goes on writing', async ({ page, own }) => {
  const { number: to } = await desk(page, own);
  await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
  await open(page, 'Hello');
  await field(page).fill('Let me ask my colleague');
  const same = await field(page).elementHandle();

  await say(own, 'sanne', to, { kind: 'text', text: 'Are you there?' });
  await expect(bubble(page, 'Are you there?')).toBeVisible();
  await expect(row(page, 'Are you there?')).not.toContainText('unread');

  await expect(field(page)).toHaveValue('Let me ask my colleague');
  expect(await same?.evaluate((element) => element.isConnected)).toBe(true);
});

test('a webhook that comes again and again is one message', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'bram', to });
  await phone.set('Deliver twice');

  await phone.write('Only once, I hope');
  await phone.write('And this, too');

  await open(page, 'And this, too');
  await expect(bubble(page, 'And this, too')).toHaveCount(1);
  await expect(bubble(page, 'Only once, I hope')).toHaveCount(1);
});

test('two people at one conversation see what the other does, and keep what is their own', async ({ page, own, browser }) => {
  test.setTimeout(120_000);
  const { number: to } = await desk(page, own);
  await say(own, 'lucia', to, { kind: 'text', text: 'Buenos días' });
  await open(page, 'Buenos días');
  const kees = await agentPage(page, browser, own);
  await visit(kees, new URL(page.url()).pathname);

  // Drafts are each their own, also after a reload.
  const saved = [page, kees].map((desk) => desk.waitForResponse((answer) => answer.url().includes('save_draft') && answer.ok()));
  await field(page).pressSequentially('Piet was about to');
  await field(kees).pressSequentially('Kees thought that');
  await Promise.all(saved);
  await visit(page, page.url());
  await visit(kees, kees.url());
  await expect(field(page)).toHaveValue('Piet was about to');
  await expect(field(kees)).toHaveValue('Kees thought that');

  // What one is writing stays while the other sends, takes the conversation and finishes it.
  await answer(kees, 'Good morning from Kees');
  await expect(bubble(page, 'Good morning from Kees')).toHaveCount(1);
  await expect(field(page)).toHaveValue('Piet was about to');
  await kees.getByRole('button', { name: 'Assign to me' }).click();
  for (const desk of [page, kees]) await expect(row(desk, 'Good morning from Kees')).toContainText('Kees de Boer');
  await expect(field(page)).toHaveValue('Piet was about to');
  await field(kees).fill('Kees goes on');
  await page.getByRole('combobox', { name: 'Assigned to' }).selectOption({ label: 'Piet Jansen' });
  await page.getByRole('button', { name: 'Assign', exact: true }).click();
  for (const desk of [page, kees]) await expect(row(desk, 'Good morning from Kees')).toContainText('Piet');
  await expect(field(kees)).toHaveValue('Kees goes on');
  await answer(page, 'And good morning from Piet');
  for (const desk of [page, kees]) {
    await expect(bubble(desk, 'Good morning from Kees')).toHaveCount(1);
    await expect(bubble(desk, 'And good morning from Piet')).toHaveCount(1);
  }
  await page.getByRole('button', { name: 'Resolve' }).first().click();
  await expect(kees.getByRole('button', { name: 'Reopen' }).first()).toBeVisible();
  await expect(field(kees)).toHaveValue('Kees goes on');
  await kees.context().close();
});

test('who says stop is not written to until they start again', async ({ page, own }) => {
  const { number: to } = await desk(page, own);
  await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
  await open(page, 'Hello');

  await say(own, 'sanne', to, { kind: 'text', text: 'STOP' });

  await expect(page.getByText(/does not want to be written to/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeHidden();
  await say(own, 'sanne', to, { kind: 'text', text: 'START' });
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
});

test('search finds words and people, and marks them', async ({ page, own }) => {
  const { number: to } = await desk(page, own);
  await say(own, 'sanne', to, { kind: 'text', text: 'Do you have winter tyres for it?' });
  await say(own, 'bram', to, { kind: 'text', text: 'When do you open?' });
  await expect(row(page, 'When do you open?')).toBeVisible();

  await page.getByRole('searchbox', { name: 'Search' }).fill('winter');

  await expect(page.locator('mark').first()).toHaveText(/winter/i);
  await expect(row(page, 'When do you open?')).toHaveCount(0);
  await row(page, 'winter tyres').getByRole('link').click();
  await expect(bubble(page, 'Do you have winter tyres for it?')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search' }).fill('nobody says this');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear the search' }).last().click();
  await expect(row(page, 'When do you open?')).toBeVisible();
});

test('a note looks different and never reaches the buyer', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.write('What is your best price?');
  await open(page, 'best price');

  await page.getByRole('link', { name: 'Note', exact: true }).click();
  await expect(page.getByText(/^Only people of .* see this note/)).toBeVisible();
  const note = page.getByRole('textbox', { name: 'Note', exact: true });
  await note.fill('Not below nine thousand');
  // What is a note stays one, wherever one looks in between.
  await page.getByRole('navigation').getByRole('link', { name: 'Message', exact: true }).click();
  await expect(field(page)).toHaveValue('');
  await page.getByRole('link', { name: 'Note', exact: true }).click();
  await expect(note).toHaveValue('Not below nine thousand');
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect(bubble(page, 'Not below nine thousand')).toContainText('Note by');
  await page.getByRole('navigation').getByRole('link', { name: 'Message', exact: true }).click();
  await answer(page, 'Let us talk about it here.');

  await phone.sees('Let us talk about it here.');
  await expect(phone.messages().filter({ hasText: 'nine thousand' })).toHaveCount(0);
});

test('a draft is there again after a reload', async ({ page, own }) => {
  const { number: to } = await desk(page, own);
  await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
  await open(page, 'Hello');
  const saved = page.waitForResponse((answer) => answer.url().includes('save_draft') && answer.ok());

  await field(page).pressSequentially('I was just about to');
  await saved;
  await visit(page, page.url());

  await expect(field(page)).toHaveValue('I was just about to');
});

test('what is put off comes back when its time has come', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.write('I look at it tonight');
  await open(page, 'I look at it tonight');

  await page.getByRole('complementary', { name: 'Contact', exact: true }).locator('summary').filter({ hasText: 'Snooze' }).click();
  await page.getByRole('button', { name: 'For an hour' }).click();

  await expect(row(page, 'I look at it tonight')).toHaveCount(0);
  await visit(page, '/inbox?view=snoozed');
  await expect(row(page, 'I look at it tonight')).toContainText(/in (1 h|\d+ min)/);
  await visit(page, '/inbox');
  await expect(row(page, 'I look at it tonight')).toHaveCount(0);
  await phone.pass('24 h');
  await expect(row(page, 'I look at it tonight')).toBeVisible();
});

test('on a phone one pane is seen at a time, and back leads back', async ({ page, own }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  const { number: to } = await desk(page, own);
  await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
  await row(page, 'Hello').getByRole('link').click();

  await expect(page.getByRole('region', { name: 'Conversations' })).toBeHidden();
  await answer(page, 'From my pocket');
  // What is pressed all day lies where a thumb is, and is as large as one.
  for (const name of ['Send', 'Message', 'Note', 'Template']) {
    const box = await page.locator('.desk-thread').getByRole(/Send/.test(name) ? 'button' : 'link', { name, exact: true }).boundingBox();
    expect(box?.y, name).toBeGreaterThan(780 / 2);
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), name).toBeGreaterThanOrEqual(40);
  }
  await page.getByRole('link', { name: /^About / }).click();
  await expect(page.getByRole('combobox', { name: 'Assigned to' })).toBeVisible();
  await page.getByRole('link', { name: 'Messages' }).click();
  await expect(field(page)).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('combobox', { name: 'Assigned to' })).toBeVisible();
  await page.goto('/inbox');
  await expect(row(page, 'From my pocket')).toBeVisible();
});

test('everything can be done by keyboard', async ({ page, own }) => {
  const { number: to } = await desk(page, own);
  await say(own, 'bram', to, { kind: 'text', text: 'First' });
  await say(own, 'sanne', to, { kind: 'text', text: 'Second' });
  await expect(row(page, 'Second')).toBeVisible();
  const keys = page.keyboard;

  await keys.press('j');
  await keys.press('j');
  await keys.press('Enter');
  await expect(bubble(page, 'Second')).toBeVisible();
  await keys.press('r');
  await expect(field(page)).toBeFocused();
  await keys.type('By hand');
  await keys.press('Shift+Enter');
  await keys.type('in two lines');
  await keys.press('Enter');
  await expect(bubble(page, 'in two lines')).toBeVisible();
  await keys.press('Escape');
  await keys.press('a');
  await expect(row(page, 'By hand')).toContainText('Piet');
  await keys.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys of the inbox' })).toBeVisible();
  await keys.press('Escape');
  await keys.press('e');
  await expect(row(page, 'By hand')).toHaveCount(0);
  await keys.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
  await keys.press('Escape');
  await keys.press('Escape');
  await expect(page).toHaveURL(/\/inbox$/);
});

test('it reads well to a screen reader, in each look', async ({ page, own }) => {
  const { number: to } = await desk(page, own);
  await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
  await open(page, 'Hello');
  await answer(page, 'Good morning');
  for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await axe(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider, 'pixels wider than the screen').toBeLessThanOrEqual(0);
  }
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('conversations are opened, answered and finished by links and forms', async ({ page, own }) => {
    const { number: to } = await connectedSender(own);
    await skipTest(own);
    await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
    await page.goto('/login');
    await page.getByLabel('Mail address').fill('dealer@forecourt.test');
    await page.getByLabel('Password', { exact: true }).fill('forecourt-demo');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(async () => {
      await page.goto('/inbox');
      await expect(row(page, 'Hello')).toBeVisible({ timeout: 500 });
    }).toPass();

    await row(page, 'Hello').getByRole('link').click();
    await field(page).fill('Answered by a form');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(bubble(page, 'Answered by a form')).toHaveCount(1);
    await page.getByRole('link', { name: 'Note', exact: true }).click();
    await page.getByRole('textbox', { name: 'Note', exact: true }).fill('Noted by a form');
    await page.getByRole('button', { name: 'Save note' }).click();
    await expect(bubble(page, 'Noted by a form')).toContainText('Note by');
    await page.getByRole('button', { name: 'Resolve' }).first().click();
    await expect(page.getByRole('button', { name: 'Reopen' }).first()).toBeVisible();
  });
});
