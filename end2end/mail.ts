// Mails, as an admin reads them in the outbox.

import { expect, type Page } from '@playwright/test';
import { visit } from './fixtures.ts';

/** Opens the newest mail to an address and gives its text. The page must be an admin's. */
export async function readMail(isv: Page, to: string, subject: RegExp): Promise<string> {
  await expect(async () => {
    await visit(isv, '/admin/outbox');
    const row = isv.getByRole('row').filter({ hasText: to }).filter({ has: isv.getByRole('link', { name: subject }) });
    await row.first().getByRole('link', { name: subject }).click({ timeout: 1_000 });
    await isv.waitForURL(/\/admin\/outbox\/./);
  }).toPass({ timeout: 20_000 });
  const letter = isv.getByRole('article');
  await expect(letter).toContainText(to);
  return letter.innerText();
}

/** The first link in a text. */
export function linkIn(text: string): string {
  const link = /https?:\/\/\S+/.exec(text)?.[0];
  if (!link) throw new Error(`no link in: ${text}`);
  return link;
}
