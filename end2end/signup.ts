// The dealer's way from *Connect WhatsApp* to *Connected*, as far as every journey shares it.

import { expect, type Page } from '@playwright/test';
import { awake, visit } from './fixtures.ts';
import { MetaWindow } from './meta.ts';

export type Kind = 'A new number' | 'A new number, calls only' | 'A number you have';

/** Step 1: the kind, and the number where it is one's own. Ends at *Before you start*. */
export async function chooseNumber(page: Page, kind: Kind = 'A new number', own?: string) {
  await visit(page, '/connect');
  await page.getByRole('radio', { name: new RegExp(`^${kind}(?!,)`) }).check();
  if (own) {
    await page.getByLabel('Your number').fill(own);
    await page.getByLabel('Your number').blur();
  } else {
    // The first number on offer is chosen already.
    await expect(page.locator('input[name="offer"]:checked')).toBeAttached();
  }
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Before you start' })).toBeVisible();
}

/** Steps 1 and 2, up to the Facebook step. */
export async function toFacebook(page: Page, kind?: Kind, own?: string) {
  await chooseNumber(page, kind, own);
  await page.getByRole('button', { name: 'I am ready' }).click();
  await expect(page.getByRole('heading', { name: 'Finish in the Facebook window' })).toBeVisible();
}

/** Opens the signup page in its window. */
export async function openSignupWindow(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Continue with Facebook' }).click();
  const window = await opened;
  await awake(window);
  return window;
}

/** On the signup page: opens Meta's window inside the click. */
export async function openMeta(window: Page): Promise<MetaWindow> {
  const opened = window.waitForEvent('popup');
  await window.getByRole('button', { name: 'Continue with Facebook' }).locator('visible=true').click();
  return new MetaWindow(await opened);
}

/** Waits for the end of the chain on the page that shows it. */
export async function connected(page: Page) {
  await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible({ timeout: 60_000 });
}

/** Everything, for tests that begin where a number is connected. */
export async function connect(page: Page) {
  await toFacebook(page);
  const meta = await openMeta(await openSignupWindow(page));
  await meta.finish();
  await connected(page);
}
