// Who else there is: an agent of the same dealer, and the owner of another one.

import type { Browser, Page } from '@playwright/test';
import type { Demo } from './demo.mjs';
import { ask, signIn, visit } from './fixtures.ts';
import { linkIn, readMail } from './mail.ts';

/** The owner of Garage De Linde, which shares nothing with the demo's dealer. */
export const stranger = { email: 'linde@forecourt.test', password: 'forecourt-demo', home: '/' };

/** A page of somebody who is signed in, in a browser of their own. */
export async function pageOf(browser: Browser, own: Demo, who: Parameters<typeof signIn>[1]): Promise<Page> {
  const page = await browser.newPage({ baseURL: own.url, locale: 'en-GB', timezoneId: 'Europe/Amsterdam' });
  await signIn(page, who);
  return page;
}

/** An agent whom the owner of a page has invited, at the dealer's home. */
export async function agentPage(owner: Page, browser: Browser, own: Demo): Promise<Page> {
  const email = 'kees@jansen.example';
  await ask(owner, '/api/app/team/doors/invite_member', new URLSearchParams({ email, role: 'agent' }));
  const page = await pageOf(browser, own, 'admin');
  const link = linkIn(await readMail(page, email, /invites you to/));
  await page.context().clearCookies();
  await visit(page, link);
  await page.getByLabel('Your name').fill('Kees de Boer');
  await page.getByLabel('New password').fill('seven quiet green tractors');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  return page;
}
