// Webhooks as admins read them: raw, with what became of them, and worked on again without anything happening twice.

import type { Page } from '@playwright/test';
import twilio from 'twilio';
import { bubble, desk, open, row } from '../desk.ts';
import { ask, axeInEachLook, expect, alone as test, visit } from '../fixtures.ts';
import type { Connected } from '../sender.mjs';
import { pageOf } from '../team.ts';

// To a dealer there is no such page.
test.use({ expected: /status of 404/ });

/** What Twilio sends when a buyer writes. */
const written = (to: Connected, body: string) => ({
  AccountSid: to.account,
  Body: body,
  From: 'whatsapp:+31612345678',
  MessageSid: `SM${'0'.repeat(31)}1`,
  NumMedia: '0',
  ProfileName: 'Sam',
  SmsStatus: 'received',
  To: `whatsapp:${to.number}`,
  WaId: '31612345678',
  ZzNewField: 'nobody knows it yet',
});

/** Hands a webhook in as Twilio does; signed with the account's token unless another signature is given. */
async function post(to: Connected, params: Record<string, string>, signature = twilio.getExpectedTwilioSignature(to.token, to.url, params)) {
  const answer = await fetch(to.url, { method: 'POST', headers: { 'X-Twilio-Signature': signature }, body: new URLSearchParams(params) });
  return answer.status;
}

const lines = (isv: Page) => isv.getByRole('main').getByRole('row').filter({ hasText: 'A buyer\'s message' });

test('the same webhook three times is one message, and an admin reads each as it came', async ({ page, own, browser }) => {
  test.setTimeout(90_000);
  const to = await desk(page, own);
  const params = written(to, 'Only once');

  const answers = await Promise.all([post(to, params), post(to, params), post(to, params)]);
  expect(answers.every((status) => status === 200 || status === 204)).toBe(true);
  await expect(row(page, 'Only once')).toContainText('1 unread');
  expect(await post(to, { ...params, Body: 'Forged' }, 'bm8gc2lnbmF0dXJl')).toBe(403);
  // Handled after the others: when it is here, whatever they made is here.
  await post(to, { ...params, MessageSid: `SM${'0'.repeat(31)}2`, Body: 'The last word' });
  await open(page, 'The last word');
  await expect(bubble(page, 'Only once')).toHaveCount(1);

  const isv = await pageOf(browser, own, 'admin');
  await visit(isv, '/admin/hooks?kind=inbound');
  await expect(isv.getByText('Forged')).toHaveCount(0);
  await expect(isv.getByText(/refused and only counted/)).toBeVisible();
  const metrics = await (await fetch(`${own.url}/metrics`)).text();
  expect(metrics).toMatch(/hooks_total\{[^}]*refused[^}]*\} [1-9]/);
  await axeInEachLook(isv);
  await lines(isv).first().getByRole('link', { name: 'A buyer\'s message' }).click();
  await isv.waitForURL(/\/admin\/hooks\/./);
  await expect(isv.getByRole('row', { name: /^Body/ })).toContainText('The last word');
  await expect(isv.getByRole('row', { name: /^ZzNewField/ })).toContainText('nobody knows it yet');
  await expect(isv.getByText('Worked on', { exact: true }).first()).toBeVisible();
  await axeInEachLook(isv);

  await isv.getByRole('button', { name: 'Work on it again' }).click();
  await expect(isv.getByText('It is worked on again.')).toBeVisible();
  await post(to, { ...params, MessageSid: `SM${'0'.repeat(31)}3`, Body: 'After that' });
  await expect(bubble(page, 'After that')).toBeVisible();
  await expect(bubble(page, 'The last word')).toHaveCount(1);

  // What buyers wrote is shown to no dealer.
  const address = isv.url();
  await visit(isv, '/admin/hooks?kind=voice');
  await expect(isv.getByRole('heading', { name: 'No webhooks' })).toBeVisible();
  await page.goto(new URL(address).pathname);
  await expect(page.getByText('The last word')).toHaveCount(0);
  expect((await ask(page, '/api/app/hooks/doors/list_hooks', new URLSearchParams())).status).toBe(404);
  await isv.context().close();
});
