// What comes late at the desk, because the line is bad or somebody was quicker: nothing of it lands where it does not belong.

import type { Page } from '@playwright/test';
import { answer, bubble, desk, field, open, row } from '../desk.ts';
import { ask, expect, alone as test, visit } from '../fixtures.ts';
import { Phone, say } from '../phone.ts';

const door = (name: string) => `**/api/app/inbox/doors/${name}*`;

/** Resolves when these words, and no others, were taken as a draft. */
const draftTaken = (page: Page, words: string) =>
  page.waitForResponse((answer) => {
    const fields = new URLSearchParams(answer.request().postData() ?? '');
    return answer.url().includes('save_draft') && answer.ok() && fields.get('body') === words;
  });

/** Holds the answers of a door back until they are let go. */
async function hold(page: Page, name: string): Promise<() => Promise<void>> {
  let go = () => {};
  const gone = new Promise<void>((resolve) => (go = resolve));
  await page.route(door(name), async (route) => {
    await gone;
    await route.continue();
  });
  return async () => {
    const late = page.waitForResponse((answer) => answer.url().includes(name));
    go();
    await (await late).finished();
    await page.evaluate(() => new Promise(requestAnimationFrame));
  };
}

test.describe('on a dead line', () => {
  test.use({ expected: /net::ERR_/ });

  test('a draft waits for the line while another conversation is written in', async ({ page, own }) => {
    const { number: to } = await desk(page, own);
    await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
    await say(own, 'bram', to, { kind: 'text', text: 'Good day' });
    await open(page, 'Hello');
    const sanne = new URL(page.url()).pathname;
    await page.route(door('save_draft'), (route) => route.abort());
    const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('save_draft'));
    await field(page).pressSequentially('Let me look');
    await failed;

    await open(page, 'Good day');
    await expect(bubble(page, 'Good day')).toBeVisible();
    // Longer than it takes until it is tried again.
    await field(page).pressSequentially('We can talk about the price', { delay: 160 });
    const taken = [draftTaken(page, 'Let me look'), draftTaken(page, 'We can talk about the price')];
    await page.unroute(door('save_draft'));
    await Promise.all(taken);

    await visit(page, sanne);
    await expect(field(page)).toHaveValue('Let me look');
  });

  test('what was sent is no draft again, however late its draft is taken', async ({ page, own, context }) => {
    const { number: to } = await desk(page, own);
    const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
    await phone.write('Hello');
    await open(page, 'Hello');
    const there = new URL(page.url()).pathname;
    await page.route(door('save_draft'), (route) => route.abort(), { times: 1 });
    const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('save_draft'));
    await field(page).pressSequentially('It is');
    await failed;

    const cleared = draftTaken(page, '');
    await answer(page, 'It is still here');
    await phone.sees('It is still here');
    // Longer than it takes until it is tried again.
    await page.getByRole('searchbox', { name: 'Search' }).pressSequentially('And what is it worth', { delay: 200 });
    await cleared;

    await visit(page, there);
    await expect(field(page)).toHaveValue('');
  });
});

test('a message of yesterday that was not sent stands last, with its buttons', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.write('Until when are you there?');
  await open(page, 'Until when');
  const problem = { code: 'conflict', detail: 'That did not work.', fields: [] };
  const refuse = { status: 409, contentType: 'application/json', body: JSON.stringify(problem) };
  await page.route(door('send_text'), (route) => route.fulfill(refuse));
  await answer(page, 'Until six');
  await expect(page.getByText('That did not work.')).toBeVisible();
  await page.unroute(door('send_text'));

  await phone.pass('24 h');
  await phone.write('And today?');
  await visit(page, page.url());

  const late = bubble(page, 'Until six');
  await expect(bubble(page, 'And today?')).toBeVisible();
  await expect(late).toHaveCount(1);
  await expect(page.locator('#talk li.day')).toHaveCount(3);
  await expect(late.getByRole('button', { name: 'Remove' })).toBeVisible();
  await late.getByRole('button', { name: 'Retry' }).click();
  await phone.sees('Until six');
  await expect(late).toHaveCount(1);
});

test('keys do nothing to a conversation that another one is to take the place of', async ({ page, own }) => {
  const { number: to } = await desk(page, own);
  await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
  await say(own, 'bram', to, { kind: 'text', text: 'Good day' });
  await open(page, 'Hello');
  await expect(row(page, 'Good day')).toBeVisible();
  const changed: (string | null)[] = [];
  page.on('request', (request) => {
    if (/change_state|assign/.test(request.url())) changed.push(new URLSearchParams(request.postData() ?? '').get('conversation'));
  });
  const arrive = await hold(page, 'load_thread');
  await row(page, 'Good day').getByRole('link').click();
  await expect(row(page, 'Good day').getByRole('link')).toHaveAttribute('aria-current', /./);

  await page.keyboard.press('e');
  await page.keyboard.press('a');
  await arrive();
  await expect(bubble(page, 'Good day')).toBeVisible();
  await page.keyboard.press('e');

  await expect(row(page, 'Good day')).toHaveCount(0);
  await expect(row(page, 'Hello')).toBeVisible();
  expect(changed).toEqual([new URL(page.url()).pathname.split('/')[2]]);
});

test('the rest of a list that one has left does not come into another', async ({ page, own }) => {
  test.setTimeout(120_000);
  const { number: to } = await desk(page, own);
  // A list is brought fifty lines at a time.
  for (let n = 0; n < 52; n += 1) await say(own, `+31610000${100 + n}`, to, { kind: 'text', text: `Buyer ${n} writes` });
  const heard = async () => (await ask(page, '/api/app/inbox/doors/load_desk', new URLSearchParams())).body.counts.all;
  await expect.poll(heard, { timeout: 60_000 }).toBe(52);
  await visit(page, '/inbox');
  const arrive = await hold(page, 'load_rows');
  await page.getByRole('button', { name: 'More conversations' }).click();
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Mine' }).click();
  await expect(page.getByText('Nothing in this view')).toBeVisible();

  await arrive();

  await expect(page.getByText('Nothing in this view')).toBeVisible();
  await expect(row(page, /writes/)).toHaveCount(0);
});
