import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folder, looks } from './folder.ts';

/** Writes the index page: one row a state, one column a look. */
export default async function after() {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
  const states = [...new Set(files.map((name) => name.split('@')[0] ?? name))];
  const cell = (state: string, look: string) => {
    const file = `${state}@${look}.png`;
    if (!files.includes(file)) return '<td></td>';
    return `<td><a href="${file}"><img src="${file}" alt="${state}, ${look}" loading="lazy"></a></td>`;
  };
  const row = (state: string) =>
    `<tr><th id="${state}">${state}</th>${looks.map(({ name }) => cell(state, name)).join('')}</tr>`;
  const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Forecourt, page by page</title>
<style>
  body { font: 14px system-ui; margin: 2rem } th { text-align: left; vertical-align: top; padding-right: 1rem }
  td { vertical-align: top; padding: 0 1rem 2rem 0 } img { max-width: 420px; max-height: 420px; border: 1px solid #ccc }
</style>
<h1>Forecourt, page by page</h1>
<p>${states.length} states, ${files.length} pictures</p>
<table><tr><th>state</th>${looks.map(({ name }) => `<th>${name}</th>`).join('')}</tr>
${states.map(row).join('\n')}
</table></html>
`;
  await writeFile(join(folder, 'index.html'), page);
}
