// The desk as the people see it who work at it: the list, the open conversation, the field.

import { expect, type Locator, type Page } from '@playwright/test';
import type { Demo } from './demo.mjs';
import { signIn, visit } from './fixtures.ts';
import { connectedSender, skipTest, type Connected } from './sender.mjs';

/** The desk of a dealer whose number is connected. */
export async function desk(page: Page, own: Demo): Promise<Connected> {
  const sender = await connectedSender(own);
  await skipTest(own);
  await signIn(page, 'dealer');
  await visit(page, '/inbox');
  await expect(page.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible();
  return sender;
}

/** A line of the list. */
export const row = (page: Page, words: string | RegExp): Locator =>
  page.getByRole('region', { name: 'Conversations' }).getByRole('listitem').filter({ hasText: words });

/** What stands in the open conversation. */
export const bubbles = (page: Page): Locator => page.locator('#talk').getByRole('listitem').filter({ has: page.locator('.bubble-body') });

/** A message of the open conversation. */
export const bubble = (page: Page, words: string | RegExp): Locator => bubbles(page).filter({ hasText: words });

/** Where answers are written. */
export const field = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true });

/** Writes an answer, as people do: text and Enter. */
export async function answer(page: Page, text: string) {
  await field(page).fill(text);
  await field(page).press('Enter');
  await expect(bubble(page, text)).toBeVisible();
}

/** Opens the conversation with these words in its line. */
export async function open(page: Page, words: string | RegExp) {
  await row(page, words).getByRole('link').click();
  await expect(field(page)).toBeVisible();
}
