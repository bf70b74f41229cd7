// Templates as Twilio and Meta come to approve them.

import { expect, type Page } from '@playwright/test';
import type { Demo } from './demo.mjs';
import { visit } from './fixtures.ts';

/** Lets Meta's minutes pass and asks Twilio until the page says so. */
export async function judged(page: Page, own: Demo, said: () => Promise<void>) {
  await expect(async () => {
    await own.control('/advance', { seconds: 600 });
    await page.getByRole('button', { name: 'Ask again' }).click();
    await said();
  }).toPass({ timeout: 30_000 });
}

/** The starter set, added and approved. */
export async function approveStarters(page: Page, own: Demo) {
  await visit(page, '/templates');
  await page.getByRole('button', { name: 'Add the starter set' }).click();
  const rows = page.getByRole('main').getByRole('table').getByRole('row');
  await expect(rows.filter({ hasText: 'car_arrived' })).toHaveCount(3);
  await judged(page, own, () => expect(rows.filter({ hasText: 'Approved' })).toHaveCount(12, { timeout: 2_000 }));
}
