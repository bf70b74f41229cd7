// Buyers as people to look after: found, named, asked, exported, and erased where they want it.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { bubble, desk, open, row } from '../desk.ts';
import { ask, axeInEachLook, expect, alone as test, visit } from '../fixtures.ts';
import { Phone, say } from '../phone.ts';
import { agentPage, pageOf, stranger } from '../team.ts';

// To another dealer there is no such contact.
test.use({ expected: /status of 404/ });

const rows = (page: Page) => page.getByRole('main').getByRole('row').filter({ has: page.getByRole('link') });

/** Finds a contact by what is typed, as people do. */
async function find(page: Page, words: string) {
  await page.getByRole('searchbox', { name: 'Find a contact' }).fill(words);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(page).toHaveURL(/find=/);
}

const section = (page: Page, title: string) => page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

/** The files of a tar archive. */
async function unpack(path: string): Promise<Map<string, Buffer>> {
  const tar = await readFile(path);
  const files = new Map<string, Buffer>();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) => tar.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = parseInt(text(124, 12), 8);
    files.set(text(0, 100), tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

test('a contact is found, named, asked for consent, and silenced by a stop word', async ({ page, own, browser }) => {
  test.setTimeout(90_000);
  const { number: to } = await desk(page, own);
  await visit(page, '/contacts');
  await expect(page.getByRole('heading', { name: 'Nobody yet' })).toBeVisible();
  await say(own, 'sanne', to, { kind: 'text', text: 'Hello' });
  await say(own, 'marit', to, { kind: 'text', text: 'I hide my number' });
  await say(own, 'bram', to, { kind: 'text', text: 'Good day' });
  await visit(page, '/inbox');
  for (const said of ['Hello', 'I hide my number', 'Good day']) await expect(row(page, said)).toBeVisible();

  await visit(page, '/contacts');
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).filter({ hasText: 'Hidden number' })).toHaveCount(1);
  await axeInEachLook(page);
  await find(page, '+31655501234');
  await expect(rows(page)).toHaveCount(1);
  await find(page, 'nobody by that name');
  await expect(page.getByRole('heading', { name: 'Nobody found' })).toBeVisible();
  await find(page, 'Sanne');
  await rows(page).getByRole('link').click();
  await page.waitForURL(/\/contacts\/./);

  await page.getByLabel('Your name for them').fill('Sanne from the market');
  await page.getByLabel('Notes').fill('Wants a V60, petrol');
  await section(page, 'Name and notes').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sanne from the market' })).toBeVisible();
  await page.getByRole('radio', { name: 'Agreed' }).check();
  await section(page, 'Consent').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Say how it is known.')).toBeVisible();
  await axeInEachLook(page);
  await page.getByRole('radio', { name: 'Agreed' }).check();
  await page.getByLabel('How it is known').fill('Said so in the showroom');
  await section(page, 'Consent').getByRole('button', { name: 'Save' }).click();
  await expect(section(page, 'Consent').getByText(/^Since /)).toBeVisible();
  // What is being typed in one part of the page outlives the saving of another.
  await page.getByLabel('Notes').fill('Half a sen');
  await page.getByLabel('How it is known').fill('Said so by telephone');
  await section(page, 'Consent').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('How it is known')).toHaveValue('Said so by telephone');
  await expect(page.getByLabel('Notes')).toHaveValue('Half a sen');
  const address = new URL(page.url()).pathname;
  await visit(page, address);
  await expect(page.getByRole('radio', { name: 'Agreed' })).toBeChecked();
  await expect(page.getByLabel('Notes')).toHaveValue('Wants a V60, petrol');

  await say(own, 'sanne', to, { kind: 'text', text: 'STOP' });
  await visit(page, '/inbox');
  await expect(row(page, 'STOP')).toContainText('Sanne from the market');
  await visit(page, '/contacts?find=Sanne');
  await expect(rows(page)).toContainText('Stopped');
  await visit(page, address);
  await expect(page.getByText('They do not want to be written to')).toBeVisible();
  await expect(page.getByText('They wrote STOP.')).toBeVisible();
  // What a buyer said, only the buyer takes back.
  await expect(page.getByRole('button', { name: 'Allow messages again' })).toHaveCount(0);
  await say(own, 'sanne', to, { kind: 'text', text: 'START' });
  await visit(page, '/inbox');
  await expect(row(page, 'START')).toBeVisible();
  await visit(page, address);
  await page.getByRole('button', { name: 'Send nothing more' }).click();
  await expect(page.getByText('They do not want to be written to')).toBeVisible();
  await page.getByRole('button', { name: 'Allow messages again' }).click();
  await expect(page.getByRole('button', { name: 'Send nothing more' })).toBeVisible();
  await visit(page, '/contacts');
  await expect(rows(page).filter({ hasText: 'Stopped' })).toHaveCount(0);

  const linde = await pageOf(browser, own, stranger);
  await visit(linde, '/contacts');
  await expect(linde.getByRole('heading', { name: 'Nobody yet' })).toBeVisible();
  await linde.goto(address);
  await expect(linde.getByText('Sanne')).toHaveCount(0);
  expect((await ask(linde, `${address}/export`)).status).toBe(404);
  const contact = address.split('/').at(-1) ?? '';
  expect((await ask(linde, '/api/app/contacts/doors/erase_contact', new URLSearchParams({ id: contact }))).status).toBe(404);
  await linde.context().close();
});

test('everything of a contact is saved as a file, then erased here and at Twilio; the others stay', async ({ page, own, browser, context }) => {
  test.setTimeout(90_000);
  const { number: to } = await desk(page, own);
  const phone = await Phone.open(await context.newPage(), own, { as: 'sanne', to });
  await phone.write('My address is Kerkstraat 1');
  await phone.sendPicture();
  await say(own, 'bram', to, { kind: 'text', text: 'I am somebody else' });
  await open(page, 'Photo');
  await expect(page.getByRole('link', { name: /^Open the photo/ }).locator('img').first()).toBeVisible();
  const talk = page.url();
  await page.getByRole('link', { name: 'All about this contact' }).click();
  await page.waitForURL(/\/contacts\/./);

  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save the export' }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toMatch(/\.tar$/);
  const files = await unpack(await download.path());
  const told = files.get('contact.json')?.toString('utf8') ?? '';
  expect(told).toContain('My address is Kerkstraat 1');
  expect(told).not.toContain('I am somebody else');
  const pictures = [...files].filter(([name]) => name !== 'contact.json');
  expect(pictures).toHaveLength(1);
  expect(pictures[0]?.[1].length).toBeGreaterThan(100);

  const address = new URL(page.url()).pathname;
  const agent = await agentPage(page, browser, own);
  await visit(agent, address);
  await expect(agent.getByRole('heading', { level: 1, name: 'Sanne de Vries' })).toBeVisible();
  await expect(agent.getByRole('button', { name: 'Erase this contact' })).toHaveCount(0);
  await agent.context().close();

  await page.getByRole('button', { name: 'Erase this contact' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase everything about Sanne de Vries?' });
  await dialog.getByLabel('Type Sanne de Vries to confirm').fill('Somebody');
  await dialog.getByRole('button', { name: 'Erase this contact' }).click();
  await expect(dialog.getByText('Type the name exactly as shown')).toBeVisible();
  await axeInEachLook(page);
  await dialog.getByLabel('Type Sanne de Vries to confirm').fill('Sanne de Vries');
  await dialog.getByRole('button', { name: 'Erase this contact' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Erased' })).toBeVisible();

  await visit(page, '/contacts');
  await expect(rows(page).filter({ hasText: 'Sanne' })).toHaveCount(0);
  await expect(rows(page).filter({ hasText: 'Bram' })).toHaveCount(1);
  await visit(page, talk);
  await expect(bubble(page, 'Kerkstraat')).toHaveCount(0);
  await expect(row(page, 'I am somebody else')).toBeVisible();
  await expect.poll(async () => {
    const { messages } = (await own.control('/state')) as { messages: { body: string }[] };
    return messages.map(({ body }) => body).filter((body) => body !== '');
  }).toEqual(['I am somebody else']);
});

test('how long messages are kept is told to all and set by owners', async ({ page, own, browser }) => {
  await desk(page, own);
  await visit(page, '/contacts');
  await expect(page.getByText('Messages are kept.')).toBeVisible();
  await page.getByLabel('Days').fill('0');
  await section(page, 'How long messages are kept').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/^A number from \d+ to \d+, or nothing\.$/)).toBeVisible();
  await page.getByLabel('Days').fill('365');
  await section(page, 'How long messages are kept').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Messages are erased after 365 days.')).toBeVisible();

  const agent = await agentPage(page, browser, own);
  await visit(agent, '/contacts');
  await expect(agent.getByText('Messages are erased after 365 days.')).toBeVisible();
  await expect(agent.getByLabel('Days')).toHaveCount(0);
  await agent.context().close();
});
