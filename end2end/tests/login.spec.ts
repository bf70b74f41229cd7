import { axe, expect, signIn, test, visit } from '../fixtures.ts';
import { people } from '../demo.mjs';

test('a dealer signs in and lands on home, with the connect button', async ({ page }) => {
  await signIn(page, 'dealer');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Connect WhatsApp' }).or(page.getByRole('button', { name: 'Connect WhatsApp' })).first()).toBeVisible();
});

test('the demo offers both logins as buttons', async ({ page }) => {
  await visit(page, '/login');
  await page.getByRole('button', { name: 'Enter as admin' }).click();
  await page.waitForURL((url) => url.pathname === '/admin');

  await page.context().clearCookies();
  await visit(page, '/login');
  await page.getByRole('button', { name: 'Enter as dealer' }).click();
  await page.waitForURL((url) => url.pathname === '/');
});

test('an admin signs in and lands among the dealers', async ({ page }) => {
  await signIn(page, 'admin');
  await expect(page.getByRole('link', { name: 'Dealers' }).first()).toBeVisible();
});

test('a wrong password and an unknown mail are answered alike', async ({ page, demo }) => {
  const refused = async (email: string, password: string) => {
    await visit(page, '/login');
    await page.getByLabel('Mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const alert = page.getByRole('alert').first();
    await expect(alert).toBeVisible();
    return (await alert.innerText()).trim();
  };
  const wrongPassword = await refused(people.dealer.email, 'not the password');
  const unknownMail = await refused('nobody@forecourt.test', 'not the password');
  expect(unknownMail).toBe(wrongPassword);
  expect(page.url()).toContain(demo.url);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the form signs in all the same', async ({ page }) => {
    await page.goto('/login');
    await page.getByLabel('Mail address').fill(people.dealer.email);
    await page.getByLabel('Password', { exact: true }).fill(people.dealer.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await expect(page.getByText('Connect WhatsApp').first()).toBeVisible();
  });
});

test('the login page reads well to a screen reader', async ({ page }) => {
  await visit(page, '/login');
  await axe(page);
});

test('a stranger is sent to the login page', async ({ page }) => {
  for (const path of ['/', '/connect', '/admin']) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/login/);
  }
});
