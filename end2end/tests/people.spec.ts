// How people come in, change their password, and are let out.

import type { Browser } from '@playwright/test';
import { alone as test, axe, expect, signIn, visit } from '../fixtures.ts';
import type { Demo } from '../demo.mjs';
import { linkIn, readMail } from '../mail.ts';

const PASSWORD = 'seven quiet green tractors';

// Links that were used are answered with 410, and browsers write that down.
test.use({ expected: /status of 410/ });

async function admin(browser: Browser, demo: Demo) {
  const isv = await browser.newPage({ baseURL: demo.url, locale: 'en-GB' });
  await signIn(isv, 'admin');
  return isv;
}

test('a dealer that an admin adds is invited, chooses a password and stands before Connect WhatsApp', async ({ page, own, browser }) => {
  const isv = await admin(browser, own);
  await isv.getByRole('button', { name: 'Add dealer' }).click();
  const dialog = isv.getByRole('dialog', { name: 'Add a dealer' });
  await dialog.getByLabel('Dealer name').fill('Garage Nieuwland');
  await dialog.getByLabel('Owner\'s mail address').fill('Noor@Nieuwland.example');
  await axe(isv);
  await dialog.getByRole('button', { name: 'Add and invite' }).click();
  await expect(isv.getByText('Dealer added.')).toBeVisible();
  const text = await readMail(isv, 'noor@nieuwland.example', /invites you to|Your login at/);
  const link = linkIn(text);

  await visit(page, link);
  await axe(page);
  await page.getByLabel('Your name').fill('Noor Nieuwland');
  await page.getByLabel('New password').fill('password1234');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(page.getByRole('alert')).toContainText(/too short or too well known/);
  await page.getByLabel('Your name').fill('Noor Nieuwland');
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await expect(page.getByRole('heading', { level: 1, name: 'Hello, Noor' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Connect WhatsApp' })).toBeVisible();

  // The link works once.
  await page.context().clearCookies();
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'This link no longer works.' })).toBeVisible();
  await signIn(page, { email: 'noor@nieuwland.example', password: PASSWORD, home: '/' });
  await isv.close();
});

test('a forgotten password is replaced by mail, and the old one and the other devices are out', async ({ page, own, browser }) => {
  const elsewhere = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(elsewhere, 'dealer');

  await visit(page, '/login');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByLabel('Mail address').fill('dealer@forecourt.test');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('Look into your mail.')).toBeVisible();

  const isv = await admin(browser, own);
  const link = linkIn(await readMail(isv, 'dealer@forecourt.test', /new password/));
  await visit(page, link);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/');

  await elsewhere.goto('/team');
  await expect(elsewhere).toHaveURL(/\/login/);
  await visit(elsewhere, '/login');
  await elsewhere.getByLabel('Mail address').fill('dealer@forecourt.test');
  await elsewhere.getByLabel('Password', { exact: true }).fill('forecourt-demo');
  await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(elsewhere.getByRole('alert')).toContainText('do not go together');
  await isv.close();
  await elsewhere.close();
});

test('an unknown address is answered like a known one, and gets no mail', async ({ page, own, browser }) => {
  await visit(page, '/forgot');
  await page.getByLabel('Mail address').fill('nobody@forecourt.test');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('Look into your mail.')).toBeVisible();
  const isv = await admin(browser, own);
  await visit(isv, '/admin/outbox');
  await expect(isv.getByText('nobody@forecourt.test')).toHaveCount(0);
  await isv.close();
});

test('an owner invites an agent, who cannot connect; makes them owner, and removes them', async ({ page, own, browser }) => {
  await signIn(page, 'dealer');
  await visit(page, '/team');
  await page.getByRole('button', { name: 'Invite someone' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite someone' });
  await axe(page);
  await dialog.getByLabel('Mail address').fill('kees@jansen.example');
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(page.getByText('The invitation is on its way')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'kees@jansen.example' });
  await expect(row).toContainText('Invited');

  const isv = await admin(browser, own);
  const link = linkIn(await readMail(isv, 'kees@jansen.example', /invites you to/));
  const agent = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await visit(agent, link);
  await agent.getByLabel('Your name').fill('Kees de Boer');
  await agent.getByLabel('New password').fill(PASSWORD);
  await agent.getByRole('button', { name: 'Save and sign in' }).click();
  await agent.waitForURL((url) => url.pathname === '/');
  await expect(agent.getByText('An owner of your company can connect WhatsApp.')).toBeVisible();
  await expect(agent.getByRole('button', { name: 'Connect WhatsApp' })).toHaveCount(0);
  await agent.goto('/connect');
  await expect(agent.getByRole('heading', { name: /Which number should buyers write to/ })).toHaveCount(0);

  await visit(page, '/team');
  await expect(row).toContainText('Kees de Boer');
  await row.locator('summary', { hasText: 'Change Kees de Boer' }).click();
  await row.getByRole('button', { name: 'Make owner' }).click();
  await expect(page.getByText('Role changed')).toBeVisible();
  await visit(agent, '/');
  await expect(agent.getByRole('button', { name: 'Connect WhatsApp' })).toBeVisible();

  await visit(page, '/team');
  await row.locator('summary', { hasText: 'Change Kees de Boer' }).click();
  await row.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Removed from the team')).toBeVisible();
  await expect(row).toHaveCount(0);
  await agent.goto('/');
  await expect(agent).toHaveURL(/\/login/);
  await isv.close();
  await agent.close();
});

test('an admin invites support, who sees the dealers and not the list of people', async ({ page, own, browser }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/people');
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
  await page.getByRole('button', { name: 'Invite someone' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite someone' });
  await expect(dialog.getByRole('radio', { name: /^Support/ })).toBeChecked();
  await axe(page);
  await dialog.getByLabel('Mail address').fill('robin@forecourt.test');
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(page.getByText('The invitation is on its way')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'robin@forecourt.test' });
  await expect(row).toContainText('Invited');

  const link = linkIn(await readMail(page, 'robin@forecourt.test', /Your login at/));
  const support = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await visit(support, link);
  await support.getByLabel('Your name').fill('Robin');
  await support.getByLabel('New password').fill(PASSWORD);
  await support.getByRole('button', { name: 'Save and sign in' }).click();
  await support.waitForURL((url) => url.pathname === '/admin');
  await expect(support.getByRole('link', { name: 'Autobedrijf Jansen' })).toBeVisible();
  await expect(support.getByRole('link', { name: 'People' })).toHaveCount(0);
  await support.goto('/admin/people');
  await expect(support.getByText('Not part of your role')).toBeVisible();
  await expect(support.getByText('admin@forecourt.test')).toHaveCount(0);

  await visit(page, '/admin/people');
  await row.locator('summary', { hasText: 'Change Robin' }).click();
  await row.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Removed from the team')).toBeVisible();
  await expect(row).toHaveCount(0);
  await support.goto('/admin');
  await expect(support).toHaveURL(/\/login/);
  await support.close();
});

test('own sign-ins are listed and ended, and the password is changed', async ({ page, own, browser }) => {
  const elsewhere = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(elsewhere, 'dealer');
  await signIn(page, 'dealer');
  await visit(page, '/account');
  await expect(page.getByText('This device', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(page.getByText('All other devices are signed out')).toBeVisible();
  await elsewhere.goto('/team');
  await expect(elsewhere).toHaveURL(/\/login/);

  await page.getByLabel('Current password').fill('not the password');
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('That is not your password.')).toBeVisible();
  await page.getByLabel('Current password').fill('forecourt-demo');
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('Your password is changed')).toBeVisible();

  await page.locator('summary', { hasText: 'Your account' }).locator('visible=true').click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).locator('visible=true').click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await signIn(page, { email: 'dealer@forecourt.test', password: PASSWORD, home: '/' });
  await elsewhere.close();
});

test('after too many tries signing in is closed for a while, and says until when', async ({ page, own }) => {
  // As a program that guesses would: all at once.
  const guess = { email: 'dealer@forecourt.test', password: 'not the password' };
  await Promise.all(Array.from({ length: 25 }, () => fetch(`${own.url}/login`, { method: 'POST', body: new URLSearchParams(guess), redirect: 'manual' })));
  await visit(page, '/login');
  await page.getByLabel('Mail address').fill('dealer@forecourt.test');
  await page.getByLabel('Password', { exact: true }).fill('forecourt-demo');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').first()).toContainText('Too many tries.');
  await expect(page.getByRole('alert').first()).toContainText('signing in is closed');
});
