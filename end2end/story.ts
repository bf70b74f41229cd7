// A dealer's story as the ISV reads it, in words.

import { expect, type Browser } from '@playwright/test';
import type { Demo } from './demo.mjs';
import { visit } from './fixtures.ts';
import { pageOf } from './team.ts';

/** Waits until all of these stand in the timeline of the demo's dealer, as an admin opens it. */
export async function adminReads(browser: Browser, own: Demo, words: readonly (string | RegExp)[]) {
  const isv = await pageOf(browser, own, 'admin');
  await isv.getByRole('link', { name: 'Autobedrijf Jansen' }).click();
  await isv.waitForURL(/\/admin\/dealers\/./);
  const told = isv.getByRole('region', { name: 'What happened' }).or(isv.locator('section').filter({ hasText: 'Newest first' })).first();
  await expect(async () => {
    await visit(isv, isv.url());
    for (const one of words) await expect(told.getByText(one).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await isv.context().close();
}
