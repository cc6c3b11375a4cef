// What the whole product answers to media URLs and API requests that nobody was given.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeSource } from '../media/make.ts';
import { rawRequest } from '../server/raw-request.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { type AssetAnswer, playbackOf, uploadWhole, waitForAsset } from '../server/upload.ts';
import { describeStream } from '../verify/stream.ts';

/** What must never stand in an answer to somebody without a right, or in a log. */
const LEAKS =
  /node_modules|\/objects\/|postgres(ql)?:\/\/|\bat .*\.ts:\d|\.ts:\d+:\d+|ENOENT|SELECT |owner\.key.*vk_/i;

/** A rendition's files lie below this in the data folder. */
async function storedFiles(dataDir: string): Promise<readonly string[]> {
  const found = await readdir(join(dataDir, 'objects', 'objects', 'assets'), { recursive: true });
  return found.sort();
}

/** Where what is sent decides: passwords, links, titles that are for everybody. `authorization.test.ts` says of every route who gets in. */
function isForEverybody(path: string): boolean {
  return /^\/(api\/v1\/(auth|catalog\/previews|embeds)|images)\/|\/(heartbeats|oembed|service)$/.test(path);
}

describe('URLs that nobody was given', { timeout: 300_000 }, () => {
  let dir: Awaited<ReturnType<typeof makeDataDir>>;
  let server: ServerProcess;
  /** Cancelled after a moment: it is playable, and some of it has not been made. */
  let film: string;
  let other: string;
  let token: string;
  let otherToken: string;
  let segmentPath: string;
  const printed: string[] = [];

  before(async () => {
    dir = await makeDataDir();
    server = await startServerProcess({ dataDir: dir.path });
    const wish = { seconds: 60, container: 'mkv', video: { gopFrames: 1500 } } as const;
    const bytes = await readFile((await makeSource(wish)).path);
    [film, other] = (await Promise.all(
      ['one', 'two'].map(async (name) => {
        const id = await uploadWhole(server, { name: `${name}.mkv`, bytes });
        await waitForAsset(server, id, 'playable');
        await server.fetch(`/api/v1/assets/${id}/cancel`, { method: 'POST' });
        return id;
      }),
    )) as [string, string];
    token = tokenOf((await playbackOf(server, film)).hlsUrl);
    otherToken = tokenOf((await playbackOf(server, other)).hlsUrl);
    const { renditions } = await describeStream((await playbackOf(server, film)).hlsUrl);
    segmentPath = new URL(renditions.at(-1)?.segments.at(-1)?.url ?? '').pathname;
    await untilIdle(server);
  });
  after(async () => {
    await server?.stop();
    await dir?.remove();
  });

  test('are answered with 403 or 404, tell nothing and make nothing', async (context) => {
    const before = await storedFiles(dir.path);
    const vectors = badTargets({ film, other, token, otherToken, segmentPath });
    const wrong: string[] = [];
    for (const target of vectors) {
      const { status, head, body } = await rawRequest(server.url, target);
      // 400, 413 and 414: what is no HTTP, or too long, never reaches the door.
      const isRefused = [400, 403, 404, 413, 414].includes(status);
      const isOpenPage = status === 200 && isPage(body);
      if (!isRefused || isOpenPage || LEAKS.test(head + body) || body.includes(server.ownerKey))
        wrong.push(`${status} ${JSON.stringify(target.slice(0, 120))}`);
    }
    context.diagnostic(`${vectors.length} targets`);
    assert.deepEqual(wrong, []);
    await untilIdle(server);
    assert.deepEqual(await storedFiles(dir.path), before, 'something was made for somebody without a right');
  });

  test('work as they were given, and for GET and HEAD only', async () => {
    assert.equal((await fetch(new URL(segmentPath, server.url), { method: 'HEAD' })).status, 200);
    for (const method of ['PUT', 'POST', 'DELETE', 'PATCH'])
      assert.equal((await fetch(new URL(segmentPath, server.url), { method })).status, 405, method);
  });

  test('of the API ask who it is on every route of the OpenAPI document that is not for everybody', async () => {
    const documentPath = join(import.meta.dirname, '../../docs/reference/openapi.json');
    const document = JSON.parse(await readFile(documentPath, 'utf8')) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const routes = Object.entries(document.paths)
      .flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => ({
          method: method.toUpperCase(),
          path: path.replaceAll(/\{\w+\}/g, film),
        })),
      )
      .filter(({ path }) => !isForEverybody(path));
    // tus speaks for itself and stands in no document.
    for (const method of ['POST', 'HEAD', 'PATCH', 'DELETE'])
      routes.push({ method, path: method === 'POST' ? '/api/v1/uploads' : '/api/v1/uploads/up_x' });
    assert.ok(routes.length >= 11);
    const wrongKeys = {
      none: {},
      another: { authorization: `Bearer vk_${'A'.repeat(32)}` },
      'a shorter': { authorization: `Bearer ${server.ownerKey.slice(0, -1)}` },
      'a longer': { authorization: `Bearer ${server.ownerKey}A` },
      'as Basic': { authorization: `Basic ${Buffer.from(`:${server.ownerKey}`).toString('base64')}` },
      'a playback token': { authorization: `Bearer ${token}` },
      'in a cookie': { cookie: `key=${server.ownerKey}` },
    };
    for (const { method, path } of routes) {
      for (const [name, headers] of Object.entries(wrongKeys)) {
        const sent = { 'tus-resumable': '1.0.0', 'upload-length': '1', ...headers };
        const response = await fetch(new URL(path, server.url), { method, headers: sent });
        const text = await response.text();
        assert.equal(response.status, 401, `${method} ${path} with ${name}: ${text}`);
        if (method !== 'HEAD') {
          assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
          assert.match(
            (JSON.parse(text) as { code: string }).code,
            /^(key-missing|key-wrong|sign-in-needed)$/,
          );
        }
        assert.doesNotMatch(text, LEAKS);
      }
      const inQuery = await fetch(
        new URL(`${path}?key=${server.ownerKey}&access_token=${server.ownerKey}`, server.url),
        {
          method,
        },
      );
      assert.ok(
        [401, 412].includes(inQuery.status),
        `${method} ${path} with the key in the query: ${inQuery.status}`,
      );
    }
    assert.equal(((await (await server.fetch(`/api/v1/assets/${film}`)).json()) as AssetAnswer).id, film);
  });

  test('end when their time is over', async () => {
    printed.push(server.output());
    await server.stop();
    server = await startServerProcess({
      dataDir: dir.path,
      environment: { VITASCOPE_PLAYBACK_HOURS: '0.001' },
    });
    const response = await server.fetch(`/api/v1/assets/${film}/playback`, { method: 'POST' });
    const { hlsUrl, expiresAt } = (await response.json()) as { hlsUrl: string; expiresAt: string };
    assert.equal((await fetch(hlsUrl)).status, 200);
    // Expiry is stated in whole seconds of which the last belongs to the token.
    await delay(Date.parse(expiresAt) - Date.now() + 1_100);
    const late = await fetch(hlsUrl);
    assert.equal(late.status, 403);
    assert.doesNotMatch(await late.text(), LEAKS);
  });

  test('leave no secret in the log', async () => {
    const log = printed.join('') + server.output();
    for (const secret of [server.ownerKey, token, otherToken])
      assert.ok(!log.includes(secret), 'a secret stands in the log');
    assert.doesNotMatch(log, /postgres(ql)?:\/\/[^@\s]*:[^@\s*]+@/);
  });
});

function tokenOf(url: string): string {
  return new URL(url).pathname.split('/')[2] ?? '';
}

function isPage(body: string): boolean {
  return body.includes('<!doctype html') || body.includes('<!DOCTYPE html');
}

/** Resolves when no encoder process works, so that what is made afterwards was asked for afterwards. */
async function untilIdle(server: ServerProcess): Promise<void> {
  for (let calm = 0; calm < 3; ) {
    const response = await server.fetch('/api/v1/system');
    const { encoders } = (await response.json()) as { encoders: { state: string }[] };
    calm = encoders.some(({ state }) => state === 'busy') ? 0 : calm + 1;
    await delay(100);
  }
}

interface Known {
  readonly film: string;
  readonly other: string;
  readonly token: string;
  readonly otherToken: string;
  /** With the right token: of a segment that has not been made. */
  readonly segmentPath: string;
}

function badTargets({ film, other, token, otherToken, segmentPath }: Known): string[] {
  const [, , , , rendition = ''] = segmentPath.split('/');
  const file = segmentPath.split('/').slice(3).join('/');
  const parts = token.split('.');
  const last = token.slice(-1) === 'A' ? 'B' : 'A';
  const later = `${parts[0]}.${(Number.parseInt(parts[1] ?? '0', 36) + 3600).toString(36)}.${parts[2]}`;
  const tokens = [
    otherToken,
    token.slice(0, -1),
    token.slice(0, -1) + last,
    `${token}A`,
    later,
    token.toUpperCase(),
    parts.slice(0, 2).join('.'),
    `${parts[0]}..${parts[2]}`,
    `${'0'.repeat(6)}.${parts[1]}.${parts[2]}`,
    `${token}%00`,
    encodeURIComponent(`${token}/`),
    '',
    '*',
    'undefined',
    'null',
    'x'.repeat(5000),
  ];
  const names = [
    `${film}/../${film}/main.m3u8`,
    `${film}/..%2f${film}/main.m3u8`,
    `${film}/%2e%2e/${film}/main.m3u8`,
    `${film}/./main.m3u8`,
    `${film}//main.m3u8`,
    `/${film}/main.m3u8`,
    `${film}\\main.m3u8`,
    `${film}%2fmain.m3u8`,
    `${film}%5cmain.m3u8`,
    `${film}/main.m3u8/`,
    `${film}/main.m3u8%00`,
    `${film}/main.m3u8%00.mp4`,
    `${film}/MAIN.M3U8`,
    `${film};/main.m3u8`,
    `${film}/main%2em3u8`,
    `${film.slice(0, -1)}/main.m3u8`,
    `${film}x/main.m3u8`,
    `${other}/main.m3u8`,
    `${film}/../${other}/main.m3u8`,
    `${film}/..%2f${other}/main.m3u8`,
    `${film}%252f..%252f${other}/main.m3u8`,
    '../../../../etc/passwd',
    '..%2f..%2f..%2f..%2fetc%2fpasswd',
    '%2e%2e/%2e%2e/owner.key',
    '....//....//owner.key',
    `${film}/../../owner.key`,
    `${film}/${rendition}/../../../owner.key`,
    `${film}/${rendition}/%c0%ae%c0%ae/owner.key`,
    `${film}/${rendition}x/0.m4s`,
    `${film}/${rendition.slice(0, -1)}/0.m4s`,
    `${film}/__proto__/0.m4s`,
    `${film}/constructor/init.mp4`,
    ...[
      '-1',
      '00',
      '01',
      '1e3',
      '0x1',
      '1.0',
      '+1',
      ' 1',
      '%31',
      '999999999',
      '1000000000',
      '9'.repeat(30),
      'NaN',
      '٣',
    ].map((number) => `${film}/${rendition}/${number}.m4s`),
    `${film}/${rendition}/0.m4s/../1.m4s`,
    `${film}/${rendition}/0.m4s%0d%0aset-cookie:a=b`,
  ];
  return [
    ...tokens.map((wrong) => `/t/${wrong}/${file}`),
    ...tokens.map((wrong) => `/t/${wrong}/${film}/main.m3u8`),
    ...names.map((name) => `/t/${token}/${name}`),
    `/${file}`,
    `/t/${file}`,
    `/t/?token=${token}`,
    `/T/${token}/${file}`,
    `//t/${token}/${file}`,
    `/./t/${token}/${file}`,
    `/x/../t/${token}/${file}`,
    `/%74/${token}/${file}`,
    `/t%2f${token}%2f${file}`,
    `/page/../t/${token}/${film}/main.m3u8`,
    '/page/../owner.key',
    '/page/..%2f..%2fmain.ts',
    '/page/%2e%2e/main.ts',
    '/page/main.ts\0.js',
    '/../owner.key',
    '/owner.key',
    '/tmp',
    `/assets/${film}/${rendition}/0.m4s`,
    `/api/v1/../../owner.key`,
  ].map((target) => Buffer.from(target).toString('latin1'));
}
