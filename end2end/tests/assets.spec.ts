// What the pages load from `/pkg`, of the release as it is served.

import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { expect, signIn, test, visit } from '../fixtures.ts';

/** The head of an answer as it travels: browsers and `fetch` unpack it and say less. */
function head(url: string, headers: Record<string, string>): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  return new Promise((done, fail) => {
    const asked = request(url, { headers }, (answer) => {
      answer.resume();
      answer.once('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers }));
    });
    asked.once('error', fail);
    asked.end();
  });
}

test('files with a hash in their name come packed and are kept for ever', async ({ page, demo }) => {
  await signIn(page, 'dealer');
  await visit(page, '/');
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname));
  const files = loaded.filter((path) => path.startsWith('/pkg/'));
  expect(new Set(files.map((path) => path.split('.').at(-1)))).toEqual(new Set(['js', 'wasm', 'css']));
  for (const path of files) {
    expect(path, 'a name with a hash').toMatch(/\.[\w-]{16,}\.(js|wasm|css)$/);
    const packed = await head(demo.url + path, { 'accept-encoding': 'gzip, deflate, br' });
    expect(packed.status, path).toBe(200);
    expect(packed.headers, path).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(packed.headers.vary, path).toMatch(/accept-encoding/i);
    // Whoever keeps the one answer must not give it to those who asked for the other.
    const plain = await head(demo.url + path, {});
    expect(plain.headers['content-encoding'], path).toBeUndefined();
    expect(plain.headers.vary, path).toMatch(/accept-encoding/i);
    expect(Number(packed.headers['content-length']), path).toBeLessThan(Number(plain.headers['content-length']));
  }
  const missing = await head(`${demo.url}/pkg/forecourt.0000000000000000.js`, {});
  expect(missing.status).toBe(404);
  expect(missing.headers['cache-control']).toBe('no-store');
});
