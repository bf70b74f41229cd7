import { axe, expect, signIn, test } from '../fixtures.ts';
import { Demo } from '../demo.mjs';
import { connected, openMeta, openSignupWindow, toFacebook } from '../signup.ts';

// Each of these connects a number, so each has a demo of its own: a dealer without a line.
test.describe('from Connect WhatsApp to Connected', () => {
  let own: Demo;
  test.use({ baseURL: async ({}, use) => use(own.url) });
  test.beforeEach(async () => {
    own = await Demo.start();
  });
  test.afterEach(() => own.stop());

  test('a new number that takes text messages is connected without typing a code', async ({ page }) => {
    await signIn(page, 'dealer');
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Connect WhatsApp' })).toBeVisible();

    await toFacebook(page);
    const meta = await openMeta(await openSignupWindow(page));
    await meta.finish();

    await expect(page.getByRole('heading', { name: 'Going live' })).toBeVisible();
    await connected(page);
    await axe(page);
    const answer = await page.request.get('/api/integrations');
    const [integration] = await answer.json();
    expect(integration).toMatchObject({
      phoneNumber: expect.stringMatching(/^\+\d+$/),
      meta: { registeredVia: 'twilio_embedded_signup', twilioSubaccountSid: expect.stringMatching(/^AC/), senderId: expect.stringMatching(/^XE/) },
    });
  });
});
