// What the fast path gives, beside what `node:http` gives for the same bytes: there must be no difference but the date.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createHttpServer, type HttpServer } from '@vitascope/platform/http';
import { silentLogger } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { ASSET, makeAsset, type Origin, OTHER_ASSET, openOrigin, randomSegment, whole } from './testing.ts';

describe('an answer from memory', () => {
  let origin: Origin;
  const servers: HttpServer[] = [];
  let fastPort = 0;
  let plainPort = 0;
  let answered = 0;
  const small = randomSegment(1_000);
  const large = randomSegment(300_000);

  async function serve(isFast: boolean): Promise<number> {
    const telemetry = await createTelemetry({ serviceName: 't', processMetrics: false, write() {} });
    const server = await createHttpServer({
      logger: silentLogger,
      telemetry,
      bodyLimitBytes: 1_000,
      trustProxy: false,
      rawHandler: origin.delivery.handle,
      ...(isFast && {
        readyHandler(request) {
          const answer = origin.delivery.answerNow(request);
          if (answer !== null) answered += 1;
          return answer;
        },
      }),
    });
    servers.push(server);
    return (await server.listen({ host: '127.0.0.1', port: 0 })).port;
  }

  before(async () => {
    origin = await openOrigin();
    fastPort = await serve(true);
    plainPort = await serve(false);
    origin.library.stored.set('720p/1', whole(small));
    origin.library.stored.set('720p/2', whole(large));
    for (const file of ['main.m3u8', '720p/media.m3u8', 'manifest.mpd', '720p/1.m4s', '720p/2.m4s'])
      assert.equal((await origin.fetch(origin.url(file))).status, 200);
  });
  beforeEach(() => {
    origin.library.assets.set(ASSET, makeAsset(ASSET));
    answered = 0;
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.close({ graceMs: 0 })));
    await origin?.close();
  });

  async function exchange(port: number, bytes: string): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('latin1').write(bytes, 'latin1');
    // Otherwise this side closes first; an answer that has to be waited for would be lost.
    if (!/^connection: close/im.test(bytes)) socket.end();
    let answer = '';
    for await (const piece of socket) answer += piece;
    return answer
      .replaceAll(/^Date: .*\r\n/gm, '')
      .replaceAll(/urn:vitascope:request:rq_\w+/g, 'urn:vitascope:request:rq');
  }

  /** `isReady`: whether it has to come from memory. */
  async function expectSame(bytes: string, isReady: boolean): Promise<string> {
    const before = answered;
    const fast = await exchange(fastPort, bytes);
    assert.equal(fast, await exchange(plainPort, bytes), bytes);
    assert.equal(answered - before, isReady ? 1 : 0, bytes);
    return fast;
  }

  const request = (url: string, fields: readonly string[] = [], method = 'GET') =>
    `${method} ${url} HTTP/1.1\r\nHost: x\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`;

  it('is the same as from node:http', { timeout: 60_000 }, async () => {
    const etag = async (file: string) =>
      String((await origin.fetch(origin.url(file), { headers: { range: 'bytes=0-0' } })).headers.etag);
    const tags = await Promise.all(['main.m3u8', '720p/1.m4s', '720p/2.m4s', '720p/init.mp4'].map(etag));
    const fields = [
      [],
      ['Accept-Encoding: gzip, deflate, br'],
      ['ACCEPT-ENCODING: gzip;q=1.0, br;q=0.5'],
      ['accept-encoding: identity'],
      ['accept-encoding: br;q=x'],
      [
        'Origin: https://player.example',
        'Sec-Fetch-Mode: cors',
        'Cookie: a=b',
        'User-Agent: Mozilla/5.0 (X11)',
      ],
      ['Range: bytes=0-99'],
      ['RANGE: BYTES=500-'],
      ['range: bytes=-10'],
      ['range: bytes=1000000-'],
      ['range: bytes=5-2'],
      ['range: bytes=0-1,4-5'],
      ['range: bytes=0-99', 'if-range: "other"'],
      ['if-none-match: "other"'],
      ['if-none-match: *'],
      ...tags.flatMap((tag) => [
        [`if-none-match: ${tag}`],
        [`If-None-Match: "a", W/${tag}`, 'range: bytes=0-1'],
        ['range: bytes=2-3', `if-range: ${tag}`],
        [`if-none-match: ${tag.replace('"', '"x')}`],
      ]),
      ['Connection: close'],
      ['connection: Keep-Alive'],
    ];
    const statuses = new Set<string>();
    for (const file of [
      'main.m3u8',
      '720p/media.m3u8?CMCD=br%3D1',
      '720p/init.mp4',
      '720p/1.m4s',
      '720p/2.m4s',
    ])
      for (const lines of fields)
        for (const method of ['GET', 'HEAD'])
          statuses.add((await expectSame(request(origin.url(file), lines, method), true)).slice(9, 12));
    assert.deepEqual([...statuses].sort(), ['200', '206', '304', '416']);
  });

  it('is not given without the right, or for what is not there', async () => {
    const { clock, delivery } = origin;
    const token = origin.token();
    const expired = delivery.issueToken({ assetId: ASSET, expiresAt: clock.time - 5_000 });
    const wrong = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    const targets = [
      `/t/${expired}/${ASSET}/main.m3u8`,
      `/t/${wrong}/${ASSET}/main.m3u8`,
      `/t/${token}/${OTHER_ASSET}/main.m3u8`,
      `/t/${origin.token(OTHER_ASSET)}/${ASSET}/720p/1.m4s`,
      `/t/zzzzzz${token.slice(6)}/${ASSET}/main.m3u8`,
      `/t/${token}/${ASSET}/720p/01.m4s`,
      `/t/${token}/${ASSET}/720p/99999.m4s`,
      `/t/${token}/${ASSET}/none/init.mp4`,
      `/t/${token}/${ASSET}/../${ASSET}/main.m3u8`,
      `/t/${token}/${ASSET}/main%2em3u8`,
      `/t/${token}//${ASSET}/main.m3u8`,
      `/t/${token}/${ASSET}/main.m3u8?${'x'.repeat(5_000)}`,
      '/t/',
      '/nowhere',
    ];
    const strip = (answer: string) =>
      answer.replaceAll(/^(?:x-request-id|traceresponse): .*\r\n|"traceId":"\w+"/gm, '');
    for (const target of targets) {
      const bytes = request(target, ['connection: close']);
      const [fast, plain] = [await exchange(fastPort, bytes), await exchange(plainPort, bytes)];
      assert.equal(strip(fast), strip(plain), target);
      assert.doesNotMatch(fast, /^HTTP\/1\.1 200/, target);
    }
    for (const method of ['OPTIONS', 'POST', 'DELETE', 'get'])
      await expectSame(request(origin.url('main.m3u8'), ['connection: close'], method), false);
    assert.equal(answered, 0);
  });

  it('ends with the token, with the asset, and with the library’s word about it', async () => {
    const url = origin.url('main.m3u8');
    const ask = () => exchange(fastPort, request(url, ['connection: close']));
    assert.match(await ask(), /^HTTP\/1\.1 200/);
    assert.equal(answered, 1);
    origin.library.assets.delete(ASSET);
    origin.delivery.forget(ASSET);
    assert.match(await ask(), /^HTTP\/1\.1 404/);
    origin.library.assets.set(ASSET, makeAsset(ASSET));
    assert.match(await ask(), /^HTTP\/1\.1 200/);
    origin.clock.time += 3_601_000;
    assert.match(await ask(), /^HTTP\/1\.1 403[\s\S]*token-expired/);
    assert.equal(answered, 1);
  });

  it('stays possible while viewers keep asking: the library is asked ahead of time', async () => {
    const url = origin.url('main.m3u8');
    await exchange(plainPort, request(url, ['connection: close']));
    const calls = origin.library.playableCalls;
    for (let n = 0; n < 20; n++) {
      origin.clock.time += 400;
      assert.match(await exchange(fastPort, request(url)), /^HTTP\/1\.1 200/);
    }
    assert.equal(answered, 20);
    assert.ok(origin.library.playableCalls - calls <= 10);
  });

  it('is counted like every other', async () => {
    await origin.fetch(origin.url('720p/2.m4s'));
    const before = origin.delivery.stats();
    await exchange(
      fastPort,
      request(origin.url('720p/2.m4s')) + request(origin.url('720p/2.m4s'), [], 'HEAD'),
    );
    const { answers, bytes, unsentBytes } = origin.delivery.stats();
    assert.equal(answered, 2);
    assert.equal(answers.memory - before.answers.memory, 2);
    assert.equal(bytes - before.bytes, large.length);
    assert.equal(unsentBytes, 0);
  });
});
