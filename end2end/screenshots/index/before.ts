import { mkdir, rm } from 'node:fs/promises';
import { folder } from './folder.ts';

/** Old pictures of pages that are gone would lie. A run of chosen pages keeps the others. */
export default async function before() {
  if (!process.argv.some((arg) => arg.startsWith('--grep'))) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}
