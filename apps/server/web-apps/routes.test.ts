// What others hand over to the routes: words for the head of a page, and who may show it in a frame.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createHttpServer, type HttpServer } from '@vitascope/platform/http';
import { silentLogger } from '@vitascope/platform/kernel';
import { createTelemetry, type Telemetry } from '@vitascope/platform/telemetry';
import { readyFile } from '../static-files/static-file.ts';
import type { WebApp } from './load.ts';
import { createWebRoutes } from './routes.ts';

const html = { contentType: 'text/html; charset=utf-8', cacheControl: 'no-cache' };
const appOf = (shell: string, files: Readonly<Record<string, string>> = {}): WebApp => ({
  shell: readyFile(shell, html),
  files: new Map(Object.entries(files).map(([name, text]) => [name, readyFile(text, html)])),
  scriptHashes: [],
  icon: null,
});

describe('the routes of the web apps', () => {
  let telemetry: Telemetry;
  let server: HttpServer;
  let url: string;
  before(async () => {
    telemetry = await createTelemetry({ serviceName: 'test', logLevel: 'silent', processMetrics: false });
    const watch = appOf('<head><!-- head --></head>', { 'sw.js': 'worker', 'manifest.webmanifest': '{}' });
    const routes = createWebRoutes(
      { watch, studio: appOf('studio') },
      {
        renderShell: async (request) =>
          request.url.startsWith('/title/') ? `<title>$& ${request.url.slice(7)}</title>` : '',
        embedAncestors: () => 'https://school.example',
      },
    );
    server = await createHttpServer({
      logger: silentLogger,
      telemetry,
      bodyLimitBytes: 1_000,
      trustProxy: false,
      answerUnknown: routes.answerUnknown,
    });
    routes.register(server.app);
    ({ url } = await server.listen({ host: '127.0.0.1', port: 0 }));
  });
  after(async () => {
    await server?.close({ graceMs: 0 });
    await telemetry?.close();
  });

  test('a page says in its head what belongs to its address, under an ETag of its own', async () => {
    const one = await fetch(`${url}/title/one`);
    assert.equal(await one.text(), '<head><title>$& one</title></head>');
    const two = await fetch(`${url}/title/two`);
    const plain = await fetch(`${url}/search`);
    assert.equal(await plain.text(), '<head><!-- head --></head>');
    const tags = [one, two, plain].map(({ headers }) => headers.get('etag') ?? '');
    assert.equal(new Set(tags).size, 3);
    const again = await fetch(`${url}/title/one`, { headers: { 'if-none-match': tags[0] ?? '' } });
    assert.equal(again.status, 304);
  });

  test('only what is made to be embedded is shown in the frames of others', async () => {
    const policy = async (path: string): Promise<string> =>
      (await fetch(url + path)).headers.get('content-security-policy') ?? '';
    assert.match(await policy('/embed/ti_1'), /frame-ancestors https:\/\/school\.example$/);
    for (const path of ['/', '/title/x', '/studio/', '/sw.js'])
      assert.match(await policy(path), /frame-ancestors 'none'$/);
  });

  test('a service worker and a manifest stand at the root, and are asked for each time', async () => {
    const [worker, manifest] = [await fetch(`${url}/sw.js`), await fetch(`${url}/manifest.webmanifest`)];
    for (const { headers } of [worker, manifest]) assert.equal(headers.get('cache-control'), 'no-cache');
    assert.equal(await worker.text(), 'worker');
    const { name, start_url: start } = (await manifest.json()) as { name: string; start_url: string };
    assert.deepEqual([name, start], ['Vitascope', '/']);
    assert.equal((await fetch(`${url}/favicon.ico`)).status, 404);
  });
});
