// Opening hours: told where they are wrong, kept in the dealer's zone, and answered for once while nobody is there.

import type { Page } from '@playwright/test';
import { answer, bubble, desk, open, row } from '../desk.ts';
import { ask, axeInEachLook, expect, alone as test, visit } from '../fixtures.ts';
import { Phone, say } from '../phone.ts';
import { agentPage, pageOf, stranger } from '../team.ts';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const CLOSED = 'We are closed and answer tomorrow.';

const wrong = (page: Page, words: string) => page.locator('p.wrong').filter({ hasText: words });

/** Today and tomorrow in Amsterdam: whatever the hour, both sides of midnight. */
function holidays(): string {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Amsterdam' });
  return [0, 1].map((days) => date.format(Date.now() + days * 86_400_000)).join('\n');
}

async function save(page: Page) {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
}

test('hours that cannot be are told at their field, and what was typed stays', async ({ page, own, browser }) => {
  await desk(page, own);
  await visit(page, '/settings/hours');
  await axeInEachLook(page);
  await page.getByLabel('Monday').fill('9 to 6');
  await page.getByLabel('Tuesday').fill('18:00-09:00');
  await page.getByLabel('Wednesday').fill('09:00-12:00, 13:00-18:00');
  await page.getByLabel('Holidays').fill('Christmas');
  await page.getByLabel('Answer automatically outside these hours').check();
  await page.getByLabel('What is answered').fill('');

  await save(page);

  await expect(wrong(page, 'Write it as 09:00-18:00.')).toBeVisible();
  await expect(wrong(page, 'A stretch ends after it begins')).toBeVisible();
  await expect(wrong(page, 'Write each date as 2026-12-25.')).toBeVisible();
  await expect(wrong(page, 'Write what is answered.')).toBeVisible();
  await expect(page.locator('p.wrong:visible')).toHaveCount(4);
  await expect(page.getByLabel('Monday')).toHaveValue('9 to 6');
  await axeInEachLook(page);

  await page.getByLabel('Monday').fill('9:00 - 18:00');
  await page.getByLabel('Tuesday').fill('');
  await page.getByLabel('Holidays').fill('2026-12-26\n2026-12-25');
  await page.getByLabel('What is answered').fill(CLOSED);
  await save(page);
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await visit(page, '/settings/hours');
  await expect(page.getByLabel('Monday')).toHaveValue('09:00-18:00');
  await expect(page.getByLabel('Wednesday')).toHaveValue('09:00-12:00, 13:00-18:00');
  await expect(page.getByLabel('Holidays')).toHaveValue('2026-12-25\n2026-12-26');
  await expect(page.getByLabel('What is answered')).toHaveValue(CLOSED);

  // An agent may not change them, and another dealer has hours of its own.
  const agent = await agentPage(page, browser, own);
  const changed = new URLSearchParams({ 'form[zone]': 'Europe/Amsterdam', 'form[answer]': 'Ours now' });
  expect((await ask(agent, '/api/app/hours/doors/save_hours', changed)).status).toBe(403);
  const linde = await pageOf(browser, own, stranger);
  await visit(linde, '/settings/hours');
  await expect(linde.getByLabel('Wednesday')).not.toHaveValue('09:00-12:00, 13:00-18:00');
  await expect(linde.getByLabel('What is answered')).not.toHaveValue(CLOSED);
  await agent.context().close();
  await linde.context().close();
});

test('on a holiday each buyer gets the automatic answer once, and it counts as nobody\'s', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await visit(page, '/settings/hours');
  for (const day of DAYS) await page.getByLabel(day).fill('00:00-24:00');
  await page.getByLabel('Answer automatically outside these hours').check();
  await page.getByLabel('What is answered').fill(CLOSED);
  await save(page);
  await expect(page.getByText('Open now', { exact: true })).toBeVisible();
  await phone.write('Are you there?');

  await page.getByLabel('Holidays').fill(holidays());
  await save(page);
  await expect(page.getByText('Closed now', { exact: true })).toBeVisible();
  await phone.write('And now?');
  await phone.sees(CLOSED);
  await phone.write('Still not?');
  await say(own, 'bram', to, { kind: 'text', text: 'Good evening' });

  await visit(page, '/inbox');
  await open(page, 'Still not?');
  await expect(row(page, 'Still not?')).toContainText('waits');
  await expect(bubble(page, CLOSED)).toContainText('Automatic answer');
  await expect(row(page, CLOSED)).toHaveCount(1);
  await visit(page, '/figures');
  await expect(page.getByRole('heading', { name: 'No replies yet' })).toBeVisible();

  // By the time a person has answered, a second automatic answer would have come, too.
  await visit(page, '/inbox');
  await open(page, 'Still not?');
  await answer(page, 'Here I am after all.');
  await phone.sees('Here I am after all.');
  await expect(phone.messages().filter({ hasText: CLOSED })).toHaveCount(1);
});
