// What every browser test starts from: a demo of its worker, and pages that fail on any console error.

import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Demo, people } from './demo.mjs';

export type Who = keyof typeof people;

type PerTest = {
  /** Lines of the browser's console that a test expects; any other error there fails it. */
  expected: RegExp | undefined;
  /** Fails the test afterwards on console errors and uncaught exceptions in any page of its context. */
  quiet: void;
};

type PerWorker = {
  /** The demo of this worker; tests on it make their own dealers where they would meet. */
  demo: Demo;
};

/** Browsers write down every answer from 400 on, and a door that refuses what was typed answers so on purpose. */
const REFUSED = /status of 4(03|09|22|29) .*\/api\/app\//;

export const test = base.extend<PerTest, PerWorker>({
  demo: [
    async ({}, use) => {
      const demo = await Demo.start();
      await use(demo);
      await demo.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ demo }, use) => use(demo.url),
  expected: [undefined, { option: true }],
  quiet: [
    async ({ context, expected }, use) => {
      const noise = listen(context);
      await use();
      const loud = noise.filter((line) => !REFUSED.test(line) && !expected?.test(line));
      expect(loud, 'the browser console').toEqual([]);
    },
    { auto: true },
  ],
});

/** For journeys that change the one dealer of a demo: each test has a demo of its own, with `settings` in its environment. */
export const alone = test.extend<{ own: Demo; settings: Record<string, string> }>({
  settings: [{}, { option: true }],
  own: async ({ settings }, use) => {
    const demo = await Demo.start(settings);
    await use(demo);
    await demo.stop();
  },
  baseURL: async ({ own }, use) => use(own.url),
});

export { expect };

/** Collects console errors and uncaught exceptions of all pages of a context. */
export function listen(context: BrowserContext): string[] {
  const noise: string[] = [];
  const of = (page: Page) => {
    page.on('pageerror', (error) => noise.push(`${new URL(page.url()).pathname}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') noise.push(`${message.text()} (${message.location().url})`);
    });
  };
  context.pages().forEach(of);
  context.on('page', of);
  return noise;
}

/** Opens a page and waits until it is awake: before that it is HTML whose buttons do nothing yet. */
export async function visit(page: Page, url: string) {
  const answer = await page.goto(url);
  await awake(page);
  return answer;
}

/** Waits until the page is hydrated. */
export async function awake(page: Page) {
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
}

/** Signs in through the form, as a person would, and lands on their home page. */
export async function signIn(page: Page, who: Who | { email: string; password: string; home: string }) {
  const person = typeof who === 'string' ? people[who] : who;
  await visit(page, '/login');
  await page.getByLabel('Mail address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname === person.home);
  await awake(page);
}

/**
 * Asks the server for JSON as the person who is signed in on a page; `data` is posted, to doors as a form. Not through Playwright's own
 * requests: those keep a `Secure` cookie back from http, where browsers send it to this machine.
 */
export async function ask(page: Page, path: string, data?: object | URLSearchParams) {
  const origin = new URL(page.url()).origin;
  const cookies = await page.context().cookies(origin);
  const isForm = data instanceof URLSearchParams;
  const answer = await fetch(new URL(path, origin), {
    method: data ? 'POST' : 'GET',
    headers: {
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      accept: 'application/json',
      ...(data && { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' }),
    },
    body: data ? (isForm ? data.toString() : JSON.stringify(data)) : null,
    redirect: 'manual',
  });
  const text = await answer.text();
  const is = answer.headers.get('content-type') ?? '';
  return { status: answer.status, body: /json/.test(is) ? JSON.parse(text) : text };
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious accessibility faults of the page as it is now; of colours only, where the rest was looked at already. */
export async function axe(page: Page, colours?: 'colours only') {
  // Evaluated, not added as a script: the page's own policy allows no foreign scripts.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await axeSource);
  const found = await page.evaluate(async (runOnly) => {
    type Result = { violations: { id: string; impact: string; help: string; nodes: { html: string }[] }[] };
    const given = runOnly ? { runOnly } : {};
    const { violations } = await (window as unknown as { axe: { run(how: object): Promise<Result> } }).axe.run(given);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
  }, colours && ['color-contrast']);
  expect(found, 'serious accessibility faults').toEqual([]);
}

/** The page as it is now, in each look: nothing serious for a screen reader or weak eyes, and nothing wider than the screen. */
export async function axeInEachLook(page: Page) {
  const before = page.viewportSize();
  for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await axe(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider, `pixels wider than ${width}`).toBeLessThanOrEqual(0);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}
