import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

// `cargo xtask screenshots`: not a test, but the same browser, the same server and the same ways in.
export default defineConfig({
  ...base,
  testDir: './screenshots',
  testMatch: 'pages.ts',
  outputDir: './test-results/screenshots',
  globalSetup: './screenshots/index/before.ts',
  globalTeardown: './screenshots/index/after.ts',
  reporter: [['list']],
  timeout: 120_000,
});
