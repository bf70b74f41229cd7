import { alone as test, axe, expect, signIn } from '../fixtures.ts';
import { connected, openMeta, openSignupWindow, toFacebook } from '../signup.ts';

test('a new number that takes text messages is connected without typing a code', async ({ page }) => {
  await signIn(page, 'dealer');
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Connect WhatsApp' })).toBeVisible();

  await toFacebook(page);
  const meta = await openMeta(await openSignupWindow(page));
  await meta.finish();

  await connected(page);
  await axe(page);
  const [integration] = await (await page.request.get('/api/integrations')).json();
  expect(integration.phoneNumber).toMatch(/^\+\d+$/);
  expect(integration.meta.registeredVia).toBe('twilio_embedded_signup');
  expect(integration.meta.twilioSubaccountSid).toMatch(/^AC/);
  expect(integration.meta.senderId).toMatch(/^XE/);
});
