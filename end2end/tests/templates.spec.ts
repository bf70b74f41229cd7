// Templates: judged while they are written, handed in, and never said to be approved before Meta says so.

import type { Locator, Page } from '@playwright/test';
import { ask, axeInEachLook, expect, signIn, alone as test, visit } from '../fixtures.ts';
import { connectedSender } from '../sender.mjs';
import { agentPage, pageOf, stranger } from '../team.ts';
import { judged } from '../templates.ts';

const row = (page: Page, words: string): Locator => page.getByRole('main').getByRole('row').filter({ hasText: words });

const write = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);

/** A template of words alone, handed in or kept. */
async function create(page: Page, name: string, body: string, button = 'Hand in to Meta') {
  await visit(page, '/templates/new');
  await write(page, 'Name', name);
  await write(page, 'Words', body);
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL((url) => url.pathname === '/templates');
  await expect(row(page, name)).toBeVisible();
}

async function choose(page: Page, name: string, deed: string) {
  await row(page, name).locator('summary').click();
  await row(page, name).getByRole('button', { name: deed, exact: true }).click();
}

test('a template is judged as it is typed, goes to Meta, and is approved when Meta says so', async ({ page, own }) => {
  test.setTimeout(90_000);
  await connectedSender(own);
  await signIn(page, 'dealer');
  await visit(page, '/templates');
  await expect(page.getByRole('heading', { name: 'No templates yet' })).toBeVisible();
  await axeInEachLook(page);

  await page.getByRole('button', { name: 'New template' }).click();
  await page.waitForURL((url) => url.pathname === '/templates/new');
  await write(page, 'Name', 'Winter Check');
  await expect(page.getByText('Small letters, digits and underscores only.').first()).toBeVisible();
  await page.getByLabel('Kind').selectOption({ label: 'Buttons that lead somewhere' });
  await write(page, 'Button 1', 'Look at it');
  await write(page, 'Button 1 leads to', 'http://jansen.example');
  await expect(page.getByLabel('Button 1 leads to'), 'wrong where it is wrong').toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Button 1 does').selectOption({ label: 'answer with its words' });
  await expect(page.getByLabel('Button 1 leads to'), 'an answer leads nowhere').toBeHidden();
  await page.getByLabel('Kind').selectOption({ label: 'Answers to tap' });
  for (const [body, said] of [
    ['{{1}}, your winter check is due', 'Meta does not take a blank at the start or end.'],
    ['Hi {{1}} {{2}}, your winter check is due at our workshop', 'Meta does not take two blanks next to each other.'],
    ['Hi {{1}}, your winter check of the {{3}} is due at our workshop', 'Number the blanks 1, 2, 3, without leaving one out.'],
    ['Hi {{name}}, your winter check is due at our workshop', 'A blank is a number between two pairs of braces'],
    ['Hi {{1}}, your {{2}} waits', 'Meta wants more words around the blanks'],
  ] as const) {
    await write(page, 'Words', body);
    await expect(page.locator('p.wrong').filter({ hasText: said })).toBeVisible();
  }
  await write(page, 'Button 1', 'Plan it');
  await write(page, 'Button 2', 'Plan it');
  await expect(page.getByText('Another button has the same words.').first()).toBeVisible();
  await axeInEachLook(page);

  // Handed in all the same, it is refused where it is wrong, and nothing is lost.
  await page.getByRole('button', { name: 'Hand in to Meta' }).click();
  await expect(page.getByText('Write the words.').or(page.getByText('Fill this in.')).first()).toBeVisible();
  await expect(page).toHaveURL(/\/templates\/new\??$/);
  await write(page, 'Name', 'winter_check');
  await write(page, 'Words', 'Hi {{1}}, your {{2}} is due for its winter check at our workshop. Shall we plan it?');
  await expect(page.getByLabel('Button 4', { exact: true })).toBeHidden();
  for (const number of [3, 4, 5, 6, 7, 8, 9]) await write(page, `Button ${number}`, `Next week ${number}`);
  await expect(page.getByLabel('Button 10', { exact: true }), 'as many as Twilio takes').toBeVisible();
  await write(page, 'Button 2', '');
  await expect(page.getByLabel('Button 2', { exact: true }), 'a place that was left out is wrong at that place').toHaveAttribute('aria-invalid', 'true');
  await write(page, 'Button 2', 'Not now');
  await write(page, 'Example for {{1}}', 'Anna');
  await write(page, 'Example for {{2}}', 'Volvo V60');
  await expect(page.getByText('Meta\'s known rules are kept.')).toBeVisible();
  await expect(page.locator('.sample')).toContainText('Hi Anna, your Volvo V60 is due');
  await page.getByRole('button', { name: 'Hand in to Meta' }).click();

  await page.waitForURL((url) => url.pathname === '/templates');
  await expect(row(page, 'winter_check')).toBeVisible();
  await expect(row(page, 'winter_check')).not.toContainText('Approved');
  await judged(page, own, () => expect(row(page, 'winter_check')).toContainText('Approved', { timeout: 1_000 }));
  await expect(page.getByText(/^Twilio last asked/)).toBeVisible();

  // The same name in the same language is known to be taken before Meta says it.
  await visit(page, '/templates/new');
  await write(page, 'Name', 'winter_check');
  await expect(page.getByText('You have a template of this name in this language.').first()).toBeVisible();
});

test('what cannot be sent says why: refused, paused, kept, and only for who just wrote', async ({ page, own }) => {
  test.setTimeout(90_000);
  await connectedSender(own);
  await signIn(page, 'dealer');
  await own.control('/rules', { outcome: 'template_rejected', scope: { template: 'cheap_loan' } });
  await own.control('/rules', { outcome: 'template_paused', scope: { template: 'spring_offer' } });
  await create(page, 'cheap_loan', 'Borrow with us, cheaper than anywhere.');
  await create(page, 'spring_offer', 'Spring has come, and so have our offers.');
  await create(page, 'not_yet', 'A word that is still thought about.', 'Keep without handing in');

  await expect(row(page, 'not_yet')).toContainText('Not handed in');
  await expect(row(page, 'not_yet')).toContainText('Meta was not asked to approve it.');
  await judged(page, own, async () => {
    await expect(row(page, 'cheap_loan')).toContainText('Rejected', { timeout: 1_000 });
    await expect(row(page, 'spring_offer')).toContainText('Paused', { timeout: 1_000 });
  });
  await expect(row(page, 'spring_offer')).toContainText('Meta has paused it, because buyers complained.');
  const { reason } = await ofTwilio(page);
  await expect(row(page, 'cheap_loan')).toContainText(reason);
  await axeInEachLook(page);

  await choose(page, 'not_yet', 'Hand in');
  await judged(page, own, () => expect(row(page, 'not_yet')).toContainText('Approved', { timeout: 1_000 }));
  await choose(page, 'cheap_loan', 'Delete');
  await expect(row(page, 'cheap_loan')).toHaveCount(0);
});

/** What Meta refused with. */
async function ofTwilio(page: Page) {
  const { body } = await ask(page, '/api/app/templates/doors/load_templates', new URLSearchParams());
  const refused = (body as { rows: { standing: string; reason: string | null }[] }).rows.find(({ standing }) => standing === 'rejected');
  return { reason: refused?.reason ?? 'a reason' };
}

test('the starter set is added once, in three languages, by owners; nobody else has it', async ({ page, own, browser }) => {
  test.setTimeout(90_000);
  await connectedSender(own);
  await signIn(page, 'dealer');
  await visit(page, '/templates');

  await page.getByRole('button', { name: 'Add the starter set' }).click();

  for (const name of ['test_drive', 'service_due', 'quote_ready', 'car_arrived']) await expect(row(page, name)).toHaveCount(3);
  for (const language of ['Dutch', 'English', 'Spanish']) await expect(row(page, language)).toHaveCount(4);
  await expect(page.getByRole('button', { name: 'Add the starter set' })).toHaveCount(0);
  await judged(page, own, () => expect(row(page, 'Approved')).toHaveCount(12, { timeout: 2_000 }));

  const agent = await agentPage(page, browser, own);
  await visit(agent, '/templates');
  await expect(row(agent, 'Approved')).toHaveCount(12);
  await expect(agent.getByRole('link', { name: 'New template' })).toHaveCount(0);
  const adding = await ask(agent, '/api/app/templates/doors/add_starters', new URLSearchParams());
  expect(adding.status).toBe(403);
  const linde = await pageOf(browser, own, stranger);
  await visit(linde, '/templates');
  await expect(linde.getByRole('heading', { name: 'WhatsApp is not connected' })).toBeVisible();
  await expect(linde.getByText('car_arrived')).toHaveCount(0);
  await agent.context().close();
  await linde.context().close();
});
