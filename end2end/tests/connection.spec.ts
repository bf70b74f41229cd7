// A connected number: its page, its troubles, its end.

import { alone as test, axe, expect, signIn, visit } from '../fixtures.ts';
import { Phone, say } from '../phone.ts';
import { connected, outside } from '../signup.ts';
import { adminReads } from '../story.ts';
import { connectedSender, divert, type Connected } from '../sender.mjs';
import type { Demo } from '../demo.mjs';
import type { Page } from '@playwright/test';

async function openConnection(page: Page) {
  await visit(page, '/');
  await page.getByRole('link', { name: /^Open / }).first().click();
  await page.waitForURL(/\/connections\//);
}

async function wabaOf(demo: Demo): Promise<string> {
  const { senders } = (await demo.control('/state')) as { senders: { waba_id: string }[] };
  return senders[0]?.waba_id ?? '';
}

/** How far the messages to a buyer have come at Twilio. */
async function statusesTo(demo: Demo, buyer: string): Promise<string[]> {
  const { messages } = (await demo.control('/state')) as { messages: { to: string; status: string }[] };
  return messages.filter(({ to }) => to === `whatsapp:${buyer}`).map(({ status }) => status);
}

let sender: Connected;

test.beforeEach(async ({ own, page }) => {
  test.setTimeout(90_000);
  sender = await connectedSender(own);
  await signIn(page, 'dealer');
});

test('the test message arrives, and our answer does', async ({ page, own, context }) => {
  const as = '+31687654321';
  await openConnection(page);
  await expect(page.getByText('Waiting for your message')).toBeVisible();
  await expect(page.getByRole('img', { name: /^Opens a WhatsApp chat with/ })).toBeVisible();
  const told = (words: string) => expect(async () => {
    await page.getByRole('button', { name: 'Refresh status' }).click();
    await expect(page.getByText(words, { exact: true })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });

  // Our answer waits before a phone that is off.
  const phone = await Phone.open(await context.newPage(), own, { as, to: sender.number });
  await phone.set('Phone is off');
  await say(own, as, sender.number, { kind: 'text', text: 'Hello' });
  await told('Your message has arrived');
  await expect.poll(() => statusesTo(own, as)).toContain('sent');
  await expect(page.getByText('Our answer was delivered')).toHaveCount(0);
  await phone.set('Phone is off', false);
  await told('Our answer was delivered');
  await expect(phone.lastOfDealer()).toBeVisible();
});

test('the test message can be skipped, and sent later all the same', async ({ page, own }) => {
  await openConnection(page);
  await page.getByRole('button', { name: 'Skip', exact: true }).click();
  await expect(page.getByText('Test message skipped')).toBeVisible();
  await expect(page.getByText('Skipped', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Test again' }).click();
  await expect(page.getByText('Waiting for your message')).toBeVisible();
  await say(own, '+31687654321', sender.number, { kind: 'text', text: 'Hello' });
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh status' }).click();
    await expect(page.getByText('Our answer was delivered')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
});

test('disconnected after typing the dealer\'s name; the number and the subaccount stay', async ({ page, own, browser }) => {
  await openConnection(page);
  await axe(page);
  await page.getByRole('button', { name: 'Disconnect' }).click();
  const dialog = page.getByRole('dialog', { name: /^Disconnect / });
  await expect(dialog.getByRole('radio', { name: /^Keep the number/ })).toBeChecked();
  await dialog.getByLabel('Type Autobedrijf Jansen to confirm').fill('Somebody else');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await expect(dialog.getByText('Type the name exactly as shown')).toBeVisible();
  await dialog.getByLabel('Type Autobedrijf Jansen to confirm').fill('Autobedrijf Jansen');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('The number is disconnected')).toBeVisible();
  await expect(page.getByText('Disconnected since')).toBeVisible();
  expect(await outside(own)).toEqual({ subaccounts: 1, numbers: 1, senders: 0 });
  await adminReads(browser, own, [/is connected$/, /was disconnected$/]);
});

test('disconnected and given back: the number is gone at Twilio', async ({ page, own, browser }) => {
  await openConnection(page);
  await page.getByRole('button', { name: 'Disconnect' }).click();
  const dialog = page.getByRole('dialog', { name: /^Disconnect / });
  await dialog.getByRole('radio', { name: /^Give the number back/ }).check();
  await dialog.getByLabel('Type Autobedrijf Jansen to confirm').fill('Autobedrijf Jansen');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('The number is disconnected')).toBeVisible();
  await expect.poll(() => outside(own)).toEqual({ subaccounts: 1, numbers: 0, senders: 0 });
  await visit(page, '/');
  await expect(page.getByText('Your number is disconnected.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Connect WhatsApp' })).toBeVisible();
  await adminReads(browser, own, [/was disconnected$/, /was given back$/]);
});

test('disconnected and connected again with the same number', async ({ page, own }) => {
  await openConnection(page);
  await page.getByRole('button', { name: 'Disconnect' }).click();
  const dialog = page.getByRole('dialog', { name: /^Disconnect / });
  await dialog.getByLabel('Type Autobedrijf Jansen to confirm').fill('Autobedrijf Jansen');
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('The number is disconnected')).toBeVisible();
  await page.getByRole('button', { name: 'Reconnect' }).click();
  await page.waitForURL(/\/connect$/);
  await connected(page);
  expect(await outside(own)).toEqual({ subaccounts: 1, numbers: 1, senders: 1 });
});

test('a share that the dealer took away at Meta is told at once, with who must act', async ({ page, own }) => {
  await own.control('/meta-event', { event: 'PARTNER_REMOVED', waba_id: await wabaOf(own) });
  await expect(async () => {
    await visit(page, '/');
    await expect(page.getByText('Action needed')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await openConnection(page);
  await expect(page.getByText('Connect again through the Facebook window.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reconnect' })).toBeVisible();
});

test('an account that Meta disabled is told at once', async ({ page, own }) => {
  await own.control('/meta-event', { event: 'DISABLED_UPDATE', waba_id: await wabaOf(own), value: 'DISABLE' });
  await expect(async () => {
    await visit(page, '/');
    await expect(page.getByText(/Paused by Meta|Action needed/).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await openConnection(page);
  await expect(page.getByText('Open Meta\'s Business Support Home').first()).toBeVisible();
});

test('webhooks that were changed at Twilio are seen and repaired', async ({ page, own }) => {
  await divert(own, sender, 'https://elsewhere.example/in');
  await openConnection(page);
  await page.getByRole('button', { name: 'Refresh status' }).click();
  await expect(page.getByText('WhatsApp sends messages somewhere else.')).toBeVisible();
  await page.getByRole('button', { name: 'Repair' }).click();
  await expect(page.getByText('Messages arrive here.')).toBeVisible();
});
