// A browser that blocks windows as it does for people. Playwright starts Chromium with its blocker off, so that a page
// which opens Meta's window too late would pass everywhere else.

import type { Page } from '@playwright/test';
import { launchOptions } from '../browser.ts';
import { expect, alone as test, signIn, visit } from '../fixtures.ts';
import { liveAtHome, openMeta, openSignupWindow, toFacebook } from '../signup.ts';

test.use({ launchOptions: { ...launchOptions, ignoreDefaultArgs: ['--disable-popup-blocking'] } });

test('a window that no click asked for does not open', async ({ page }) => {
  await page.addInitScript(() => {
    const opened = window.open('about:blank');
    addEventListener('DOMContentLoaded', () => (document.documentElement.dataset['opened'] = String(opened !== null)));
  });
  await visit(page, '/login');
  await expect(page.locator('html')).toHaveAttribute('data-opened', 'false');
});

/**
 * Chromium forgives a wait of some seconds between the click and the window; others do not. So each press is passed on from a listener:
 * whatever is to happen inside the click has happened when that returns, and nothing that was waited for.
 */
async function watchPresses(page: Page) {
  await page.context().addInitScript(() => {
    const watch = (event: MouseEvent) => {
      const button = (event.target as Element).closest('button');
      if (!event.isTrusted || !button?.textContent?.includes('Continue with Facebook')) return;
      event.stopImmediatePropagation();
      event.preventDefault();
      let isOpen = false;
      const open = window.open;
      window.open = (...how) => {
        isOpen = true;
        return open.apply(window, how);
      };
      button.click();
      window.open = open;
      document.documentElement.dataset['opened'] = isOpen ? 'inside the click' : 'too late';
    };
    addEventListener('click', watch, { capture: true });
  });
}

test('both windows open inside the click, under the browser\'s own blocker', async ({ page }) => {
  await watchPresses(page);
  await signIn(page, 'dealer');
  await toFacebook(page);
  const window = await openSignupWindow(page);
  await expect(page.locator('html')).toHaveAttribute('data-opened', 'inside the click');
  const meta = await openMeta(window);
  await expect(window.locator('html')).toHaveAttribute('data-opened', 'inside the click');
  await meta.finish();
  await liveAtHome(page);
});
