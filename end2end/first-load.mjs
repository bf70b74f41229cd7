// What a browser with an empty cache loads for the first pages, and how long that takes.
// `node first-load.mjs [visits]` prints a list of pages as JSON; times are medians in milliseconds.

import { chromium } from '@playwright/test';
import { Demo, people } from './demo.mjs';
import { connectedSender } from './sender.mjs';

const visits = Number(process.argv[2] ?? 1);
const pages = [
  { page: '/login', who: undefined },
  { page: '/connect', who: people.dealer },
  { page: '/', who: people.dealer },
  // Last: there is no desk before a number is connected and a buyer has written.
  { page: '/inbox', who: people.dealer },
  { page: '/inbox/{conversation}', who: people.dealer },
];

/** @typedef {{ url: string, kind: 'script' | 'wasm' | 'style' | 'other', bytes: number }} Loaded */

/** @param {string} type @param {string} url @returns {Loaded['kind']} */
function kind(type, url) {
  if (/\.wasm(\?|$)/.test(url)) return 'wasm';
  if (type === 'Script' || /\.js(\?|$)/.test(url)) return 'script';
  if (type === 'Stylesheet' || /\.css(\?|$)/.test(url)) return 'style';
  return 'other';
}

/** @param {number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Lets a buyer write, and answers the address of the conversation. @param {import('@playwright/test').Browser} browser @param {Demo} demo */
async function conversation(browser, demo) {
  const { number } = await connectedSender(demo);
  const message = { kind: 'text', text: 'Is the V60 still for sale?', as: 'sanne', to: number };
  await fetch(`${demo.simulator}/phone/api/messages`, { method: 'POST', body: JSON.stringify(message) });
  const context = await browser.newContext({ baseURL: demo.url });
  const { email, password } = people.dealer;
  await context.request.post('/login', { form: { email, password } });
  try {
    for (let tries = 0; tries < 100; tries += 1) {
      const list = await (await context.request.get('/inbox')).text();
      const [address] = list.match(/\/inbox\/[0-9a-z-]{20,}/i) ?? [];
      if (address) return address;
      await new Promise((done) => setTimeout(done, 100));
    }
  } finally {
    await context.close();
  }
  throw new Error('the message did not arrive');
}

/**
 * One visit with nothing cached.
 * @param {import('@playwright/test').Browser} browser @param {Demo} demo
 * @param {string} path @param {{ email: string, password: string } | undefined} who
 */
async function visit(browser, demo, path, who) {
  // A service worker would answer in the network's place, and what it fetches itself is not this page's.
  const context = await browser.newContext({ baseURL: demo.url, serviceWorkers: 'block' });
  // The form works without JavaScript, so signing in loads nothing into the cache.
  if (who) await context.request.post('/login', { form: { email: who.email, password: who.password } });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send('Network.enable');
  /** @type {Map<string, Loaded>} */
  const loaded = new Map();
  wire.on('Network.responseReceived', ({ requestId, type, response }) => {
    loaded.set(requestId, { url: response.url, kind: kind(type, response.url), bytes: 0 });
  });
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = loaded.get(requestId);
    if (one) one.bytes = encodedDataLength;
  });
  const answer = await page.goto(path);
  if (!answer?.ok() || new URL(page.url()).pathname !== path) {
    throw new Error(`${path} answered ${answer?.status()} at ${page.url()}`);
  }
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
  const hydrated = await page.evaluate(() => performance.now());
  const firstByte = await page.evaluate(
    () => /** @type {PerformanceNavigationTiming} */ (performance.getEntriesByType('navigation')[0]).responseStart,
  );
  // Whatever it fetches just after waking up is part of the first load.
  // A live page never falls quite silent: its stream stays open.
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {});
  await context.close();
  return { loaded: [...loaded.values()], firstByte, hydrated };
}

const demo = await Demo.start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const answer = [];
  let open = '';
  for (const { page, who } of pages) {
    if (page === '/inbox') open = await conversation(browser, demo);
    const path = page.replace('/inbox/{conversation}', open);
    const runs = [];
    for (let run = 0; run < visits; run += 1) runs.push(await visit(browser, demo, path, who));
    const [first] = runs;
    const bytes = { script: 0, wasm: 0, style: 0, other: 0 };
    for (const one of first?.loaded ?? []) bytes[one.kind] += one.bytes;
    answer.push({
      page,
      bytes,
      files: first?.loaded.filter((one) => one.kind !== 'other').map((one) => `${new URL(one.url).pathname} ${one.bytes}`),
      firstByte: median(runs.map((run) => run.firstByte)),
      hydrated: median(runs.map((run) => run.hydrated)),
    });
  }
  console.log(JSON.stringify(answer, null, 2));
} finally {
  await browser.close();
  await demo.stop();
}
