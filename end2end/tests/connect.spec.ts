// The three kinds of numbers, from *Connect WhatsApp* to *Connected*, and a second number.

import { ask, axe, expect, signIn, alone as test, visit } from '../fixtures.ts';
import { adminReads } from '../story.ts';
import {
  ONE_OF_EACH, chooseNumber, codeOf, connected, openMeta, openSignupWindow, outside, throughFacebook, toFacebook, typeCode, wrong,
} from '../signup.ts';

test('a new number that takes text messages is connected without typing a code', async ({ page, own }) => {
  await signIn(page, 'dealer');
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Connect WhatsApp' })).toBeVisible();

  await toFacebook(page);
  const meta = await openMeta(await openSignupWindow(page));
  await meta.finish();

  await connected(page);
  await axe(page);
  const [integration] = (await ask(page, '/api/integrations')).body;
  expect(integration.phoneNumber).toMatch(/^\+\d+$/);
  expect(integration.meta.registeredVia).toBe('twilio_embedded_signup');
  expect(integration.meta.twilioSubaccountSid).toMatch(/^AC/);
  expect(integration.meta.senderId).toMatch(/^XE/);
  expect(await outside(own)).toEqual(ONE_OF_EACH);
});

test('the test message is the last step: seen arriving and answered while the page is open', async ({ page, own }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await connected(page);
  const step = page.getByRole('listitem').filter({ hasText: 'Test message' });
  await expect(step.getByRole('img', { name: /^Opens a WhatsApp chat with/ })).toBeVisible();
  await expect(step.getByText('Waiting for it')).toBeVisible();

  // On the page by its own address, too: whoever comes back finds the step where it was.
  await page.waitForURL(/\/connect\?connected=/);
  await visit(page, page.url());
  const [integration] = (await ask(page, '/api/integrations')).body;
  await own.control('/inbound', { to: integration.phoneNumber, from: '+31687654321', body: 'Hello' });
  await expect(step.getByText('Arrived')).toBeVisible({ timeout: 30_000 });
  await expect(step.getByText('Delivered')).toBeVisible({ timeout: 30_000 });
  await expect(step.getByRole('button', { name: 'Skip' })).toHaveCount(0);
});

test('the test message can be skipped, and the line is connected all the same', async ({ page }) => {
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await connected(page);
  const step = page.getByRole('listitem').filter({ hasText: 'Test message' });
  await step.getByRole('button', { name: 'Skip' }).click();
  await expect(step.getByText('Skipped. The number works without it.')).toBeVisible();
  await connected(page);
});

test('a number of one\'s own is connected by a code, after a wrong one', async ({ page, own, browser }) => {
  test.setTimeout(120_000);
  const number = '+31612345678';
  await signIn(page, 'dealer');
  await toFacebook(page, 'A number you have', '06 12345678');
  await throughFacebook(page);

  await expect(page.getByRole('heading', { name: 'Type the code from WhatsApp' })).toBeVisible({ timeout: 30_000 });
  await axe(page);
  await expect(page.getByText('9 of 10 tries left in 72 hours.')).toBeVisible();
  for (const [other, told, left] of [
    ['Call me instead', 'WhatsApp calls 06 12345678', 8],
    ['Send a text message instead', 'WhatsApp has sent a text message with six digits to 06 12345678', 7],
  ] as const) {
    // Not at once: WhatsApp takes a minute between two.
    await expect(async () => {
      if (!(await page.getByText(told).isVisible())) await page.getByRole('button', { name: other }).click({ timeout: 3_000 });
      await expect(page.getByText(told)).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 30_000 });
    await expect(page.getByText(`${left} of 10 tries left in 72 hours.`)).toBeVisible();
  }
  const code = await codeOf(own, number);
  await typeCode(page, wrong(code));
  await expect(page.getByText('The code was wrong or too late.').first()).toBeVisible({ timeout: 30_000 });
  await typeCode(page, await codeOf(own, number));

  await connected(page);
  expect(await outside(own)).toEqual({ subaccounts: 1, numbers: 0, senders: 1 });
  await adminReads(browser, own, [/^Number .* is noted$/, 'The six digits were wrong or too late', 'Typed the six digits', /is connected$/]);
});

test('another number is chosen at any step before the end, and the window is not needed twice', async ({ page, own, browser }) => {
  test.setTimeout(120_000);
  await signIn(page, 'dealer');
  await toFacebook(page, 'A number you have', '06 12345679');
  await page.getByRole('link', { name: 'Choose another number' }).click();
  await expect(page.getByText('Your choice so far: 06 12345679')).toBeVisible();
  await axe(page);
  await page.getByRole('link', { name: 'Keep it and go on' }).click();
  await expect(page.getByRole('heading', { name: 'Before you start' })).toBeVisible();
  await page.getByRole('button', { name: 'I am ready' }).click();
  await throughFacebook(page);
  await expect(page.getByRole('heading', { name: 'Type the code from WhatsApp' })).toBeVisible({ timeout: 30_000 });

  // It was mistyped: the code went to somebody else.
  await page.getByRole('link', { name: 'Your number' }).click();
  await expect(page.getByRole('radio', { name: /^A number you have/ })).toBeChecked();
  const field = page.getByLabel('Your number', { exact: true });
  await field.fill('06 12345678');
  await field.blur();
  await expect(page.locator('#checked').getByText('06 12345678')).toBeVisible();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.waitForURL(/\/connect$/);
  await expect(page.getByText('WhatsApp has sent a text message with six digits to 06 12345678.')).toBeVisible({ timeout: 30_000 });
  await typeCode(page, await codeOf(own, '+31612345678'));
  await connected(page);

  const [integration] = (await ask(page, '/api/integrations')).body;
  expect(integration.phoneNumber).toBe('+31612345678');
  expect(await outside(own)).toEqual({ subaccounts: 1, numbers: 0, senders: 1 });
  await adminReads(browser, own, ['Chose another number', /is connected$/]);
});

test('a number verified in Meta\'s window needs no second code', async ({ page, own }) => {
  await signIn(page, 'dealer');
  await toFacebook(page, 'A number you have', '+31 6 12345678');
  await throughFacebook(page, '+31612345678');
  await connected(page);
  const [integration] = (await ask(page, '/api/integrations')).body;
  expect(integration.phoneNumber).toBe('+31612345678');
  expect(await outside(own)).toEqual({ subaccounts: 1, numbers: 0, senders: 1 });
});

test('a number that only takes calls is connected: we answer WhatsApp\'s call', async ({ page, own, browser }) => {
  test.setTimeout(90_000);
  await signIn(page, 'dealer');
  await toFacebook(page, 'A new number, calls only');
  await throughFacebook(page);
  await connected(page);
  const { calls } = (await own.control('/state')) as { calls: unknown[] };
  expect(calls.length).toBeGreaterThan(0);
  expect(await outside(own)).toEqual(ONE_OF_EACH);
  await adminReads(browser, own, ['Understood the six digits from the call', /is connected$/]);
});

test('a second number goes live without Meta\'s window, on the same account', async ({ page, own, browser }) => {
  test.setTimeout(120_000);
  await signIn(page, 'dealer');
  await toFacebook(page);
  await throughFacebook(page);
  await connected(page);

  await visit(page, '/');
  await page.getByRole('link', { name: 'Connect another number' }).click();
  await chooseNumber(page);
  await expect(page.getByRole('heading', { name: 'Going live' })).toBeVisible();
  await connected(page);

  const integrations = (await ask(page, '/api/integrations')).body;
  expect(integrations).toHaveLength(2);
  expect(integrations[1].meta.wabaId).toBe(integrations[0].meta.wabaId);
  expect(integrations[1].phoneNumber).not.toBe(integrations[0].phoneNumber);
  expect(await outside(own)).toEqual({ subaccounts: 1, numbers: 2, senders: 2 });
  await visit(page, '/');
  await expect(page.getByRole('link', { name: /^Open / })).toHaveCount(2);
  // However its digits are grouped.
  const told = integrations.map(({ phoneNumber }: { phoneNumber: string }) => new RegExp(`${[...phoneNumber.slice(-6)].join(' ?')} is connected$`));
  await adminReads(browser, own, [/^The known WhatsApp account \d+ is used again$/, ...told]);
});

test('a number that cannot be one is refused under its field', async ({ page }) => {
  await signIn(page, 'dealer');
  await visit(page, '/connect');
  await page.getByRole('radio', { name: /^A number you have/ }).check();
  const field = page.getByLabel('Your number', { exact: true });
  await field.fill('12');
  await field.blur();
  const why = 'This is not a phone number. Type it with its country code, for example +31 6 12345678.';
  await expect(page.getByText(why)).toBeVisible();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(/This is not a phone number\./);
});
