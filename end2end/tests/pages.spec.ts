// Every page there is: readable to a screen reader in each look, not wider than a phone, and silent in the console.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type { Demo } from '../demo.mjs';
import { open } from '../desk.ts';
import { alone, ask, awake, axe, expect, signIn, test, visit } from '../fixtures.ts';
import { linkIn, readMail } from '../mail.ts';
import { say } from '../phone.ts';
import { connectedSender } from '../sender.mjs';
import { chooseNumber, openMeta, openSignupWindow } from '../signup.ts';
import { agentPage } from '../team.ts';

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

/** The pages that the server lists, and for whom; one that is added there is looked at here or fails. */
const listed = readFileSync(resolve(import.meta.dirname, '../../server/src/web/routes.rs'), 'utf8').split('pub const PAGES')[1]?.split('];')[0] ?? '';
const pages = [...listed.matchAll(/\("([^"]+)", Who::(\w+)\)/g)].map(([, path = '', who = '']) => ({ path, who }));

/** The same pages in other states. */
const more = [
  { path: '/login?reason=sign_in_failed', who: 'Anyone' },
  { path: '/forgot?sent=1', who: 'Anyone' },
  { path: '/offline', who: 'Anyone' },
  { path: '/account', who: 'Isv' },
  { path: '/admin/jobs?state=done', who: 'Isv' },
  { path: '/admin/dealers?q=nobody+by+that+name', who: 'Isv' },
];

const linde = { email: 'linde@forecourt.test', password: 'forecourt-demo', home: '/' };

/** Follows the first link of the page in its body that leads to something of a list. */
async function follow(page: Page, from: string, to: RegExp) {
  await visit(page, from);
  await page.locator('main').getByRole('link').and(page.locator(`a[href*="${from}/"]`)).first().click();
  await page.waitForURL(to);
  await awake(page);
}

/** Opens what a mail leads to. */
async function openMailed(page: Page, to: string, subject: RegExp) {
  await page.context().clearCookies();
  await signIn(page, 'admin');
  const link = linkIn(await readMail(page, to, subject));
  await page.context().clearCookies();
  await visit(page, link);
}

/** How pages are reached whose address nobody knows beforehand. */
const ways: Record<string, (page: Page, demo: Demo) => Promise<void>> = {
  '/reset/{token}': async (page) => {
    await visit(page, '/forgot');
    await page.getByLabel('Mail address').fill(linde.email);
    await page.getByRole('button').last().click();
    await page.waitForURL(/sent=1/);
    await openMailed(page, linde.email, /new password/);
    await expect(page.getByLabel('New password')).toBeVisible();
  },
  '/invite/{token}': async (page) => {
    const email = 'somebody@linde.example';
    await signIn(page, linde);
    await ask(page, '/api/app/team/doors/invite_member', new URLSearchParams({ email, role: 'agent' }));
    await openMailed(page, email, /invites you to/);
    await expect(page.getByLabel('Your name')).toBeVisible();
  },
  '/whatsapp/signup/{token}': async (page, demo) => {
    await signIn(page, linde);
    const made = await ask(page, '/whatsapp/create-signup-session', { phoneNumberType: 'sms_capable' });
    expect(made.status).toBe(201);
    await page.context().clearCookies();
    const { url } = made.body;
    expect(url).toContain(demo.url);
    await visit(page, url);
  },
  '/inbox/{id}': async (page, demo) => {
    const { number } = await connectedSender(demo);
    await say(demo, 'sanne', number, { kind: 'text', text: 'Hello' });
    await signIn(page, 'dealer');
    await visit(page, '/inbox');
    await open(page, 'Sanne');
  },
  '/contacts/{id}': async (page, demo) => {
    const { number } = await connectedSender(demo);
    await say(demo, 'bram', number, { kind: 'text', text: 'Hello' });
    await signIn(page, 'dealer');
    await expect(async () => {
      await visit(page, '/contacts');
      await expect(page.getByRole('main').getByRole('row').filter({ hasText: 'Bram' })).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.getByRole('main').getByRole('row').filter({ hasText: 'Bram' }).getByRole('link').first().click();
    await page.waitForURL(/\/contacts\/./);
  },
  '/connections/{id}': async (page) => {
    await signIn(page, 'dealer');
    await page.getByRole('link', { name: /^Open / }).first().click();
    await page.waitForURL(/\/connections\//);
    await expect(page.getByRole('heading', { name: 'How it is doing' })).toBeVisible();
  },
  '/admin/dealers/{id}': async (page) => {
    await signIn(page, 'admin');
    await follow(page, '/admin/dealers', /\/admin\/dealers\/./);
  },
  '/admin/outbox/{id}': async (page) => {
    await signIn(page, 'admin');
    await follow(page, '/admin/outbox', /\/admin\/outbox\/./);
    await expect(page.getByRole('article')).toBeVisible();
  },
  '/admin/hooks/{id}': async (page) => {
    await signIn(page, 'admin');
    await visit(page, '/admin/hooks');
    // The longest line there is.
    await page.getByRole('main').getByRole('row').filter({ hasText: 'Meta about an account' }).getByRole('link').first().click();
    await page.waitForURL(/\/admin\/hooks\/./);
    await awake(page);
  },
};

/** Goes to a page as somebody it is for. */
async function reach(page: Page, demo: Demo, path: string, who: string) {
  const way = ways[path];
  if (way) return way(page, demo);
  expect(path, 'a way to it, above').not.toContain('{');
  if (who !== 'Anyone') await signIn(page, who === 'Isv' ? 'admin' : 'dealer');
  await page.goto(path);
  if (path !== '/offline') await awake(page);
}

test('the server\'s list of pages is read', () => {
  expect(pages.length).toBeGreaterThan(30);
  expect(Object.keys(ways).filter((path) => !pages.some((page) => page.path === path)), 'ways to no page').toEqual([]);
});

for (const { path, who } of [...pages, ...more]) {
  test(`${path} as it is for: ${who}`, async ({ page, demo }) => {
    test.setTimeout(120_000);
    // Where somebody is connected, pages have something to show.
    if (who !== 'Anyone') await connectedSender(demo);
    await reach(page, demo, path, who);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
    await inspect(page);
  });
}

alone('the steps of connecting, until the number goes live', async ({ page, own }) => {
  alone.setTimeout(120_000);
  await own.control('/rules', { outcome: 'twilio_review', seconds: 86_400 });
  await signIn(page, 'dealer');
  await chooseNumber(page);
  await expect(page.getByRole('heading', { name: 'Before you start' })).toBeVisible();
  await inspect(page);
  await page.getByRole('button', { name: 'I am ready' }).click();
  await expect(page.getByRole('heading', { name: 'Finish in the Facebook window' })).toBeVisible();
  await inspect(page);
  const window = await openSignupWindow(page);
  await inspect(page);
  const meta = await openMeta(window);
  await inspect(window);
  await meta.finish();
  await expect(page.getByRole('heading', { name: 'Going live' })).toBeVisible();
  await inspect(page);
  await expect(page.getByText('WhatsApp is reviewing your number.')).toBeVisible({ timeout: 45_000 });
  await inspect(page);
});

alone('an agent\'s home, before and after the number is connected', async ({ page, own, browser }) => {
  alone.setTimeout(120_000);
  await signIn(page, 'dealer');
  const agent = await agentPage(page, browser, own);
  await visit(agent, '/');
  await inspect(agent);
  await connectedSender(own);
  await visit(agent, '/');
  await inspect(agent);
  await agent.context().close();
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
