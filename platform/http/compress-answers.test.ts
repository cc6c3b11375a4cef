import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import type { HttpApp } from './app.ts';
import { compressAnswers } from './compress-answers.ts';

test('large answers of routes that say so are compressed for those who take it', async (context) => {
  const app = Fastify();
  context.after(() => app.close());
  compressAnswers(app as unknown as HttpApp);
  const large = { items: Array.from({ length: 500 }, (_, number) => ({ name: `Title ${number}` })) };
  app.get('/large', { config: { compresses: true } }, async () => large);
  app.get('/small', { config: { compresses: true } }, async () => ({ items: [] }));
  app.get('/other', async () => large);
  const get = (url: string, accepted?: string) =>
    app.inject({ url, headers: accepted === undefined ? {} : { 'accept-encoding': accepted } });

  const packed = await get('/large', 'br, gzip;q=0.5');
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.equal(packed.headers['vary'], 'Accept-Encoding');
  assert.ok(Number(packed.headers['content-length']) < JSON.stringify(large).length / 4);
  assert.deepEqual(JSON.parse(gunzipSync(packed.rawPayload).toString()), large);
  for (const [url, accepted] of [
    ['/large', undefined],
    ['/large', 'gzip;q=0, br'],
    ['/small', 'gzip'],
    ['/other', 'gzip'],
  ] as const) {
    const plain = await get(url, accepted);
    assert.equal(plain.headers['content-encoding'], undefined, `${url} ${accepted}`);
    assert.doesNotThrow(() => plain.json());
  }
});
