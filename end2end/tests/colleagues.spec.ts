// A desk that stays open all day: what colleagues change, what a bad line does, and what was said long ago.

import { answer, bubble, bubbles, desk, field, open, row } from '../desk.ts';
import { ask, expect, alone as test, visit } from '../fixtures.ts';
import { Phone, say } from '../phone.ts';
import { agentPage } from '../team.ts';
import { approveStarters } from '../templates.ts';

test('what was refused goes out only when somebody says so', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.write('Until when are you there?');
  await open(page, 'Until when');
  const doors = '**/api/app/inbox/doors/send_text*';
  const problem = { code: 'window_closed', detail: 'The 24 hours are over.', fields: [] };
  await page.route(doors, (route) => route.fulfill({ status: 409, contentType: 'application/json', body: JSON.stringify(problem) }));
  await answer(page, 'Come at three today');
  await expect(page.getByText('The 24 hours are over.')).toBeVisible();
  await page.unroute(doors);

  await page.reload();
  await phone.write('Hello? Three days later');
  await expect(bubble(page, 'Three days later')).toBeVisible();
  await answer(page, 'Sorry, we were closed');
  await phone.sees('Sorry, we were closed');
  await expect(page.getByText('The 24 hours are over.')).toBeVisible();
  await expect(phone.messages().filter({ hasText: 'at three today' })).toHaveCount(0);

  await bubble(page, 'Come at three today').getByRole('button', { name: 'Retry' }).click();
  await phone.sees('Come at three today');
  await expect(page.getByText('The 24 hours are over.')).toHaveCount(0);
});

test('a colleague renames a label: the desk learns it, and a template that is filled in stays', async ({ page, own, context }) => {
  const { number } = await desk(page, own);
  await approveStarters(page, own);
  await say(own, 'sanne', number, { kind: 'text', text: 'May I drive it?' });
  await say(own, 'bram', number, { kind: 'text', text: 'What is it worth?' });
  const save = (form: Record<string, string>) => ask(page, '/api/app/words/doors/save_label', new URLSearchParams(form));
  const made = await save({ name: 'Test drive', colour: 'green' });
  expect(made.status).toBe(200);
  await visit(page, '/inbox');
  await open(page, 'May I drive it?');
  await page.getByRole('checkbox', { name: 'Test drive' }).check();
  await page.getByRole('button', { name: 'Save labels' }).click();
  await expect(row(page, 'May I drive it?')).toContainText('Test drive');
  await page.getByRole('link', { name: 'Template', exact: true }).click();
  const template = page.getByRole('group').filter({ hasText: 'car_arrived' }).filter({ hasText: 'English' });
  await template.getByText('car_arrived').click();
  const first = template.getByLabel('What stands for {{1}}');
  await first.fill('Sanne');

  const colleague = await context.newPage();
  await visit(colleague, '/settings/inbox');
  const menu = colleague.getByRole('group').filter({ hasText: 'Actions for Test drive' });
  await menu.locator('summary').click();
  await menu.getByRole('link', { name: 'Edit' }).click();
  await colleague.getByLabel('Name', { exact: true }).first().fill('Drive');
  await colleague.getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect(colleague.getByRole('row', { name: /^Drive/ })).toBeVisible();

  await expect(row(page, 'May I drive it?').getByText('Drive', { exact: true })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Drive', exact: true })).toBeChecked();
  await expect(first).toHaveValue('Sanne');
});

test('what a colleague notes of a buyer reaches an open desk, and nothing else moves', async ({ page, own, context }) => {
  test.setTimeout(90_000);
  const { number } = await desk(page, own);
  for (let n = 1; n <= 60; n += 1) await say(own, 'sanne', number, { kind: 'text', text: `What about car ${n}?` });
  await open(page, 'car 60?');
  await page.getByRole('button', { name: 'Earlier messages' }).click();
  await expect(bubbles(page)).toHaveCount(60);

  const colleague = await context.newPage();
  await visit(colleague, '/contacts?find=Sanne');
  await colleague.getByRole('main').getByRole('row').getByRole('link').click();
  await colleague.getByRole('button', { name: 'Send nothing more' }).click();
  await expect(page.getByText(/does not want to be written to/).first()).toBeVisible();
  await colleague.getByLabel('Your name for them').fill('Sanne from the market');
  await colleague.getByRole('button', { name: 'Save', exact: true }).first().click();

  const about = page.getByRole('complementary', { name: 'Contact', exact: true });
  await expect(about.getByRole('heading', { name: 'Sanne from the market' })).toBeVisible();
  await expect(bubbles(page)).toHaveCount(60);

  // What is being typed here outlives what they write there.
  await about.getByLabel('Notes').fill('Half a sen');
  await colleague.getByLabel('Your name for them').fill('Sanne of the corner');
  await colleague.getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect(about.getByRole('heading', { name: 'Sanne of the corner' })).toBeVisible();
  await expect(about.getByLabel('Notes')).toHaveValue('Half a sen');
});

test('a search leads to a message far back', async ({ page, own }) => {
  test.setTimeout(90_000);
  const { number } = await desk(page, own);
  await say(own, 'sanne', number, { kind: 'text', text: 'The number on the order is 00412' });
  for (let n = 1; n <= 120; n += 1) await say(own, 'sanne', number, { kind: 'text', text: `And something else, part ${n}` });
  await say(own, 'bram', number, { kind: 'text', text: 'From Bram' });
  await expect(row(page, 'part 120')).toBeVisible();
  await open(page, 'From Bram');

  await page.getByRole('searchbox').fill('00412');
  await row(page, 'The number on the order').getByRole('link').click();

  await expect(bubble(page, 'The number on the order is 00412')).toBeInViewport();
  await expect(bubbles(page)).toHaveCount(121);
});

test('a note names somebody, and they find it', async ({ page, browser, own }) => {
  const { number } = await desk(page, own);
  await say(own, 'sanne', number, { kind: 'text', text: 'Can you take my old car?' });
  const kees = await agentPage(page, browser, own);
  await visit(page, '/inbox');
  await open(page, 'Can you take my old car?');
  await page.getByRole('link', { name: 'Note', exact: true }).click();
  const note = page.getByRole('textbox', { name: 'Note', exact: true });
  await note.fill('What is it worth, @kees?');
  await note.press('Enter');
  await expect(bubble(page, 'What is it worth')).toBeVisible();

  await visit(kees, '/inbox?view=mentions');
  await expect(row(kees, /Sanne|Can you take|What is it worth/)).toBeVisible();
  const sign = row(kees, /Sanne|Can you take|What is it worth/).getByTitle('Mentions');
  await expect(sign).toBeVisible();
  await row(kees, /Sanne|Can you take|What is it worth/).getByRole('link').click();
  await expect(bubble(kees, 'What is it worth')).toBeVisible();
  await expect(sign, 'what was looked at is not new').toHaveCount(0);
  await visit(page, '/inbox?view=mentions');
  await expect(page.getByRole('region', { name: 'Conversations' }).getByRole('listitem')).toHaveCount(0);
  await kees.context().close();
});

test('what is written while a conversation is on its way is seen in it', async ({ page, own }) => {
  const { number } = await desk(page, own);
  await say(own, 'sanne', number, { kind: 'text', text: 'Is it still there?' });
  await expect(row(page, 'Is it still there?')).toBeVisible();
  let arrive = () => {};
  const held = new Promise<void>((go) => { arrive = go; });
  const asked = new Promise<void>((done) => {
    void page.route('**/api/app/inbox/doors/load_thread*', async (route) => {
      const answer = await route.fetch();
      done();
      await held;
      await route.fulfill({ response: answer });
    }, { times: 1 });
  });
  await row(page, 'Is it still there?').getByRole('link').click();
  await asked;
  await say(own, 'sanne', number, { kind: 'text', text: 'I can come at five' });
  await expect(row(page, 'I can come at five')).toBeVisible();
  arrive();

  await expect(bubble(page, 'Is it still there?')).toBeVisible();
  await expect(bubble(page, 'I can come at five')).toBeVisible();
});

test('what is pasted is never cut off', async ({ page, own }) => {
  const { number } = await desk(page, own);
  await say(own, 'sanne', number, { kind: 'text', text: 'Hello' });
  await open(page, 'Hello');
  const long = 'word '.repeat(330).trim();
  await field(page).fill(long);
  await field(page).press('Enter');
  await expect(page.getByText('That is 1649 characters long; WhatsApp takes 1600.')).toBeVisible();
  await expect(field(page)).toHaveValue(long);
  await field(page).fill('Shorter');
  await field(page).press('Enter');
  await expect(bubble(page, 'Shorter')).toBeVisible();
  await expect(page.getByText('WhatsApp takes 1600')).toHaveCount(0);
});

test.describe('on a dead line', () => {
  test.use({ expected: /net::ERR_/ });

  test('a file goes on its way again by itself', async ({ page, own, context }) => {
    test.setTimeout(60_000);
    const { number: to } = await desk(page, own);
    const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
    await phone.write('Do you have the papers?');
    await open(page, 'Do you have the papers?');
    let tries = 0;
    await page.route('**/inbox/media', (route) => {
      tries += 1;
      return tries > 2 ? route.continue() : route.abort();
    });
    await page.locator('#files').setInputFiles({ name: 'papers.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
    await field(page).fill('Here they are');
    await field(page).press('Enter');
    await phone.sees('Here they are');
    expect(tries).toBe(3);
  });
});

test('a page that is open follows the clock of its server', async ({ page, own, context }) => {
  const { number: to } = await desk(page, own);
  await visit(page, '/');
  await page.getByRole('link', { name: /^Open / }).first().click();
  await expect(page.getByText('checked just now')).toBeVisible();
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.pass('24 h');

  await page.getByRole('button', { name: 'Refresh status' }).click();

  await expect(page.getByText('checked just now')).toBeVisible();
  await expect(page.getByText('Connected since').locator('..')).toContainText('1 d ago');
});
