// Labels, saved replies, views and the location: made on their page, used at the desk, taken away again.

import type { Locator, Page } from '@playwright/test';
import { bubble, desk, field, open, row } from '../desk.ts';
import { ask, axeInEachLook, expect, alone as test, visit } from '../fixtures.ts';
import { Phone, say } from '../phone.ts';
import { agentPage, pageOf, stranger } from '../team.ts';

const PAGE = '/settings/inbox';

/** A card of the page. */
const part = (page: Page, heading: string): Locator =>
  page.locator('section.card').filter({ has: page.getByRole('heading', { level: 2, name: heading, exact: true }) });

const wrong = (page: Page, words: string) => page.locator('p.wrong').filter({ hasText: words });

/** Adds a label on the page, and waits until it is there. */
async function label(page: Page, name: string, colour: string) {
  await page.getByRole('link', { name: 'Add a label' }).click();
  await page.getByLabel('Name', { exact: true }).first().fill(name);
  await page.getByRole('radio', { name: colour }).check();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(part(page, 'Labels').getByRole('row', { name: new RegExp(name) })).toBeVisible();
}

/** Adds a reply on the page, and waits until it is there. */
async function reply(page: Page, short: string, text: string) {
  await page.getByRole('link', { name: 'Add a reply' }).click();
  await page.getByLabel('Shortcut').fill(short);
  await page.getByLabel('Text', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(part(page, 'Saved replies').getByRole('row', { name: new RegExp(`/${short}`) })).toBeVisible();
}

/** Chooses from the menu of a line. */
async function choose(page: Page, name: string, what: string | RegExp) {
  const menu = page.getByRole('group').filter({ hasText: `Actions for ${name}` });
  await menu.locator('summary').click();
  await menu.getByRole(what === 'Edit' ? 'link' : 'button', { name: what }).click();
}

/** The lists that stand behind *More views*. */
async function moreViews(page: Page): Promise<Locator> {
  const menu = page.locator('details').filter({ hasText: 'More views' });
  const isOpen = await menu.getAttribute('open');
  if (isOpen === null) await menu.locator('summary').click();
  return menu;
}

test('a label is made, given, listed by, renamed and taken away', async ({ page, own }) => {
  const { number } = await desk(page, own);
  await say(own, 'sanne', number, { kind: 'text', text: 'May I drive it?' });
  await say(own, 'bram', number, { kind: 'text', text: 'What is it worth?' });
  await visit(page, PAGE);
  await expect(page.getByRole('heading', { name: 'No labels yet' })).toBeVisible();
  await axeInEachLook(page);
  await label(page, 'Test drive', 'Green');
  await label(page, 'Trade-in', 'Violet');

  await visit(page, '/inbox');
  await open(page, 'May I drive it?');
  await page.getByRole('checkbox', { name: 'Test drive' }).check();
  await page.getByRole('button', { name: 'Save labels' }).click();
  await expect(row(page, 'May I drive it?')).toContainText('Test drive');
  await (await moreViews(page)).getByRole('link', { name: 'Test drive' }).click();
  await expect(row(page, 'What is it worth?')).toHaveCount(0);
  await expect(row(page, 'May I drive it?')).toBeVisible();

  await visit(page, PAGE);
  await expect(part(page, 'Labels').getByRole('row', { name: /Test drive/ })).toContainText('1');
  await choose(page, 'Test drive', 'Edit');
  const name = page.getByLabel('Name', { exact: true }).first();
  await expect(name).toBeFocused();
  await expect(name).toHaveValue('Test drive');
  await name.fill('Drive');
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect(part(page, 'Labels').getByRole('row', { name: /^Drive/ })).toBeVisible();
  await choose(page, 'Drive', /^Remove/);
  await expect(part(page, 'Labels').getByRole('row', { name: /^Drive/ })).toHaveCount(0);
  await visit(page, '/inbox');
  await expect(row(page, 'May I drive it?')).toBeVisible();
  await expect(row(page, 'May I drive it?')).not.toContainText('Drive');
});

test('a reply is written once and typed with a slash', async ({ page, own, context }) => {
  const { number } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to: number });
  await phone.write('How do I find you?');
  await visit(page, PAGE);
  await reply(page, 'way', 'Take the A10, exit S111.');
  await reply(page, 'hours', 'We are open from 9 to 6.');

  await visit(page, '/inbox');
  await open(page, 'How do I find you?');
  await field(page).pressSequentially('/w');
  await expect(page.getByRole('listbox', { name: 'Saved replies' }).getByRole('option')).toHaveText(['/wayTake the A10, exit S111.']);
  await field(page).press('Enter');
  await expect(field(page)).toHaveValue('Take the A10, exit S111.');
  await field(page).press('Enter');
  await phone.sees('Take the A10, exit S111.');

  await visit(page, PAGE);
  await choose(page, '/way', 'Remove');
  await expect(part(page, 'Saved replies').getByRole('row', { name: /\/way/ })).toHaveCount(0);
  await visit(page, '/inbox');
  await open(page, 'Take the A10');
  await field(page).pressSequentially('/w');
  await expect(page.getByText('No saved reply begins like this.')).toBeVisible();
});

test('what is wrong is said at its field, and what was typed stays', async ({ page, own }) => {
  await desk(page, own);
  await visit(page, PAGE);
  await label(page, 'Hot', 'Red');
  await reply(page, 'way', 'Take the A10.');

  await page.getByRole('link', { name: 'Add a label' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(wrong(page, 'A label has a name of at most 30 characters.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).first().fill('Hot');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(wrong(page, 'There is a label of that name already.')).toBeVisible();
  await page.getByRole('heading', { level: 1 }).hover();
  await axeInEachLook(page);

  await page.getByRole('link', { name: 'Add a reply' }).click();
  await expect(page.locator('p.wrong:visible')).toHaveCount(0);
  for (const [short, text, told] of [
    ['not this', 'Hello', 'The shortcut has 1 to 20 small letters, digits or -.'],
    ['/WAY', 'Hello', 'There is a reply with that shortcut already.'],
    ['hello', ' ', 'The reply has 1 to 1600 characters.'],
  ] as const) {
    await page.getByLabel('Shortcut').fill(short);
    await page.getByLabel('Text', { exact: true }).fill(text);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(wrong(page, told)).toBeVisible();
    await expect(page.getByLabel('Shortcut')).toHaveValue(short);
  }
  await page.getByRole('heading', { level: 1 }).hover();
  await axeInEachLook(page);

  const location = part(page, 'Your location');
  await location.getByLabel('Name').fill('');
  await location.getByLabel('Place on the map').fill('https://maps.app.goo.gl/abc');
  await location.getByRole('button', { name: 'Save' }).click();
  await expect(wrong(page, 'Write a name of at most 100 characters.')).toBeVisible();
  await expect(wrong(page, 'A short link does not say where it leads.')).toBeVisible();
});

test('a view is saved at the desk, found there, renamed, and removed', async ({ page, own }) => {
  const { number } = await desk(page, own);
  await say(own, 'sanne', number, { kind: 'text', text: 'Hello' });
  await visit(page, PAGE);
  await expect(page.getByRole('heading', { name: 'No views of yours yet' })).toBeVisible();
  await label(page, 'Hot', 'Red');

  await visit(page, '/inbox?view=unread');
  await (await moreViews(page)).getByRole('link', { name: 'Hot' }).click();
  await expect(page).toHaveURL(/view=unread&label=/);
  const menu = await moreViews(page);
  await menu.getByRole('textbox', { name: 'Name of this view' }).pressSequentially('Hot and');
  // A message that comes in takes nothing away.
  await say(own, 'bram', number, { kind: 'text', text: 'Are you there?' });
  await expect(page.locator('#unread')).toHaveText('2');
  await page.keyboard.type(' new');
  await page.keyboard.press('Enter');
  await expect(menu.getByRole('textbox')).toHaveCount(0);

  await visit(page, '/inbox');
  await (await moreViews(page)).getByRole('link', { name: 'Hot and new' }).click();
  await expect(page).toHaveURL(/view=unread&label=/);
  await visit(page, PAGE);
  const views = part(page, 'Your views');
  await expect(views.getByRole('row', { name: /Hot and new/ })).toContainText('Unread · Hot');
  await choose(page, 'Hot and new', 'Edit');
  await page.getByLabel('Name', { exact: true }).first().fill('Burning');
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await views.getByRole('link', { name: 'Burning' }).click();
  await expect(page).toHaveURL(/\/inbox\?view=unread&label=/);
  await visit(page, PAGE);
  await choose(page, 'Burning', 'Remove');
  await expect(page.getByRole('heading', { name: 'No views of yours yet' })).toBeVisible();
});

test('the buyer gets the place on a map', async ({ page, own, context }) => {
  const { number } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to: number });
  await phone.write('Where are you?');
  await open(page, 'Where are you?');
  const pin = page.getByRole('group').filter({ hasText: 'Location' });
  await pin.locator('summary').click();
  await pin.getByRole('link', { name: 'Say where you are' }).click();

  const location = part(page, 'Your location');
  await location.getByLabel('Address').fill('Damrak 1, Amsterdam');
  await location.getByLabel('Place on the map').fill('https://www.google.com/maps/place/Jansen/@52.1,4.1,17z/data=!3d52.3702!4d4.8952');
  await location.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Location saved')).toBeVisible();
  await expect(location.getByLabel('Place on the map')).toHaveValue('52.3702, 4.8952');

  await visit(page, '/inbox');
  await open(page, 'Where are you?');
  await pin.locator('summary').click();
  await pin.getByRole('button', { name: 'Send your location' }).click();
  await expect(bubble(page, 'Damrak 1, Amsterdam')).toBeVisible();
  await phone.sees('Damrak 1, Amsterdam');
  await expect(bubble(page, 'Damrak 1, Amsterdam').getByText(/^Read\b/)).toBeAttached();
  await expect(bubble(page, 'Damrak 1, Amsterdam')).toHaveCount(1);
});

test('an agent uses what owners make, and keeps views of their own', async ({ page, own, browser }) => {
  const { number } = await desk(page, own);
  await say(own, 'sanne', number, { kind: 'text', text: 'Hello' });
  await visit(page, PAGE);
  await label(page, 'Hot', 'Red');
  await reply(page, 'hello', 'Good morning.');
  await ask(page, '/api/app/inbox/doors/save_view', new URLSearchParams({ name: 'Mine', 'filter[view]': 'mine' }));

  const agent = await agentPage(page, browser, own);
  await visit(agent, PAGE);
  await expect(part(agent, 'Labels').getByRole('row', { name: /Hot/ })).toBeVisible();
  await expect(part(agent, 'Saved replies').getByRole('row', { name: /hello/ })).toBeVisible();
  await expect(agent.getByRole('link', { name: /^Add a/ })).toHaveCount(0);
  await expect(agent.getByText('Actions for', { exact: false })).toHaveCount(0);
  await expect(agent.getByText('Nobody has said where you are yet.')).toBeVisible();
  await expect(agent.getByRole('heading', { name: 'No views of yours yet' })).toBeVisible();
  await axeInEachLook(agent);
  const made = new URLSearchParams({ name: 'Cold', colour: 'blue' });
  expect((await ask(agent, '/api/app/words/doors/save_label', made)).status).toBe(403);
  await visit(agent, '/inbox?view=unassigned');
  const menu = await moreViews(agent);
  await menu.getByRole('textbox', { name: 'Name of this view' }).fill('Nobody’s');
  await menu.getByRole('button', { name: 'Save this view' }).click();
  await expect(menu.getByRole('textbox')).toHaveCount(0);
  await visit(agent, PAGE);
  await expect(part(agent, 'Your views').getByRole('row', { name: /Nobody’s/ })).toContainText('Unassigned');
  await agent.close();

  const other = await pageOf(browser, own, stranger);
  await visit(other, PAGE);
  await expect(other.getByRole('heading', { name: 'No labels yet' })).toBeVisible();
  await other.close();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('labels and views are made with forms alone', async ({ page, own, browser }) => {
    const awake = await browser.newPage({ baseURL: own.url, javaScriptEnabled: true });
    const { number } = await desk(awake, own);
    await say(own, 'sanne', number, { kind: 'text', text: 'Hello' });
    await page.context().addCookies(await awake.context().cookies());
    await awake.close();

    await page.goto(PAGE);
    await page.getByRole('link', { name: 'Add a label' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(wrong(page, 'A label has a name of at most 30 characters.')).toBeVisible();
    await page.getByLabel('Name', { exact: true }).first().fill('Hot');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(part(page, 'Labels').getByRole('row', { name: /Hot/ })).toBeVisible();

    await page.goto('/inbox?view=unassigned');
    const menu = await moreViews(page);
    await menu.getByRole('textbox', { name: 'Name of this view' }).fill('Nobody');
    await menu.getByRole('button', { name: 'Save this view' }).click();
    await (await moreViews(page)).getByRole('link', { name: 'Nobody' }).click();
    await page.goto(PAGE);
    await expect(part(page, 'Your views').getByRole('row', { name: /Nobody/ })).toContainText('Unassigned');
  });
});
