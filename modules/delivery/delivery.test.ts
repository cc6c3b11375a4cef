// What players get over real sockets: manifests, init segments and segments that are there.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { brotliDecompressSync, crc32, gunzipSync } from 'node:zlib';
import { writeMpd } from '@vitascope/media/dash';
import { writeMediaPlaylist, writeMultivariantPlaylist } from '@vitascope/media/hls';
import { writePlayerManifest } from '@vitascope/media/manifest';
import { ASSET, libraryError, makeAsset, type Origin, openOrigin, randomSegment, whole } from './testing.ts';

const problemCode = (body: Buffer): string => JSON.parse(body.toString()).code;

describe('delivery', () => {
  let origin: Origin;
  before(async () => {
    origin = await openOrigin();
  });
  beforeEach(() => {
    origin.library.failure = null;
    origin.library.assets.set(ASSET, makeAsset(ASSET));
    origin.delivery.forget(ASSET);
  });
  after(() => origin?.close());

  it('leaves every other address to others', async () => {
    for (const path of ['/', '/t', '/T/x', '/api/v1/assets', '//t/x']) {
      assert.equal((await origin.fetch(path)).status, 418, path);
    }
  });

  it('serves the manifests of both protocols and of our own player as the presentation says', async () => {
    const { presentation, inits } = makeAsset(ASSET);
    const [video] = presentation.video;
    assert.ok(video);
    const expected = [
      ['main.m3u8', 'application/vnd.apple.mpegurl', writeMultivariantPlaylist(presentation)],
      ['720p/media.m3u8', 'application/vnd.apple.mpegurl', writeMediaPlaylist(video)],
      ['manifest.mpd', 'application/dash+xml', writeMpd(presentation)],
      ['manifest.json', 'application/json', writePlayerManifest(presentation, inits)],
    ] as const;
    for (const [file, type, content] of expected) {
      const answer = await origin.fetch(origin.url(file));
      assert.equal(answer.status, 200, file);
      assert.equal(answer.headers['content-type'], type);
      assert.equal(answer.headers['cache-control'], 'private, max-age=10');
      assert.equal(answer.headers.vary, 'Accept-Encoding');
      assert.equal(answer.body.toString(), content);
    }
  });

  it('compresses manifests the way the client likes best, each with its own ETag', async () => {
    const url = origin.url('720p/media.m3u8');
    const plain = await origin.fetch(url);
    const cases = [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['br;q=0.1, gzip;q=0.9', 'gzip', gunzipSync],
      ['br;q=0, *', 'gzip', gunzipSync],
      ['deflate', undefined, Buffer.from],
      ['gzip;q=0', undefined, Buffer.from],
    ] as const;
    const etags = new Set([plain.headers.etag]);
    for (const [accepted, coding, decode] of cases) {
      const answer = await origin.fetch(url, { headers: { 'accept-encoding': accepted } });
      assert.equal(answer.headers['content-encoding'], coding, accepted);
      assert.equal(answer.headers['content-length'], String(answer.body.length));
      assert.deepEqual(decode(answer.body), plain.body);
      etags.add(answer.headers.etag);
    }
    assert.equal(etags.size, 3);
  });

  it('writes new manifests when the revision changes, and none while it does not', async () => {
    const url = origin.url('main.m3u8');
    const first = await origin.fetch(url);
    origin.clock.time += 5_000;
    assert.equal((await origin.fetch(url)).headers.etag, first.headers.etag);
    const changed = makeAsset(ASSET, '2');
    const video = changed.presentation.video.map((track) => ({ ...track, height: 700 }));
    origin.library.assets.set(ASSET, { ...changed, presentation: { ...changed.presentation, video } });
    origin.clock.time += 5_000;
    const second = await origin.fetch(url);
    assert.match(second.body.toString(), /RESOLUTION=1280x700/);
    assert.notEqual(second.headers.etag, first.headers.etag);
  });

  it('asks the library about an asset once a second, however many ask', async () => {
    const before = origin.library.playableCalls;
    const url = origin.url('manifest.mpd');
    await Promise.all(Array.from({ length: 50 }, () => origin.fetch(url)));
    assert.equal(origin.library.playableCalls - before, 1);
  });

  it('goes on with what it knows while the library cannot answer, and stops when it says no', async () => {
    const url = origin.url('main.m3u8');
    assert.equal((await origin.fetch(url)).status, 200);
    origin.library.failure = new Error('connection refused');
    origin.clock.time += 5_000;
    assert.equal((await origin.fetch(url)).status, 200);
    origin.library.failure = libraryError('asset-not-found', 'Gone.');
    origin.clock.time += 5_000;
    assert.equal((await origin.fetch(url)).status, 404);
  });

  it('serves init segments for ever, with the type of their track', async () => {
    const picture = await origin.fetch(origin.url('720p/init.mp4'));
    assert.equal(picture.body.toString(), 'init of the picture');
    assert.equal(picture.headers['content-type'], 'video/mp4');
    assert.equal(picture.headers['cache-control'], 'public, max-age=31536000, immutable');
    const sound = await origin.fetch(origin.url('audio-1/init.mp4'));
    assert.equal(sound.headers['content-type'], 'audio/mp4');
    assert.notEqual(sound.headers.etag, picture.headers.etag);
  });

  it('serves a stored segment from the store once and from memory afterwards', async () => {
    const bytes = randomSegment(300_000);
    origin.library.stored.set('720p/11', whole(bytes));
    const url = origin.url('720p/11.m4s');
    for (let n = 0; n < 3; n++) {
      const answer = await origin.fetch(`${url}?CMCD=br%3D3200`);
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.body, bytes);
      assert.equal(answer.headers.etag, `"${crc32(bytes).toString(16)}-${bytes.length.toString(36)}"`);
      assert.equal(answer.headers['content-length'], '300000');
      assert.equal(answer.headers['content-type'], 'video/mp4');
      assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
    }
    assert.equal(origin.library.asked.filter((name) => name === '720p/11').length, 1);
  });

  it('answers conditions with 304, before it looks at any range', async () => {
    origin.library.stored.set('720p/12', whole(randomSegment(1_000)));
    for (const file of ['720p/12.m4s', '720p/init.mp4', 'main.m3u8']) {
      const url = origin.url(file);
      const etag = String((await origin.fetch(url)).headers.etag);
      for (const condition of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
        const headers = { 'if-none-match': condition, range: 'bytes=5000-' };
        const answer = await origin.fetch(url, { headers });
        assert.equal(answer.status, 304, `${file} ${condition}`);
        assert.equal(answer.headers.etag, etag);
        assert.equal(answer.body.length, 0);
      }
      assert.equal((await origin.fetch(url, { headers: { 'if-none-match': '"other"' } })).status, 200);
    }
  });

  it('serves single ranges of segments and refuses those outside', async () => {
    const bytes = randomSegment(1_000);
    origin.library.stored.set('720p/13', whole(bytes));
    const url = origin.url('720p/13.m4s');
    const range = (value: string, more = {}) => origin.fetch(url, { headers: { range: value, ...more } });
    const etag = String((await origin.fetch(url)).headers.etag);
    for (const [header, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=10-19', 10, 20],
      ['bytes=990-', 990, 1000],
      ['bytes=-10', 990, 1000],
      ['bytes=-5000', 0, 1000],
      ['bytes=900-99999', 900, 1000],
    ] as const) {
      const answer = await range(header);
      assert.equal(answer.status, 206, header);
      assert.equal(answer.headers['content-range'], `bytes ${start}-${end - 1}/1000`);
      assert.equal(answer.headers['content-length'], String(end - start));
      assert.equal(answer.headers.etag, etag);
      assert.deepEqual(answer.body, bytes.subarray(start, end));
    }
    for (const header of ['bytes=1000-', 'bytes=5000-6000', 'bytes=-0']) {
      const answer = await range(header);
      assert.equal(answer.status, 416, header);
      assert.equal(answer.headers['content-range'], 'bytes */1000');
    }
    for (const header of ['bytes=0-1,5-6', 'bytes=9-5', 'frames=0-1', 'bytes=-', 'bytes=a-b']) {
      assert.equal((await range(header)).status, 200, header);
    }
    assert.equal((await range('bytes=0-9', { 'if-range': etag })).status, 206);
    assert.equal((await range('bytes=0-9', { 'if-range': '"other"' })).status, 200);
  });

  it('answers HEAD like GET without a body', async () => {
    const bytes = randomSegment(5_000);
    origin.library.stored.set('720p/14', whole(bytes));
    for (const file of ['720p/14.m4s', '720p/init.mp4', 'main.m3u8']) {
      const url = origin.url(file);
      const get = await origin.fetch(url);
      const head = await origin.fetch(url, { method: 'HEAD' });
      assert.equal(head.status, 200);
      assert.equal(head.body.length, 0);
      assert.equal(head.headers['content-length'], get.headers['content-length']);
      assert.equal(head.headers.etag, get.headers.etag);
    }
  });

  it('has nothing made for a HEAD, and says what it can', async () => {
    const before = origin.library.asked.length;
    const head = await origin.fetch(origin.url('720p/900.m4s'), { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.headers['content-length'], undefined);
    assert.equal(head.headers['content-type'], 'video/mp4');
    assert.equal((await origin.fetch(origin.url('720p/1800.m4s'), { method: 'HEAD' })).status, 404);
    assert.equal(origin.library.asked.length, before);
  });

  it('lets any page play what it has a token for, and read its errors', async () => {
    const paths = [origin.url('main.m3u8'), origin.url('none/init.mp4'), `/t/x/${ASSET}/main.m3u8`];
    for (const path of paths) {
      const { headers } = await origin.fetch(path, { headers: { origin: 'https://example.org' } });
      assert.equal(headers['access-control-allow-origin'], '*');
      assert.match(String(headers['access-control-expose-headers']), /Content-Range.*Retry-After/);
      assert.equal(headers['timing-allow-origin'], '*');
      assert.equal(headers['x-content-type-options'], 'nosniff');
    }
    const preflight = await origin.fetch(origin.url('720p/1.m4s'), {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers['access-control-allow-methods'], 'GET, HEAD, OPTIONS');
    assert.equal(preflight.headers['access-control-allow-headers'], '*');
  });

  it('takes no other method, and no body for the next request', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      const answer = await origin.fetch(origin.url('main.m3u8'), { method });
      assert.equal(answer.status, 405, method);
      assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS');
    }
    const hidden = `GET ${origin.url('main.m3u8')} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const post = `POST ${origin.url('main.m3u8')} HTTP/1.1\r\nHost: a\r\nContent-Length: ${hidden.length}\r\n\r\n`;
    assert.equal((await origin.exchange(post + hidden)).match(/HTTP\/1\.1 /g)?.length, 1);
  });

  it('says 404 for renditions and segments that the asset does not have, without asking for them', async () => {
    const before = origin.library.asked.length;
    for (const file of [
      '480p/init.mp4',
      '480p/media.m3u8',
      '480p/0.m4s',
      '720p/1800.m4s',
      '720p/999999999.m4s',
    ]) {
      const answer = await origin.fetch(origin.url(file));
      assert.equal(answer.status, 404, file);
      assert.equal(problemCode(answer.body), 'media-not-found');
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
    assert.equal(origin.library.asked.length, before);
  });

  it('serves preview images where there are any: the file as manifests are, the sheets for ever', async () => {
    for (const file of ['storyboard.vtt', 'board/0.jpg', 'board/media.m3u8']) {
      const answer = await origin.fetch(origin.url(file));
      assert.equal(answer.status, 404, file);
      assert.equal(problemCode(answer.body), 'media-not-found');
    }
    const asset = makeAsset(ASSET, 'with a board');
    const storyboard = {
      id: 'board',
      intervalMs: 10_000,
      tiles: 720,
      columns: 10,
      rows: 10,
      tileWidth: 160,
      tileHeight: 90,
      peakBandwidth: 2000,
    };
    origin.library.assets.set(ASSET, { ...asset, presentation: { ...asset.presentation, storyboard } });
    origin.delivery.forget(ASSET);
    const vtt = await origin.fetch(origin.url('storyboard.vtt'));
    assert.equal(vtt.headers['content-type'], 'text/vtt; charset=utf-8');
    assert.match(vtt.body.toString(), /^01:59:50.000 --> 02:00:00.000\nboard\/7.jpg#xywh=1440,90,160,90$/m);
    assert.match((await origin.fetch(origin.url('main.m3u8'))).body.toString(), /EXT-X-IMAGE-STREAM-INF/);
    assert.match((await origin.fetch(origin.url('manifest.mpd'))).body.toString(), /thumbnail_tile/);
    assert.match((await origin.fetch(origin.url('board/media.m3u8'))).body.toString(), /EXT-X-TILES/);
    const manifest = await origin.fetch(origin.url('manifest.json'));
    assert.equal((JSON.parse(manifest.body.toString()) as { hasStoryboard: boolean }).hasStoryboard, true);

    origin.library.stored.set('board/3.jpg', whole(randomSegment(5_000)));
    const before = origin.library.asked.length;
    const answers = [
      await origin.fetch(origin.url('board/3.jpg')),
      await origin.fetch(origin.url('board/3.jpg')),
    ];
    for (const { status, headers, body } of answers) {
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'image/jpeg');
      assert.match(headers['cache-control'] ?? '', /max-age=31536000, immutable/);
      assert.equal(body.length, 5_000);
    }
    assert.equal(origin.library.asked.length, before + 1, 'the second one came from memory');
    assert.equal((await origin.fetch(origin.url('other/3.jpg'))).status, 404);
    assert.equal(origin.library.asked.length, before + 1, 'another storyboard was looked for');
  });

  it('gives no sheet to a token for the first segments: it shows the whole title', async () => {
    const expiresAt = origin.clock.time + 60_000;
    const token = origin.delivery.issueToken({ assetId: ASSET, expiresAt, segments: { first: 0, last: 9 } });
    const answer = await origin.fetch(`/t/${token}/${ASSET}/board/3.jpg`);
    assert.equal(answer.status, 403);
    assert.equal(problemCode(answer.body), 'token-invalid');
    assert.equal((await origin.fetch(`/t/${token}/${ASSET}/main.m3u8`)).status, 200);
  });

  it('forgets an asset at once when told', async () => {
    const bytes = randomSegment(1_000);
    origin.library.stored.set('720p/15', whole(bytes));
    const url = origin.url('720p/15.m4s');
    await origin.fetch(url);
    origin.library.assets.delete(ASSET);
    assert.equal((await origin.fetch(url)).status, 200);
    origin.delivery.forget(ASSET);
    assert.equal((await origin.fetch(url)).status, 404);
    assert.equal(origin.delivery.stats().hotSegments, 0);
  });

  it('finds out by itself within half a minute that an asset is gone', async () => {
    origin.library.stored.set('720p/16', whole(randomSegment(1_000)));
    const url = origin.url('720p/16.m4s');
    await origin.fetch(url);
    origin.library.assets.delete(ASSET);
    origin.clock.time += 31_000;
    await origin.fetch(url);
    assert.equal((await origin.fetch(url)).status, 404);
  });
});

describe('the hot cache', () => {
  it('stays within its budget and gives up what was used longest ago', async () => {
    const origin = await openOrigin({ hotCacheBytes: 10_000 });
    try {
      for (let n = 0; n < 5; n++) origin.library.stored.set(`720p/${n}`, whole(randomSegment(4_000)));
      origin.library.stored.set('720p/9', whole(randomSegment(20_000)));
      const get = async (n: number) =>
        assert.equal((await origin.fetch(origin.url(`720p/${n}.m4s`))).status, 200);
      for (const n of [0, 1, 0, 2, 9]) await get(n);
      assert.deepEqual(origin.library.asked, ['720p/0', '720p/1', '720p/2', '720p/9']);
      const { hotBytes, hotSegments } = origin.delivery.stats();
      assert.deepEqual({ hotBytes, hotSegments }, { hotBytes: 8_000, hotSegments: 2 });
      await get(0);
      await get(1);
      assert.deepEqual(origin.library.asked.slice(4), ['720p/1']);
    } finally {
      await origin.close();
    }
  });
});
