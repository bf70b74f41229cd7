// Left at each screen of Meta's window, told so, found again at home, and finished all the same.

import { alone as test, expect, signIn, visit } from '../fixtures.ts';
import type { Screen } from '../meta.ts';
import { ONE_OF_EACH, connected, openMeta, openSignupWindow, outside, toFacebook } from '../signup.ts';

const left: [Screen, string][] = [
  ['BUSINESS_ACCOUNT_SELECTION', 'the choice of your company'],
  ['WABA_PHONE_PROFILE_PICKER', 'the choice of the WhatsApp account'],
  ['WHATSAPP_BUSINESS_PROFILE_SETUP', 'the profile that buyers see'],
  ['PHONE_NUMBER_SETUP', 'the phone number'],
  ['PHONE_NUMBER_VERIFICATION', 'the code for the phone number'],
  ['PERMISSIONS', 'the permissions'],
];

for (const [screen, words] of left) {
  test(`left at ${words}, and resumed`, async ({ page, own }) => {
    await signIn(page, 'dealer');
    await toFacebook(page);
    const window = await openSignupWindow(page);
    const meta = await openMeta(window);
    // Only a number that is added there can be verified there.
    await meta.to(screen, screen === 'PHONE_NUMBER_VERIFICATION' ? '+31612345678' : undefined);
    await meta.cancel();

    await expect(window.getByText(`You left at: ${words}`)).toBeVisible();
    for (const way of ['Continue with Facebook', 'Send me a link for later', 'Ask for help']) {
      await expect(window.getByRole('button', { name: way })).toBeVisible();
    }
    await expect(page.getByText(`Last time you left at: ${words}`)).toBeVisible();
    await window.close();

    await visit(page, '/');
    await expect(page.getByText(`Last time you left at: ${words}.`)).toBeVisible();
    await page.getByRole('button', { name: 'Go on connecting' }).click();
    await expect(page.getByRole('heading', { name: 'Finish in the Facebook window' })).toBeVisible();
    const again = await openMeta(await openSignupWindow(page));
    await again.finish();
    await connected(page);
    expect(await outside(own)).toEqual(ONE_OF_EACH);
  });
}
