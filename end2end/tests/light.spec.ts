// The pages that load no WASM: what a small script does for them.

import { alone as test, expect, signIn, visit } from '../fixtures.ts';
import { openSignupWindow, throughFacebook, toFacebook } from '../signup.ts';

test('moments walk on while the page is open, in the server\'s words', async ({ page, own }) => {
  await own.control('/rules', { outcome: 'twilio_review', seconds: 86_400 });
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await expect(page.getByText('WhatsApp is reviewing your number.')).toBeVisible({ timeout: 30_000 });
  await page.clock.install();
  await visit(page, '/connect');

  // As if the page had been open for a while.
  await page.evaluate(() => document.querySelectorAll('time').forEach((time) => (time.textContent = 'long ago')));
  const moment = page.locator('.steps time').first();
  await expect(moment).toHaveText('long ago');
  await page.clock.runFor(31_000);

  await expect(moment).toHaveText(/^(just now|\d+ min ago)$/);
  await expect(page.getByText('long ago')).toHaveCount(0);
});

test('the step in the Facebook window has its heading once', async ({ page }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  await openSignupWindow(page);
  await expect(page.getByRole('heading', { name: 'The Facebook window is open' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Finish in the Facebook window' })).toHaveCount(1);
});
