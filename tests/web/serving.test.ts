// How the web apps are served: pages and files, headers, caches and compression, and what is not there.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { rawRequest } from '../server/raw-request.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';

const asBrowser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

/** Where each of Watch's routes begins, with something behind it where that is part of the route. */
const watchPages = [
  ...[
    '/',
    '/sign-in',
    '/sign-up',
    '/account/set-up',
    '/who',
    '/who/new',
    '/title/ti_1',
    '/play/ti_1',
    '/person/pe_1',
  ],
  ...['/browse/films', '/search?q=a', '/my-list', '/settings', '/settings/profiles', '/tv', '/row/ro_1'],
  ...['/preview/pv_1', '/embed/ti_1'],
];

describe('the web apps', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  let shell: string;
  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
    shell = await (await get('/')).text();
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    fetch(new URL(path, server.url), { method, headers, redirect: 'manual' });
  const filesOf = (html: string, prefix: string): string[] =>
    [...html.matchAll(/(?:src|href)="([^"]+)"/g)].flatMap(([, path = '']) =>
      path.startsWith(prefix) ? path : [],
    );
  const directives = (response: Response): Map<string, string> =>
    new Map(
      (response.headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')];
      }),
    );

  test('Watch is at every address that its router knows', async () => {
    assert.match(shell, /\/_watch\/assets\/[\w.-]+\.js/);
    for (const path of watchPages) {
      const response = await get(path, asBrowser);
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.equal(response.headers.get('cache-control'), 'no-cache');
      assert.equal(await response.text(), shell, path);
    }
  });

  test('Studio is at /studio/ and below, and what the staff shares at /watch/', async () => {
    const moved = await get('/studio');
    assert.deepEqual([moved.status, moved.headers.get('location')], [302, '/studio/']);
    const studio = await (await get('/studio/')).text();
    assert.match(studio, /\/_studio\/assets\/[\w.-]+\.js/);
    assert.equal(await (await get('/studio/titles/ti_1?tab=rights')).text(), studio);
    assert.equal(await (await get('/watch/token/as_1')).text(), shell);
  });

  test('their files never change under their address, and come compressed as the client likes', async () => {
    const studio = await (await get('/studio/')).text();
    const paths = [...filesOf(shell, '/_watch/assets/'), ...filesOf(studio, '/_studio/assets/')];
    assert.ok(paths.length >= 2);
    for (const path of paths) {
      const plain = await get(path, { 'accept-encoding': 'identity' });
      const bytes = Buffer.from(await plain.arrayBuffer());
      assert.equal(plain.status, 200);
      assert.equal(plain.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.equal(plain.headers.get('vary'), 'accept-encoding');
      assert.equal(plain.headers.get('x-content-type-options'), 'nosniff');
      const isFont = path.endsWith('.woff2');
      const type = isFont ? /^font\/woff2$/ : /^text\/(javascript|css); charset=utf-8$/;
      assert.match(plain.headers.get('content-type') ?? '', type);
      // What holds a name or two becomes no smaller, and fonts come compressed.
      if (bytes.length < 200 || isFont) continue;
      const tags = new Set([plain.headers.get('etag')]);
      for (const [accept, unpack] of [
        ['gzip, br', brotliDecompressSync],
        ['gzip;q=0.5, br;q=0', gunzipSync],
      ] as const) {
        const { head, body } = await rawRequest(server.url, path, {
          headers: [`accept-encoding: ${accept}`],
        });
        assert.ok(body.length < bytes.length, path);
        assert.ok(unpack(Buffer.from(body, 'latin1')).equals(bytes), `${path} ${accept}`);
        assert.match(head, accept.startsWith('gzip,') ? /content-encoding: br/ : /content-encoding: gzip/);
        tags.add(/^etag: (.*)$/m.exec(head)?.[1]?.trim() ?? null);
      }
      assert.equal(tags.size, 3, 'each encoding has an ETag of its own');
    }
  });

  test('what a client has is not sent again, and HEAD sends nothing', async () => {
    for (const path of ['/', '/studio/', ...filesOf(shell, '/_watch/')]) {
      const first = await get(path);
      const etag = first.headers.get('etag') ?? '';
      assert.match(etag, /^"[\w-]{22}(-br|-gzip)?"$/);
      for (const named of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
        const again = await get(path, { 'if-none-match': named });
        assert.equal(again.status, 304, `${path} ${named}`);
        assert.equal(again.headers.get('etag'), etag);
        assert.equal(again.headers.get('cache-control'), first.headers.get('cache-control'));
        assert.equal(await again.text(), '');
      }
      assert.equal((await get(path, { 'if-none-match': '"other"' })).status, 200);
      const head = await get(path, {}, 'HEAD');
      assert.deepEqual([head.status, head.headers.get('etag')], [200, etag]);
      assert.equal(await head.text(), '');
    }
  });

  test('their policy allows nothing inline but the scripts that were built into the page', async () => {
    for (const path of [
      '/',
      '/studio/',
      '/title/ti_1',
      '/nothing/here',
      ...filesOf(shell, '/_watch/assets/'),
    ]) {
      const response = await get(path, asBrowser);
      const policy = directives(response);
      const html = response.headers.get('content-type')?.startsWith('text/html') ? await response.text() : '';
      for (const [, attributes = '', text = ''] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)) {
        if (/\ssrc=/.test(attributes)) continue;
        const hash = createHash('sha256').update(text).digest('base64');
        assert.ok(policy.get('script-src')?.includes(`'sha256-${hash}'`), `${path}: ${text}`);
      }
      assert.doesNotMatch([...policy.values()].join(' '), /unsafe|https?:|\*/, path);
      assert.equal(policy.get('default-src'), "'none'");
      assert.equal(policy.get('style-src'), "'self'");
      assert.equal(policy.get('frame-ancestors'), "'none'");
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
      assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin');
    }
    assert.equal(directives(await get('/embed/ti_1')).get('frame-ancestors'), "'self'");
  });

  test('an address that is not there is a page for people and a problem for programs', async () => {
    for (const path of ['/nothing', '/nothing/at/all', '/title', '/watch', '/index.html']) {
      const page = await get(path, { ...asBrowser, 'if-none-match': '*' });
      assert.equal(page.status, 404, path);
      assert.equal(await page.text(), shell, path);
      assert.equal(page.headers.get('etag'), null);
      for (const accept of [
        'application/json',
        '*/*',
        'application/json, text/html;q=0.9',
        'text/html;q=0',
      ]) {
        const problem = await get(path, { accept });
        assert.equal(problem.status, 404, `${path} ${accept}`);
        assert.equal(((await problem.json()) as { code: string }).code, 'route-not-found');
      }
    }
    // Where programs and pages ask for files, people are not sent a page either.
    for (const path of ['/api/v1/nothing', '/_watch/nothing.js', '/_studio/', '/t/x', '/images/x']) {
      const problem = await get(path, asBrowser);
      assert.match(problem.headers.get('content-type') ?? '', /^application\/problem\+json/, path);
    }
    const posted = await get('/nothing', asBrowser, 'POST');
    assert.match(posted.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal((await get('/title/ti_1', asBrowser, 'DELETE')).status, 405);
  });

  test('nothing outside of what was built is reached', async () => {
    for (const path of [
      '/_watch/',
      '/_watch/index.html',
      '/_watch/.fingerprint',
      '/_watch/../package.json',
      '/_watch/%2e%2e/package.json',
      '/_watch/..%2fpackage.json',
      '/_watch/..%5cpackage.json',
      '/_watch//etc/passwd',
      '/_watch/assets/../../main.tsx',
      '/_watch/assets/%00',
      '/_studio/../_watch/favicon.svg',
      '/_watch/constructor',
      '/_watch/__proto__',
    ]) {
      const { status, body } = await rawRequest(server.url, path);
      assert.ok(status === 404 || status === 400, `${path}: ${status}`);
      assert.doesNotMatch(body, /workspace|root:|import |<svg/, path);
    }
  });

  test('browsers find the icon', async () => {
    const moved = await get('/favicon.ico');
    assert.equal(moved.status, 302);
    const icon = await get(moved.headers.get('location') ?? '');
    assert.match(icon.headers.get('content-type') ?? '', /^image\//);
  });

  test('what the server prints says where to go, and no secret', () => {
    const output = server.output();
    assert.ok(output.includes(`  Open     ${server.url}/\n  Studio   ${server.url}/studio/\n  Set up   `));
    assert.match(output, /or {7}npx vitascope push film\.mp4/);
    assert.ok(!output.includes(server.ownerKey));
  });
});
