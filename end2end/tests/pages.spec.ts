// Every page there is: readable to a screen reader in each look, not wider than a phone, and silent in the console.

import type { Page } from '@playwright/test';
import type { Demo } from '../demo.mjs';
import { ask, axe, expect, signIn, test, visit } from '../fixtures.ts';
import { connectedSender } from '../sender.mjs';

const looks = [
  { name: 'wide and light', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'wide and dark', width: 1280, height: 900, colorScheme: 'dark' },
  { name: 'on a phone and light', width: 390, height: 844, colorScheme: 'light' },
  { name: 'on a phone and dark', width: 390, height: 844, colorScheme: 'dark' },
] as const;

/** Looks at the page as it is, in all four looks. */
async function inspect(page: Page) {
  for (const look of looks) {
    await test.step(`${new URL(page.url()).pathname} ${look.name}`, async () => {
      await page.setViewportSize({ width: look.width, height: look.height });
      await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
      await axe(page, look.colorScheme === 'dark' ? 'colours only' : undefined);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wider, 'pixels wider than the screen').toBeLessThanOrEqual(0);
    });
  }
}

test('before signing in', async ({ page }) => {
  for (const path of ['/login', '/login?reason=sign_in_failed', '/forgot', '/forgot?sent=1']) {
    await visit(page, path);
    await inspect(page);
  }
});

/** Signs in where somebody is connected, so that pages have something to show. */
async function enter(page: Page, demo: Demo, who: 'dealer' | 'admin') {
  test.setTimeout(120_000);
  await connectedSender(demo);
  await signIn(page, who);
}

for (const path of ['/', '/connect', '/team', '/account']) {
  test(`what a dealer sees at ${path}`, async ({ page, demo }) => {
    await enter(page, demo, 'dealer');
    await visit(page, path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await inspect(page);
  });
}

test('what a dealer sees of a connection', async ({ page, demo }) => {
  await enter(page, demo, 'dealer');
  await page.getByRole('link', { name: /^Open / }).first().click();
  await page.waitForURL(/\/connections\//);
  await expect(page.getByRole('heading', { name: 'How it is doing' })).toBeVisible();
  await inspect(page);
});

for (const path of ['', '/readiness', '/jobs', '/jobs?state=done', '/outbox', '/unmatched', '/audit', '/people']) {
  test(`what the ISV sees at /admin${path}`, async ({ page, demo }) => {
    await enter(page, demo, 'admin');
    await visit(page, `/admin${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await inspect(page);
  });
}

test('what the ISV sees of a dealer', async ({ page, demo }) => {
  await enter(page, demo, 'admin');
  await page.getByRole('link', { name: 'Autobedrijf Jansen' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Autobedrijf Jansen' })).toBeVisible();
  await inspect(page);
});

test('what the ISV sees of a mail', async ({ page, demo }) => {
  await enter(page, demo, 'admin');
  await visit(page, '/admin/outbox');
  await page.getByRole('row').getByRole('link').first().click();
  await page.waitForURL(/\/admin\/outbox\/./);
  await expect(page.getByRole('article')).toBeVisible();
  await inspect(page);
});

test('what the holder of a link sees', async ({ page, demo }) => {
  await signIn(page, { email: 'linde@forecourt.test', password: 'forecourt-demo', home: '/' });
  const made = await ask(page, '/whatsapp/create-signup-session', { phoneNumberType: 'sms_capable' });
  expect(made.status).toBe(201);
  await page.context().clearCookies();
  const { url } = made.body;
  expect(url).toContain(demo.url);
  await visit(page, url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await inspect(page);
});

test.describe('where nothing is', () => {
  test.use({ expected: /status of 40[0-9]/ });

  test('a page that does not exist says so, to people and machines', async ({ page }) => {
    const stranger = await page.goto('/nowhere');
    expect([404, 303]).toContain(stranger?.status() ?? 0);
    await signIn(page, 'dealer');
    const answer = await visit(page, '/nowhere');
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    await inspect(page);
    await page.getByRole('link', { name: 'Go to the start' }).click();
    await page.waitForURL((url) => url.pathname === '/');
  });

  test('what is another\'s is told like what does not exist', async ({ page, demo }) => {
    await connectedSender(demo);
    await signIn(page, 'dealer');
    const [integration] = (await ask(page, '/api/integrations')).body;
    await page.context().clearCookies();
    await signIn(page, { email: 'linde@forecourt.test', password: 'forecourt-demo', home: '/' });
    await page.goto(`/connections/${integration.id}`);
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    expect((await ask(page, `/api/integrations/${integration.id}`)).status).toBe(404);
    for (const path of ['/admin', '/admin/dealers', '/admin/outbox', '/admin/audit', '/admin/jobs', '/admin/readiness']) {
      expect([403, 404], path).toContain((await ask(page, path)).status);
    }
  });

  test('links that are over say so and lead on', async ({ page }) => {
    await page.goto('/reset/nothing');
    await expect(page.getByRole('heading', { name: 'This link no longer works.' })).toBeVisible();
    await inspect(page);
    await page.goto('/whatsapp/signup/nothing');
    await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
    await inspect(page);
    const forged = await page.goto('/whatsapp/onboarding-callback?payload=nothing&WhatsAppBusinessAccountId=1234567890');
    expect(forged?.status()).toBeGreaterThanOrEqual(400);
    expect(forged?.status()).toBeLessThan(500);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
});
