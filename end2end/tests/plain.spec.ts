// Without JavaScript: what must work all the same.

import { ask, expect, alone as test } from '../fixtures.ts';
import { people } from '../demo.mjs';
import type { Page } from '@playwright/test';

test.use({ javaScriptEnabled: false });

async function signIn(page: Page, who: keyof typeof people) {
  await page.goto('/login');
  await page.getByLabel('Mail address').fill(people[who].email);
  await page.getByLabel('Password', { exact: true }).fill(people[who].password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname.startsWith(people[who].home));
}

test('a wrong password is told on the page of the form, with the address kept', async ({ page }) => {
  await page.goto('/login');
  await page.getByLabel('Mail address').fill('sam@forecourt.test');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('do not go together');
  await expect(page.getByLabel('Mail address')).toHaveValue('sam@forecourt.test');
});

test('a dealer reads their pages', async ({ page }) => {
  await signIn(page, 'dealer');
  await expect(page.getByRole('button', { name: 'Connect WhatsApp' })).toBeVisible();
  for (const [path, title] of [['/team', 'Team'], ['/account', 'Account'], ['/connect', 'Connect WhatsApp']] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }
});

test('an admin adds a dealer and finds it', async ({ page }) => {
  await signIn(page, 'admin');
  await page.getByRole('button', { name: 'Add dealer' }).click();
  await page.getByLabel('Dealer name').fill('Garage Zonder');
  await page.getByLabel('Owner\'s mail address').fill('zonder@zonder.example');
  await page.getByRole('button', { name: 'Add and invite' }).click();
  await page.goto('/admin/dealers');
  await page.getByRole('searchbox', { name: 'Find a dealer' }).fill('zonder');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Garage Zonder' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Autobedrijf Jansen' })).toHaveCount(0);
});

test('the page of a link says what is missing', async ({ page }) => {
  await signIn(page, 'dealer');
  const made = await ask(page, '/whatsapp/create-signup-session', { phoneNumberType: 'sms_capable' });
  // Not in the browser: it only holds its scripts back, and treats what is there for browsers without them as theirs.
  const html = await (await page.request.get(made.body.url)).text();
  expect(/<noscript>[\s\S]*?<\/noscript>/.exec(html)?.[0]).toContain('Facebook did not load');
});
