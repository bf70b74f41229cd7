// What stands round every page: nothing of it is cut off, wherever the page is scrolled to.

import type { Page } from '@playwright/test';
import { expect, signIn, test, visit } from '../fixtures.ts';

/** Where the parts of the frame end, in pixels of the window. */
async function edges(page: Page) {
  return page.evaluate(() => {
    const box = (what: string) => document.querySelector(what)!.getBoundingClientRect();
    const [bar, rail, person] = [box('.demo-bar'), box('.rail'), box('.rail .person')];
    return { bar, rail, person, wide: innerWidth, high: innerHeight };
  });
}

test('the rail ends where the window ends, and the bar of the demo reaches its edge', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 640 });
  await signIn(page, 'dealer');
  for (const path of ['/account', '/connect', '/team']) {
    await visit(page, path);
    for (const far of [0, 200, 10_000]) {
      await page.evaluate((top) => scrollTo({ top, behavior: 'instant' }), far);
      const { bar, rail, person, wide, high } = await edges(page);
      expect(bar.right, `${path}: the bar reaches the edge`).toBe(wide);
      // Half a pixel is lost where a page's height is none of whole pixels.
      expect(Math.abs(rail.top - bar.bottom), `${path}: the rail begins under the bar`).toBeLessThanOrEqual(1);
      expect(Math.abs(rail.bottom - high), `${path}: the rail ends with the window`).toBeLessThanOrEqual(1);
      expect(person.bottom, `${path}: the person is seen whole`).toBeLessThanOrEqual(rail.bottom);
    }
  }
});

test('a theme is chosen for this device, and pages are drawn in it from their first byte', async ({ page }) => {
  const canvas = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await signIn(page, 'dealer');
  await visit(page, '/account');
  const light = await canvas();
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page.getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true');
  expect(await canvas()).not.toBe(light);
  await visit(page, '/connect');
  expect(await canvas()).not.toBe(light);

  await visit(page, '/account');
  await page.getByRole('button', { name: 'As the device' }).click();
  await expect(page.getByRole('button', { name: 'As the device' })).toHaveAttribute('aria-pressed', 'true');
  expect(await canvas()).toBe(light);
});
