// Who may tell the signup page that Meta's window is done: Meta, and nobody who looks like it.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, alone as test, signIn } from '../fixtures.ts';
import { liveAtHome, openMeta, openSignupWindow, toFacebook } from '../signup.ts';

const FORGED = '109999999999999';
const finish = JSON.stringify({
  type: 'WA_EMBEDDED_SIGNUP',
  event: 'FINISH',
  version: 3,
  data: { waba_id: FORGED, business_id: FORGED, phone_number_id: FORGED },
});

/** A site of somebody else, which tells whoever opened it that Meta's window is done. */
async function foreignSite() {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(`<!doctype html><link rel="icon" href="data:,"><script>opener.postMessage(${JSON.stringify(finish)}, '*')</script>`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** What the page sends on of what it hears. */
function told(page: Page) {
  const callbacks: string[] = [];
  const reports: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'POST') return;
    if (request.url().endsWith('/whatsapp/onboarding-callback')) callbacks.push(request.postData() ?? '');
    if (request.url().endsWith('/events')) reports.push(request.postData() ?? '');
  });
  return { callbacks, reports };
}

test('a finish from any other origin than Meta\'s is not heard, and Meta\'s is', async ({ page, own }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  const window = await openSignupWindow(page);
  const { callbacks, reports } = told(window);

  const site = await foreignSite();
  // Whoever listens last hears it last: the page has had its turn by then.
  const heard = window.evaluate(() => new Promise<string>((done) => addEventListener('message', ({ origin }) => done(origin), { once: true })));
  await window.evaluate((url) => void globalThis.open(url), site.url);
  expect(await heard).toBe(site.url);
  site.close();

  const alike = [
    'https://evilfacebook.com', 'https://facebook.com.evil.example', 'http://www.facebook.com', 'null', '',
    `${own.simulator}0`, own.simulator.replace('127.0.0.1', 'localhost'), own.simulator.replace('http:', 'https:'), own.url,
  ];
  await window.evaluate(
    ([origins, data]) => origins.forEach((origin) => dispatchEvent(new MessageEvent('message', { origin, data }))),
    [alike, finish] as const,
  );
  await expect(window.locator('#facebook')).not.toHaveAttribute('data-state');

  const meta = await openMeta(window);
  await meta.finish();
  await liveAtHome(page);
  expect(callbacks).toHaveLength(1);
  expect([...callbacks, ...reports].filter((body) => body.includes(FORGED))).toEqual([]);
  // What Meta's window said was sent on with where it came from.
  expect(reports.filter((body) => body.includes(`"origin":"${own.simulator}"`) && body.includes('WA_EMBEDDED_SIGNUP'))).not.toEqual([]);
});

test('Meta\'s own addresses are heard', async ({ page }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  const window = await openSignupWindow(page);
  const { reports } = told(window);
  const cancel = JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', event: 'CANCEL', data: { current_step: 'PERMISSIONS' } });
  for (const origin of ['https://www.facebook.com', 'https://business.facebook.com', 'https://facebook.com']) {
    await window.evaluate(
      ([from, data]) => dispatchEvent(new MessageEvent('message', { origin: from, data })),
      [origin, cancel] as const,
    );
    await expect.poll(() => reports.some((body) => body.includes(`"origin":"${origin}"`))).toBe(true);
  }
  await expect(window.getByText(/^You left at: /)).toBeVisible();
});
