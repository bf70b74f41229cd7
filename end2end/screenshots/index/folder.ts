import { resolve } from 'node:path';

/** Where the pictures go. */
export const folder = resolve(import.meta.dirname, '../../../target/screenshots');

/** The four ways in which every state is looked at. */
export const looks = [
  { name: 'wide-light', width: 1280, height: 800, scheme: 'light' },
  { name: 'wide-dark', width: 1280, height: 800, scheme: 'dark' },
  { name: 'phone-light', width: 390, height: 844, scheme: 'light' },
  { name: 'phone-dark', width: 390, height: 844, scheme: 'dark' },
] as const;
