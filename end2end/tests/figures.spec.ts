// How long buyers waited for an answer of a person: by day, by person, by buyer, as it really was.

import type { Page } from '@playwright/test';
import type { Demo } from '../demo.mjs';
import { answer, desk, open, row } from '../desk.ts';
import { ask, axeInEachLook, expect, alone as test, visit } from '../fixtures.ts';
import { say, type Buyer } from '../phone.ts';
import { agentPage, pageOf, stranger } from '../team.ts';

/** The dealer's day by the demo's clock, as the chart names it. */
async function today(own: Demo): Promise<string> {
  const { now } = (await own.control('/state')) as { now: number };
  const date = new Intl.DateTimeFormat('en-US', { timeZone: 'Europe/Amsterdam', day: 'numeric', month: 'short' });
  const part = (type: string) => date.formatToParts(now).find((part) => part.type === type)?.value;
  return `${part('day')} ${part('month')}`;
}

/** A buyer writes, waits, and is answered by whoever a page belongs to. Answers the day. */
async function waits(own: Demo, page: Page, buyer: Buyer, to: string, minutes: number): Promise<string> {
  const question = `A question of ${minutes} minutes`;
  await say(own, buyer, to, { kind: 'text', text: question });
  await expect(row(page, question)).toBeVisible();
  await own.control('/advance', { seconds: minutes * 60 });
  await open(page, question);
  await answer(page, `An answer after ${minutes} minutes`);
  await expect(row(page, `An answer after ${minutes} minutes`)).not.toContainText('waits');
  return today(own);
}

const cells = (page: Page, table: string, row: string) =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: row }).getByRole('cell');

test('the figures are those of the answers that were given', async ({ page, own, browser }) => {
  test.setTimeout(120_000);
  const { number: to } = await desk(page, own);
  await visit(page, '/figures');
  await expect(page.getByRole('heading', { name: 'No replies yet' })).toBeVisible();
  await axeInEachLook(page);
  const kees = await agentPage(page, browser, own);
  await visit(page, '/inbox');
  await visit(kees, '/inbox');

  // Half a minute more or less is the machine's, and not what is told.
  const days = [await waits(own, page, 'sanne', to, 10.5), await waits(own, page, 'bram', to, 180.5)];
  await own.control('/advance', { seconds: 2 * 86_400 });
  days.push(await waits(own, kees, 'lucia', to, 30.5));

  await visit(page, '/inbox');
  // The time to answer freely is over here.
  await row(page, 'An answer after 10.5 minutes').getByRole('link').click();
  await expect(page.getByText('First answered after: 10 min')).toBeVisible();

  await visit(page, '/figures');
  const summary = page.getByRole('list', { name: 'All replies' }).getByRole('listitem');
  await expect(summary).toHaveText([/^Half waited at most\s*30 min$/, /^On average\s*1 h 1[34] min$/, /^Replies\s*3$/]);
  await expect(cells(page, 'By person', 'Piet Jansen')).toHaveText([/^3 h 0 min$/, /^1 h 3[56] min$/, '2']);
  await expect(cells(page, 'By person', 'Kees de Boer')).toHaveText(['30 min', '30 min', '1']);
  const slowest = page.getByRole('table', { name: 'Who waited longest' }).getByRole('rowheader');
  await expect(slowest).toHaveText([/^Bram/, /^Luc/, /^Sanne/]);

  const bars = page.getByRole('img', { name: /^How long half of the buyers waited/ }).locator('rect');
  await expect(bars).toHaveCount(30);
  const told = await bars.locator('title').allTextContents();
  const withReplies = told.filter((title) => !title.endsWith('no replies'));
  expect(withReplies.map((title) => title.split(':')[0])).toEqual([...new Set(days)]);
  expect(withReplies.at(-1)).toContain('30 min');
  expect(told.at(-1)).toBe(withReplies.at(-1));
  const heights = await bars.evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('height'))));
  expect(Math.max(...heights)).toBe(heights[told.findIndex((title) => title.includes('3 h 0 min'))]);
  expect(heights.filter((height) => height > 0)).toHaveLength(withReplies.length);
  await axeInEachLook(page);

  // They are the owner's.
  await kees.goto('/figures');
  await expect(kees.getByText('Piet Jansen')).toHaveCount(0);
  expect((await ask(kees, '/api/app/figures/doors/load_figures', new URLSearchParams())).status).toBe(403);
  const linde = await pageOf(browser, own, stranger);
  await visit(linde, '/figures');
  await expect(linde.getByRole('heading', { name: 'No replies yet' })).toBeVisible();
  await kees.context().close();
  await linde.context().close();
});
