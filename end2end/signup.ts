// The dealer's way from *Connect WhatsApp* to *Connected*, as far as every journey shares it.

import { expect, type Page } from '@playwright/test';
import type { Demo } from './demo.mjs';
import { awake, visit } from './fixtures.ts';
import { MetaWindow } from './meta.ts';

export type Kind = 'A new number' | 'A new number, calls only' | 'A number you have';

/** Step 1: the kind, and the number where it is one's own. Ends when the next step is there. */
export async function chooseNumber(page: Page, kind: Kind = 'A new number', own?: string) {
  await visit(page, '/connect');
  const card = page.getByRole('radio', { name: new RegExp(`^${kind}(?!,)`) });
  if (!(await card.isChecked())) {
    // What can be chosen below follows what is chosen above.
    const followed = page.waitForResponse((answer) => answer.url().includes('phone_number_type='));
    await card.check();
    await followed;
  }
  if (own) {
    await page.getByLabel('Your number', { exact: true }).fill(own);
    await page.getByLabel('Your number', { exact: true }).blur();
  } else {
    // The first number on offer is chosen already.
    await expect(page.locator('input[name="offer"]:checked')).toBeAttached();
  }
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
}

/** Steps 1 and 2, up to the Facebook step. */
export async function toFacebook(page: Page, kind?: Kind, own?: string) {
  await chooseNumber(page, kind, own);
  await expect(page.getByRole('heading', { name: 'Before you start' })).toBeVisible();
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
  await window.getByRole('button', { name: 'Continue with Facebook' }).click();
  return new MetaWindow(await opened);
}

/** From the Facebook step to *Going live*: both windows, all of Meta's screens. */
export async function throughFacebook(page: Page, number?: string) {
  const meta = await openMeta(await openSignupWindow(page));
  await meta.finish(number);
  await expect(page.getByRole('heading', { name: /^(Going live|Connected)$/ })).toBeVisible();
}

/** Waits for the end of the chain on the page that shows it. */
export async function connected(page: Page) {
  await expect(page.getByRole('heading', { name: 'Connected', exact: true })).toBeVisible({ timeout: 60_000 });
}

/** Waits at home until the dealer's numbers are live, whatever page showed the chain. */
export async function liveAtHome(page: Page, numbers = 1) {
  await expect(async () => {
    await visit(page, '/');
    await expect(page.getByRole('link', { name: /^Open / })).toHaveCount(numbers, { timeout: 200 });
  }).toPass({ timeout: 60_000 });
}

/** Everything, for tests that begin where a number is connected. */
export async function connect(page: Page) {
  await toFacebook(page);
  await throughFacebook(page);
  await connected(page);
}

/** The six digits that Meta sent last to a number, as whoever holds that telephone reads or hears them. */
export async function codeOf(demo: Demo, number: string): Promise<string> {
  let code: string | undefined;
  await expect
    .poll(async () => {
      const { otps } = (await demo.control('/state')) as { otps: { number: string; code: string | null }[] };
      code = otps.find((otp) => otp.number === number && otp.code)?.code ?? undefined;
      return code;
    }, { message: `a code for ${number}`, timeout: 30_000 })
    .toBeTruthy();
  return code ?? '';
}

/** Six digits that are not these. */
export function wrong(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

/** Types the code that WhatsApp sent, where the page asks for it. */
export async function typeCode(page: Page, code: string) {
  await page.getByLabel('Six digits').fill(code);
  await page.getByRole('button', { name: 'Verify' }).click();
}

/** What there is at Twilio and Meta, counted: a journey with accidents must not leave more. */
export async function outside(demo: Demo) {
  type State = { accounts: { is_parent: boolean }[]; numbers: unknown[]; senders: { waba_id: string; status: string }[] };
  const state = (await demo.control('/state')) as State;
  return {
    subaccounts: state.accounts.filter((account) => !account.is_parent).length,
    numbers: state.numbers.length,
    senders: state.senders.length,
  };
}

/** One of everything. */
export const ONE_OF_EACH = { subaccounts: 1, numbers: 1, senders: 1 };
