// What a dealer sees is the brand's: whose software it is stands nowhere.

import type { Page } from '@playwright/test';
import { alone as test, expect, signIn, visit } from '../fixtures.ts';
import { readMail } from '../mail.ts';
import { connected, openMeta, openSignupWindow, toFacebook } from '../signup.ts';

const BRAND = 'Lindenberg Digital';

// A link that never was is refused with 403, and browsers write that down.
test.use({ expected: /status of 403/, settings: { FORECOURT_BRAND_NAME: BRAND, FORECOURT_BRAND_COLOUR: '#7a1f5c', FORECOURT_SUPPORT_MAIL: 'help@lindenberg.example' } });

/** Everything on a page that a person can see or hear. */
async function said(page: Page): Promise<string> {
  return page.evaluate(() => {
    const attributes = ['alt', 'title', 'aria-label', 'placeholder', 'content', 'value', 'href'];
    const inAttributes = [...document.querySelectorAll('*')].flatMap((element) => {
      // Where the files lie is not said to anybody.
      if (['SCRIPT', 'LINK'].includes(element.tagName) || element.getAttribute('name') === 'boot') return [];
      return attributes.map((name) => element.getAttribute(name) ?? '');
    });
    return [document.title, document.body.innerText, document.body.textContent ?? '', ...inAttributes].join('\n');
  });
}

async function clean(page: Page, path?: string) {
  if (path) await visit(page, path);
  // The demo's own logins carry the product's name; everybody else's mail address does not.
  const text = (await said(page)).replaceAll(/\w+@forecourt\.test/g, '').replaceAll('forecourt-demo', '');
  expect(text, page.url()).not.toMatch(/forecourt/i);
}

test('no page and no mail of a dealer names whose software it is', async ({ page, own, browser }) => {
  test.setTimeout(120_000);
  await clean(page, '/login');
  await expect(page.getByText(BRAND).locator('visible=true').first()).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(BRAND));
  await clean(page, '/forgot');
  await signIn(page, 'dealer');
  await expect(page.getByText(BRAND).locator('visible=true').first()).toBeVisible();
  for (const path of ['/', '/connect', '/team', '/account']) await clean(page, path);
  await page.goto('/whatsapp/signup/nothing');
  await clean(page);

  await toFacebook(page);
  await clean(page);
  const window = await openSignupWindow(page);
  await expect(window.getByText(BRAND).locator('visible=true').first()).toBeVisible();
  await clean(window);
  const meta = await openMeta(window);
  await meta.finish();
  await expect(page.getByRole('heading', { name: 'Going live' })).toBeVisible();
  await clean(page);
  await connected(page);
  await clean(page);
  await visit(page, '/');
  await page.getByRole('link', { name: /^Open / }).click();
  await page.waitForURL(/\/connections\//);
  await expect(page.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await clean(page);

  await page.getByRole('link', { name: 'Team' }).first().click();
  await page.getByRole('button', { name: 'Invite someone' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite someone' });
  await dialog.getByLabel('Mail address').fill('kees@jansen.example');
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(page.getByText('The invitation is on its way')).toBeVisible();
  await page.request.post('/forgot', { form: { email: 'dealer@forecourt.test' } });

  const isv = await browser.newPage({ baseURL: own.url, locale: 'en-GB' });
  await signIn(isv, 'admin');
  for (const [to, subject] of [
    ['kees@jansen.example', /invites you to/],
    ['dealer@forecourt.test', /new password/],
    ['dealer@forecourt.test', /^Connected: /],
  ] as const) {
    const text = (await readMail(isv, to, subject)).replaceAll('@forecourt.test', '');
    expect(text).not.toMatch(/forecourt/i);
  }
  await isv.close();
});

test('the brand\'s colour is on the page', async ({ page }) => {
  await visit(page, '/login');
  const colour = await page.getByRole('button', { name: 'Sign in', exact: true }).evaluate((button) => getComputedStyle(button).backgroundColor);
  expect(colour).toBe('rgb(122, 31, 92)');
});
