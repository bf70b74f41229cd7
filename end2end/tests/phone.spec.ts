// A buyer with their phone in hand and the dealer at the desk: what the one does, the other sees, as what it is.

import type { Page } from '@playwright/test';
import { answer, bubble, bubbles, desk, field, open, row } from '../desk.ts';
import { expect, alone as test, visit } from '../fixtures.ts';
import { Phone } from '../phone.ts';
import type { Demo } from '../demo.mjs';
import type { BrowserContext } from '@playwright/test';

/** The desk, and Sanne's phone beside it. */
async function both(page: Page, own: Demo, context: BrowserContext): Promise<Phone> {
  const { number: to } = await desk(page, own);
  return Phone.open(await context.newPage(), own, { as: 'sanne', to });
}

/** How far the ticks of an answer have come. */
const ticked = (page: Page, words: string, how: string | RegExp) => expect(bubble(page, words).locator('.tick').getByText(how)).toBeAttached({ timeout: 30_000 });

test('everything that a buyer sends is seen at the desk as what it is', async ({ page, own, context }) => {
  test.setTimeout(120_000);
  const phone = await both(page, own, context);

  await phone.comeFromAd('Is the Golf still there?');
  await open(page, 'Is the Golf');
  const first = bubble(page, 'Is the Golf still there?');
  await expect(first.locator('.referral')).toContainText('From an advertisement');
  await expect(first.locator('.referral')).toContainText('Golf VIII from € 19.950');
  await expect(first.getByRole('link', { name: 'Open it' })).toHaveAttribute('href', 'https://fb.me/3cr4Wqqkv');

  await phone.sendLocation();
  const place = page.locator('#talk').getByRole('link', { name: /Utrecht Centraal/ });
  await expect(place).toContainText('Stationshal 12, 3511 CE Utrecht');
  await expect(place).toContainText('Open the map');
  const map = (await place.getAttribute('href')) ?? '';
  expect(map).toContain('52.0894');
  expect(map).toContain('5.1101');

  await phone.sendContact();
  await expect(phone.last()).toContainText('Joost Verhoeven');
  await expect(row(page, 'Contact card')).toBeVisible();
  const card = bubbles(page).last().getByRole('link', { name: /Download/ });
  await expect(card).toBeVisible();
  const text = await (await page.request.fetch(new URL((await card.getAttribute('href')) ?? '', own.url).href, await cookies(page))).text();
  expect(text).toContain('Joost Verhoeven');

  await answer(page, 'Which colour would you like?');
  await phone.sees('Which colour would you like?');
  await phone.reply(phone.lastOfDealer(), 'Blue, if there is one');
  await expect(bubble(page, 'Blue, if there is one').locator('blockquote')).toHaveText(/In answer to\s*:\s*Which colour would you like\?/);

  await phone.forward(phone.lastOfDealer());
  await expect(bubble(page, 'Forwarded')).toContainText('Which colour would you like?');
  await expect(bubble(page, 'Forwarded')).toHaveClass(/\bin\b/);

  await phone.sendPicture();
  const picture = bubbles(page).last().getByRole('link', { name: /^Open the photo/ }).locator('img');
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
});

/** The cookie of the person on a page, which browsers send to this machine and Playwright's own requests do not. */
async function cookies(page: Page) {
  const all = await page.context().cookies(new URL(page.url()).origin);
  return { headers: { cookie: all.map(({ name, value }) => `${name}=${value}`).join('; ') } };
}

/** A template that is kept here and never handed in: for who has just written. */
async function keep(page: Page, kind: string, fields: Record<string, string>) {
  await visit(page, '/templates/new');
  await page.getByLabel('Kind').selectOption({ label: kind });
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Keep without handing in' }).click();
  await page.waitForURL((url) => url.pathname === '/templates');
}

/** Sends a template to who has just written. */
async function sendTemplate(page: Page, name: string) {
  await page.getByRole('link', { name: 'Template', exact: true }).click();
  const template = page.locator('details.choice-template').filter({ hasText: name });
  await template.locator('summary').click();
  await template.getByRole('button', { name: 'Send template' }).click();
}

test('answers to tap and a menu go out inside the window, and what is chosen comes back', async ({ page, own, context }) => {
  test.setTimeout(120_000);
  const phone = await both(page, own, context);
  await keep(page, 'Answers to tap', { Name: 'drive_it', Words: 'Would you like to drive it tomorrow?', 'Button 1': 'Yes, gladly', 'Button 2': 'Not yet' });
  await keep(page, 'Menu', {
    Name: 'which_car', Words: 'Which car is it about?', 'Words that open the menu': 'Our cars',
    'Line 1 of the menu': 'Golf | diesel, 2021', 'Line 2 of the menu': 'Polo | petrol, 2023',
  });
  await visit(page, '/inbox');
  await phone.write('Hello');
  await open(page, 'Hello');

  await sendTemplate(page, 'drive_it');
  await phone.sees('Would you like to drive it tomorrow?');
  await expect(bubble(page, 'Would you like to drive it tomorrow?')).toContainText('Not yet');
  await phone.tapButton('Yes, gladly');
  const pressed = bubble(page, 'Yes, gladly').filter({ hasText: 'Chose' });
  await expect(pressed).toHaveClass(/\bin\b/);
  await expect(pressed.locator('blockquote')).toContainText('Would you like to drive it tomorrow?');
  await expect(row(page, 'Yes, gladly')).toBeVisible();

  await sendTemplate(page, 'which_car');
  await phone.sees('Which car is it about?');
  await phone.pick('Our cars', 'Polo');
  await expect(bubble(page, 'Polo').filter({ hasText: 'Chose' })).toHaveClass(/\bin\b/);
});

test('the phone sees the dealer read, type and answer', async ({ page, own, context }) => {
  const phone = await both(page, own, context);
  await phone.write('Hello');
  await expect(row(page, 'Hello')).toBeVisible();
  expect(await phone.ticks()).toBe('Delivered');
  await open(page, 'Hello');
  await field(page).pressSequentially('Good morn');
  await phone.seesTyping();
  await expect.poll(() => phone.ticks()).toBe('Read');
  await answer(page, 'Good morning');
  await phone.sees('Good morning');
  await ticked(page, 'Good morning', 'Read');
});

test('a buyer who blocks, one who is blocked and one who reads late are seen as no more than that', async ({ page, own, context }) => {
  test.setTimeout(120_000);
  const phone = await both(page, own, context);
  await phone.write('Hello');
  await open(page, 'Hello');

  await phone.set('Has blocked the dealer');
  await answer(page, 'Said to a wall');
  await ticked(page, 'Said to a wall', 'Sent');
  await phone.set('Has blocked the dealer', false);
  await answer(page, 'Said to a person');
  await ticked(page, 'Said to a person', 'Read');
  await ticked(page, 'Said to a wall', 'Sent');

  await phone.set('Is blocked by the dealer');
  await phone.write('Nobody hears this');
  expect(await phone.ticks()).toBe('Sent');
  await phone.set('Is blocked by the dealer', false);
  await phone.write('And this they do');
  await expect(bubble(page, 'And this they do')).toBeVisible();
  await expect(bubble(page, 'Nobody hears this')).toHaveCount(0);

  await phone.set('Reads late');
  await answer(page, 'Whenever you have time');
  await ticked(page, 'Whenever you have time', 'Delivered');
  await phone.pass('23 h 30 min');
  await ticked(page, 'Whenever you have time', 'Read');
});

test('what Twilio told and nobody heard is found afterwards', async ({ page, own, context }) => {
  test.setTimeout(120_000);
  const phone = await both(page, own, context);
  await phone.write('Hello');
  await open(page, 'Hello');
  await phone.set('Lose webhooks');
  await answer(page, 'Did this arrive?');
  await phone.sees('Did this arrive?');
  await phone.write('It did, and did this?');
  await phone.set('Lose webhooks', false);

  await phone.pass('23 h 30 min');
  await expect(bubble(page, 'It did, and did this?')).toHaveCount(1, { timeout: 45_000 });
  await ticked(page, 'Did this arrive?', 'Read');
  await expect(phone.messages().filter({ hasText: 'Did this arrive?' })).toHaveCount(1);
});

test('somebody who hides their number writes, and is answered', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'marit', to });
  await phone.write('May I stay unknown?');
  await open(page, 'May I stay unknown?');
  await expect(page.getByRole('complementary', { name: 'Contact', exact: true }).getByText('Hidden number')).toBeVisible();
  await answer(page, 'Of course.');
  await phone.sees('Of course.');
  await expect(bubble(page, 'Of course.').getByText(/^Read\b/)).toBeAttached();
});
