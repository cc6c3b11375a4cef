import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { variantEtag } from '../static-files/static-file.ts';
import { loadPage, pageHeaders } from './assets.ts';

const page = loadPage();
const text = (path: string): string => page.get(path)?.bytes.toString() ?? assert.fail(`${path} is missing`);

test('everything the page asks for is there', () => {
  const asked = [...text('/').matchAll(/(?:src|href)="(\/[^"#]*)"/g)].map((match) => match[1] ?? '');
  assert.ok(asked.includes('/page/main.ts') && asked.includes('/page/theme.ts'));
  for (const path of asked) assert.ok(page.has(path), path);
  for (const [path, { bytes }] of page) {
    if (!path.endsWith('.ts')) continue;
    const source = bytes.toString();
    for (const [, name] of source.matchAll(/from '\.\/([^']+)'/g))
      assert.ok(page.has(`/page/${name}`), `${path}: ${name}`);
    for (const [, url] of source.matchAll(/'(\/page\/vendor\/[^']+)'/g)) assert.ok(page.has(url ?? ''), url);
  }
});

test('the typefaces are there, byte for byte, and nothing of them comes from elsewhere', () => {
  const urls = [...text('/page/fonts.css').matchAll(/url\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
  assert.equal(urls.length, 2);
  for (const url of urls) {
    const { bytes, contentType } = page.get(url) ?? assert.fail(`${url} is missing`);
    assert.equal(contentType, 'font/woff2');
    assert.equal(bytes.toString('latin1', 0, 4), 'wOF2'); // WOFF2 §4.1
    assert.equal(bytes.readUInt32BE(8), bytes.length);
  }
});

test('modules arrive without types', () => {
  assert.match(text('/page/format.ts'), /export function formatSize\(bytes\s*\)/);
  assert.ok(!text('/page/asset.ts').includes('interface'));
});

test('tests and the server’s own part of the folder are not served', () => {
  for (const path of page.keys()) assert.ok(!path.endsWith('.test.ts') && !path.endsWith('/assets.ts'), path);
  assert.ok(!page.has('/page/tsconfig.json'));
});

test('nothing in the page needs a weaker content security policy', () => {
  assert.ok(!/<style|style=|<script>| on[a-z]+=|javascript:/.test(text('/')));
  assert.ok(!/unsafe|\*/.test(pageHeaders['content-security-policy'] ?? ''));
});

test('compressed variants hold the same bytes under a tag of their own', () => {
  for (const [path, { bytes, brotli, gzip, etag }] of page) {
    if (brotli !== null) assert.ok(brotliDecompressSync(brotli).equals(bytes), path);
    if (gzip !== null) assert.ok(gunzipSync(gzip).equals(bytes), path);
    assert.match(etag, /^"[\w-]{22}"$/);
    assert.notEqual(variantEtag(etag, 'br'), variantEtag(etag, 'gzip'));
  }
});
