// Captions at the origin: whole and in segments, by token, and gone when they are deleted.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ASSET, makeAsset, type Origin, openOrigin } from './testing.ts';

const TEXT = 'tx_01k9x00000000000000000000a';
const file = Buffer.from(
  'WEBVTT\n\n00:00:01.000 --> 00:00:06.000\nBoth\n\n00:00:05.000 --> 00:00:06.000\nSecond\n',
);

function withText(revision: string, names: readonly string[]) {
  const asset = makeAsset(ASSET, revision);
  const text = names.map((id) => ({
    id,
    name: 'English',
    language: 'en',
    kind: 'subtitles' as const,
    isForced: false,
    isDefault: false,
    sizeBytes: file.length,
  }));
  return { ...asset, presentation: { ...asset.presentation, text } };
}

describe('captions', () => {
  let origin: Origin;
  before(async () => {
    origin = await openOrigin();
    origin.library.assets.set(ASSET, withText('1', [TEXT]));
    origin.library.texts.set(TEXT, file);
  });
  after(() => origin?.close());

  test('are in all manifests, and their playlist is cut as the pictures are', async () => {
    for (const name of ['main.m3u8', 'manifest.mpd', 'manifest.json'])
      assert.ok((await origin.fetch(origin.url(name))).body.includes(TEXT), name);
    const playlist = String((await origin.fetch(origin.url(`${TEXT}/media.m3u8`))).body);
    assert.equal(playlist.match(/^\d+\.vtt$/gm)?.length, 1800);
    assert.ok(!playlist.includes('EXT-X-MAP'));
  });

  test('come whole, and in segments that repeat what they overlap; never change, and are read once', async () => {
    const whole = await origin.fetch(origin.url(`${TEXT}/all.vtt`));
    assert.deepEqual(whole.body, file);
    assert.equal(whole.headers['content-type'], 'text/vtt; charset=utf-8');
    assert.match(whole.headers['cache-control'] ?? '', /immutable/);
    assert.equal(whole.headers['access-control-allow-origin'], '*');
    const textOf = async (n: number) => String((await origin.fetch(origin.url(`${TEXT}/${n}.vtt`))).body);
    assert.deepEqual((await textOf(0)).match(/^[BS]\w+$/gm), ['Both']);
    assert.deepEqual((await textOf(1)).match(/^[BS]\w+$/gm), ['Both', 'Second']);
    assert.equal(await textOf(2), 'WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n');
    const { etag = '' } = whole.headers;
    const again = { headers: { 'if-none-match': etag } };
    assert.equal((await origin.fetch(origin.url(`${TEXT}/all.vtt`), again)).status, 304);
    assert.equal(origin.library.asked.filter((name) => name === `${TEXT}/all.vtt`).length, 1);
  });

  test('are behind the token, and behind one of a few segments only where they are of those', async () => {
    const statusOf = async (token: string, name: string) =>
      (await origin.fetch(`/t/${token}/${ASSET}/${TEXT}/${name}`)).status;
    const wrong = `${origin.token().slice(0, -24)}${'A'.repeat(24)}`;
    const expiresAt = origin.clock.time + 60_000;
    const few = origin.delivery.issueToken({ assetId: ASSET, expiresAt, segments: { first: 1, last: 2 } });
    const foreign = origin.token('as_other');
    const asked = ['media.m3u8', 'all.vtt', '0.vtt', '1.vtt', '3.vtt'];
    const statuses = async (token: string) => {
      const found: number[] = [];
      for (const name of asked) found.push(await statusOf(token, name));
      return found;
    };
    assert.deepEqual(await statuses(origin.token()), [200, 200, 200, 200, 200]);
    assert.deepEqual(await statuses(few), [200, 403, 403, 200, 403]);
    for (const token of [wrong, foreign]) assert.deepEqual(await statuses(token), [403, 403, 403, 403, 403]);
  });

  test('have no addresses but these', async () => {
    for (const name of ['1800.vtt', '01.vtt', '-1.vtt', '0.m4s', 'init.mp4'])
      assert.equal((await origin.fetch(origin.url(`${TEXT}/${name}`))).status, 404, name);
    for (const name of ['720p/all.vtt', '720p/0.vtt', 'tx_0/all.vtt', 'all.vtt'])
      assert.equal((await origin.fetch(origin.url(name))).status, 404, name);
  });

  test('are offered at once where somebody says that they are there', async () => {
    await origin.fetch(origin.url('main.m3u8'));
    origin.library.assets.set(ASSET, withText('1b', [TEXT, 'tx_said']));
    origin.delivery.refresh(ASSET);
    assert.ok((await origin.fetch(origin.url('main.m3u8'))).body.includes('tx_said'));
    origin.library.assets.set(ASSET, withText('1', [TEXT]));
    origin.delivery.refresh(ASSET);
    origin.library.failure = new Error('away');
    assert.equal((await origin.fetch(origin.url('main.m3u8'))).status, 200);
    origin.library.failure = null;
  });

  test('are offered as soon as they are there, and are gone a second after they are deleted', async () => {
    const added = 'tx_01k9x00000000000000000000b';
    origin.library.texts.set(added, file);
    origin.library.assets.set(ASSET, withText('2', [TEXT, added]));
    origin.clock.time += 1_000;
    const before = await origin.fetch(origin.url('main.m3u8'));
    assert.ok(before.body.includes(added));
    assert.equal((await origin.fetch(origin.url(`${added}/all.vtt`))).status, 200);
    origin.library.assets.set(ASSET, withText('3', [TEXT]));
    origin.clock.time += 1_000;
    const now = await origin.fetch(origin.url('main.m3u8'));
    assert.notEqual(now.headers.etag, before.headers.etag);
    assert.ok(!now.body.includes(added));
    for (const name of ['all.vtt', '0.vtt', 'media.m3u8'])
      assert.equal((await origin.fetch(origin.url(`${added}/${name}`))).status, 404, name);
  });
});
