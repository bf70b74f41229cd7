// The 24 hours in which a dealer may answer freely: they run out, a template reaches the buyer, an answer opens them again.

import type { Page } from '@playwright/test';
import { answer, bubble, desk, field, open, row } from '../desk.ts';
import { ask, axe, expect, alone as test, visit } from '../fixtures.ts';
import { Phone } from '../phone.ts';
import { approveStarters } from '../templates.ts';

/** How long there is to answer freely, as the composer tells it. */
const left = (page: Page) => page.locator('.composer .window');

test('the window closes, a template goes out, the buyer answers, the window opens', async ({ page, own, context }) => {
  test.setTimeout(90_000);
  const { number: to } = await desk(page, own);
  await approveStarters(page, own);
  await visit(page, '/inbox');
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.write('Is my car there?');
  await open(page, 'Is my car there?');
  await expect(left(page)).toHaveText(/^2[34] h \d+ min left to answer freely$/);
  await expect(left(page)).not.toHaveClass(/closing/);

  await phone.pass('23 h 30 min');
  await expect(left(page)).toHaveText(/^\d+ min left to answer freely$/);
  await expect(left(page)).toHaveClass(/closing/);
  await axe(page, 'colours only');
  await answer(page, 'It is on the lorry.');

  await phone.pass('24 h');
  await expect(page.getByText('The 24 hours to answer freely are over.')).toBeVisible();
  await expect(left(page)).toHaveCount(0);
  await expect(field(page)).toBeHidden();
  const conversation = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const tooLate = new URLSearchParams({ conversation, request_id: 'too-late', body: 'Too late' });
  expect(await ask(page, '/api/app/inbox/doors/send_text', tooLate)).toMatchObject({ status: 409, body: { code: 'window_closed' } });
  await axe(page);

  const template = page.getByRole('group').filter({ hasText: 'car_arrived' }).filter({ hasText: 'English' });
  await template.getByText('car_arrived').click();
  await template.getByLabel('What stands for {{1}}').fill('Sanne');
  await template.getByLabel('What stands for {{2}}').fill('Volvo V60');
  await template.getByRole('button', { name: 'Send template' }).click();
  await phone.sees('Hi Sanne, good news: your Volvo V60 has arrived');
  await expect(bubble(page, 'your Volvo V60 has arrived').getByText(/^Read\b/)).toBeAttached();
  await expect(page.getByText('The 24 hours to answer freely are over.')).toBeVisible();

  await phone.write('Wonderful, I come on Friday!');
  await expect(row(page, 'Wonderful')).toBeVisible();
  await expect(left(page)).toHaveText(/left to answer freely$/);
  await answer(page, 'See you on Friday.');
  await phone.sees('See you on Friday.');
  await expect(phone.messages().filter({ hasText: 'Too late' })).toHaveCount(0);
});
