// The portal on a device: installed like an app, with a page for when there is no line, and notifications.

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createECDH, randomBytes } from 'node:crypto';
import { alone as test, expect, signIn, visit } from '../fixtures.ts';

// Browsers tell about every connection that a dead server refuses.
test.use({ expected: /net::ERR_/, serviceWorkers: 'allow' });

/** What the worker of a page keeps, as paths. */
const kept = () =>
  navigator.serviceWorker.ready.then(async () => {
    const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = await Promise.all(stores.map((store) => store.keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });

test('the browser finds nothing that keeps it from being installed', async ({ page }) => {
  await signIn(page, 'dealer');
  const browser = await page.context().newCDPSession(page);
  const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors');
  // A test's window is always a private one.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
  const { errors } = await browser.send('Page.getAppManifest');
  expect(errors).toEqual([]);
});

test('without a line there is a page in the brand\'s name, and the way back', async ({ page, own }) => {
  await signIn(page, 'dealer');
  await page.evaluate(kept);
  await own.kill();
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible();
  await expect(page.locator('.brand')).toContainText('Forecourt');
  await own.run();
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Account' })).toBeVisible();
});

test('only what is the same for everybody is kept, and nothing after signing out', async ({ page }) => {
  await signIn(page, 'dealer');
  await page.evaluate(kept);
  for (const path of ['/account', '/inbox', '/team', '/']) await visit(page, path);
  const paths: string[] = await page.evaluate(kept);
  const others = paths.filter((path) => !/^\/pkg\/.+\.\w+$/.test(path));
  expect(others.sort()).toEqual(['/brand.css', '/icon.svg', '/offline']);
  expect(paths.some((path) => path.endsWith('.wasm'))).toBe(true);

  await page.evaluate(() => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: '/logout' });
    document.body.append(form);
    form.submit();
  });
  await page.waitForURL(/\/login/);
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
});

/** A push service, and a browser's subscription to it. */
async function pushService() {
  const heard: { headers: IncomingHttpHeaders; bytes: number }[] = [];
  const server: Server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      heard.push({ headers: request.headers, bytes: Buffer.concat(parts).length });
      answer.writeHead(201).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const keys = createECDH('prime256v1');
  const subscription = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/push/${randomBytes(16).toString('hex')}`,
    keys: { p256dh: keys.generateKeys('base64url'), auth: randomBytes(16).toString('base64url') },
  };
  return { server, heard, subscription };
}

test('notifications are turned on, tried, and turned off on the account page', async ({ page, context, own }) => {
  const { server, heard, subscription } = await pushService();
  await context.grantPermissions(['notifications'], { origin: own.url });
  // The push service of this browser's maker is not there in a test; ours is.
  await context.addInitScript((given) => {
    const mine = () => {
      if (!sessionStorage.subscribed) return null;
      const end = async () => { delete sessionStorage.subscribed; return true; };
      return { endpoint: given.endpoint, toJSON: () => given, unsubscribe: end };
    };
    Object.assign(PushManager.prototype, {
      getSubscription: async () => mine(),
      subscribe: async () => { sessionStorage.subscribed = 'yes'; return mine(); },
    });
  }, subscription);
  await signIn(page, 'dealer');
  await visit(page, '/account');
  const card = page.locator('section', { has: page.getByRole('heading', { name: 'Notifications on this device' }) });
  await card.getByRole('button', { name: 'Turn on' }).click();
  await card.getByRole('button', { name: 'Send a test' }).click();
  await expect(card.getByRole('status')).toHaveText('A test is on its way.');
  await expect.poll(() => heard.length).toBe(1);
  expect(heard[0]?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' });

  await visit(page, '/account');
  await card.getByLabel('Show the buyer\'s name and first words').check();
  await visit(page, '/account');
  await expect(card.getByLabel('Show the buyer\'s name and first words')).toBeChecked();
  await card.getByRole('button', { name: 'Turn off' }).click();
  await expect(card.getByRole('button', { name: 'Turn on' })).toBeVisible();
  server.close();
});

test('a browser that blocks notifications says what to do', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }));
  await signIn(page, 'dealer');
  await visit(page, '/account');
  await expect(page.getByText('This browser blocks notifications from here')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Turn on' })).toBeHidden();
});

test('what is pushed is shown, one a conversation, but not what somebody is looking at', async ({ page, context, own }) => {
  await context.grantPermissions(['notifications'], { origin: own.url });
  await signIn(page, 'dealer');
  await visit(page, '/account');
  await page.evaluate(kept);
  const browser = await context.newCDPSession(page);
  const registered = new Promise<string>((done) => {
    browser.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const mine = registrations.find(({ scopeURL }) => scopeURL.startsWith(own.url));
      if (mine) done(mine.registrationId);
    });
  });
  await browser.send('ServiceWorker.enable');
  const registrationId = await registered;
  const push = (body: string, tag = 'one') => {
    const note = { title: 'Jan de Boer', body, tag, path: `/inbox/${tag}` };
    return browser.send('ServiceWorker.deliverPushMessage', { origin: own.url, registrationId, data: JSON.stringify(note) });
  };
  const shown = () =>
    page.evaluate(async () => {
      const worker = await navigator.serviceWorker.ready;
      return (await worker.getNotifications()).map(({ title, body }) => `${title}: ${body}`).sort();
    });
  await push('Is de Golf er nog?');
  await expect.poll(shown).toEqual(['Jan de Boer: Is de Golf er nog?']);
  await push('Hallo?');
  await expect.poll(shown).toEqual(['Jan de Boer: Hallo?']);

  await page.evaluate(() => {
    history.replaceState(null, '', '/inbox/one');
    Object.defineProperty(document, 'hasFocus', { value: () => true });
  });
  await push('Nog iets');
  await push('Goedemorgen', 'two');
  await expect.poll(shown).toEqual(['Jan de Boer: Goedemorgen', 'Jan de Boer: Hallo?']);
});
