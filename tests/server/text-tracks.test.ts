// Subtitles and captions through the API: what is taken, what is refused, and what players of all kinds then see.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium } from '../browser/chromium.ts';
import { allPlayers, readThrough, withPage } from '../browser/playback.ts';
import { makeSource } from '../media/make.ts';
import { readHls } from '../verify/read-hls.ts';
import { readMpd } from '../verify/read-mpd.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';
import { playbackOf, uploadWhole, waitForAsset } from './upload.ts';

const skip = findChromium() === null ? 'there is no Chromium' : false;

// The second cue lies across the cut at 4 s, the third begins behind the last cut.
const srt = `1
00:00:01,000 --> 00:00:03,000
<font color="red">Good <i>evening</i>.</font><script>alert(1)</script>

2
00:00:03,500 --> 00:00:05,250
{\\an8}What is seen & heard
`;
const clean = `WEBVTT

00:00:01.000 --> 00:00:03.000
Good <i>evening</i>.

00:00:03.500 --> 00:00:05.250 line:0
What is seen &amp; heard
`;

describe('text tracks', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  let assetId: string;
  const path = () => `/api/v1/assets/${assetId}/text-tracks`;

  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
    const bytes = await readFile((await makeSource({ seconds: 10 })).path);
    assetId = await uploadWhole(server, { name: 'film.mp4', bytes });
    await waitForAsset(server, assetId, 'playable');
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  // biome-ignore lint/suspicious/noExplicitAny: answers of many forms.
  const answerOf = async (response: Response): Promise<{ status: number; body: any }> => ({
    status: response.status,
    body: response.status === 204 ? null : await response.json(),
  });
  const add = async (
    query: string,
    body: string | Uint8Array<ArrayBuffer> = srt,
    type = 'application/x-subrip',
  ) =>
    answerOf(
      await server.fetch(`${path()}?${query}`, { method: 'POST', headers: { 'content-type': type }, body }),
    );
  const list = async () => (await answerOf(await server.fetch(path()))).body.items;
  const patch = async (id: string, body: object) =>
    answerOf(
      await server.fetch(`${path()}/${id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
  const remove = (id: string) => server.fetch(`${path()}/${id}`, { method: 'DELETE' });
  const objects = async () =>
    (await readdir(join(data.path, 'objects'), { recursive: true })).filter((name) => name.includes('tx_'));

  test('a file is cleaned, named by its language, shown in every manifest, and gone when it is deleted', async () => {
    const { hlsUrl, dashUrl } = await playbackOf(server, assetId);
    const before = await fetch(hlsUrl);
    assert.doesNotMatch(await before.text(), /SUBTITLES/);
    const { status, body } = await add('language=DE-at');
    assert.equal(status, 201, JSON.stringify(body));
    const { id, createdAt, updatedAt, ...facts } = body;
    assert.deepEqual(facts, {
      language: 'de-AT',
      kind: 'subtitles',
      name: 'Österreichisches Deutsch',
      isForced: false,
      isDefault: false,
      cues: 2,
      sizeBytes: Buffer.byteLength(clean),
    });
    assert.equal(createdAt, updatedAt);
    assert.deepEqual(await list(), [body]);
    const file = await server.fetch(`${path()}/${id}/file`);
    assert.equal(await file.text(), clean);
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment/);

    // At once, below an address that was given before.
    const now = await fetch(hlsUrl);
    assert.notEqual(now.headers.get('etag'), before.headers.get('etag'));
    const hls = await readHls(hlsUrl, await now.text());
    const text = hls.renditions.find(({ kind }) => kind === 'text') ?? assert.fail('HLS has no text');
    assert.equal(text.language, 'de-AT');
    const pictures = hls.renditions.find(({ kind }) => kind === 'video') ?? assert.fail();
    assert.deepEqual(
      text.segments.map(({ durationSeconds }) => durationSeconds),
      pictures.segments.map(({ durationSeconds }) => durationSeconds),
    );
    const [first, second] = await Promise.all(
      text.segments.map(async ({ url }) => (await fetch(url)).text()),
    );
    assert.match(
      first ?? '',
      /^WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00\.000,MPEGTS:0\n\n[\s\S]*evening[\s\S]*heard/,
    );
    assert.doesNotMatch(second ?? '', /evening/);
    assert.match(second ?? '', /00:00:03\.500 --> 00:00:05\.250/);
    const mpd = readMpd(dashUrl, await (await fetch(dashUrl)).text());
    const sidecar = mpd.renditions.find(({ kind }) => kind === 'text') ?? assert.fail('DASH has no text');
    const url = sidecar.segments[0]?.url ?? assert.fail();
    assert.equal(await (await fetch(url)).text(), clean);
    const stranger = url.replace(/\/t\/[^/]+/, `/t/${'a'.repeat(6)}.zzzzzz.${'A'.repeat(24)}`);
    assert.equal((await fetch(stranger)).status, 403);
    assert.equal(
      (await objects()).some((name) => name.endsWith('all.vtt')),
      true,
    );

    assert.equal((await remove(id)).status, 204);
    assert.equal((await remove(id)).status, 404);
    assert.equal((await fetch(url)).status, 404);
    assert.doesNotMatch(await (await fetch(hlsUrl)).text(), /SUBTITLES/);
    assert.deepEqual(
      (await objects()).filter((name) => name.endsWith('all.vtt')),
      [],
    );
  });

  test('one is the default at most; what is changed is in the next manifest', async () => {
    const { body: english } = await add('language=en&isDefault=true&name=English');
    const { body: sdh } = await add('language=en&kind=captions&isDefault=true');
    assert.equal(sdh.name, 'English (SDH)');
    const defaults = async () => (await list()).map((one: { isDefault: boolean }) => one.isDefault);
    assert.deepEqual(await defaults(), [false, true]);
    const changed = await patch(english.id, { isDefault: true, name: 'Plain English', language: 'en-GB' });
    assert.deepEqual(
      [changed.status, changed.body.name, changed.body.language],
      [200, 'Plain English', 'en-GB'],
    );
    assert.deepEqual(await defaults(), [true, false]);
    const { hlsUrl } = await playbackOf(server, assetId);
    const playlist = await (await fetch(hlsUrl)).text();
    assert.match(playlist, /NAME="Plain English",LANGUAGE="en-GB",DEFAULT=YES/);
    assert.match(playlist, /NAME="English \(SDH\)".*CHARACTERISTICS="public\.accessibility/);
    for (const { id } of await list()) assert.equal((await remove(id)).status, 204);
  });

  test('what cannot be is refused with its reason, and nothing of it is kept', async () => {
    const codeOf = async (query: string, body?: string | Uint8Array<ArrayBuffer>, type?: string) => {
      const answer = await add(query, body, type);
      return [answer.status, answer.body.code, answer.body.details?.line];
    };
    const broken = 'WEBVTT\n\n00:00:05.000 --> 00:00:04.000\nBack\n';
    assert.deepEqual(await codeOf('language=en', broken, 'text/vtt'), [400, 'captions-invalid', 3]);
    assert.deepEqual(await codeOf('language=en', ''), [400, 'captions-invalid', undefined]);
    assert.deepEqual(await codeOf('language=en', '[Script Info]'), [400, 'captions-invalid', undefined]);
    assert.deepEqual(await codeOf('language=en&kind=captions&isForced=true'), [
      400,
      'captions-invalid',
      undefined,
    ]);
    for (const query of [
      '',
      'language=english%20please',
      'language=und',
      'language=en&kind=karaoke',
      'language=en&x=1',
    ])
      assert.deepEqual(await codeOf(query), [400, 'invalid-request', undefined], query);
    assert.equal((await codeOf('language=en', '{}', 'application/json'))[0], 415);
    assert.equal((await codeOf('language=en', new Uint8Array(2_100_000)))[0], 413);
    const lines = `WEBVTT\n\n00:01.000 --> 00:02.000\n${'a'.repeat(5_000)}`;
    assert.deepEqual(await codeOf('language=en', lines), [413, 'captions-too-large', 4]);
    const nowhere = 'as_00000000000000000000000000';
    const elsewhere = await server.fetch(path().replace(assetId, nowhere));
    assert.equal((await answerOf(elsewhere)).body.code, 'asset-not-found');
    assert.equal(
      (await patch('tx_00000000000000000000000000', { name: 'a' })).body.code,
      'text-track-not-found',
    );
    assert.deepEqual(await list(), []);
    assert.deepEqual(
      (await objects()).filter((name) => name.endsWith('all.vtt')),
      [],
    );
  });

  test('is on record, by the asset and the text', async () => {
    const { body } = await add('language=fr');
    await remove(body.id);
    const { items } = (await answerOf(await server.fetch('/api/v1/audit?limit=20'))).body;
    // biome-ignore lint/suspicious/noExplicitAny: answers of many forms.
    const actions = items.filter((one: any) => one.subjects.includes(body.id));
    assert.deepEqual(
      // biome-ignore lint/suspicious/noExplicitAny: likewise.
      actions.map((one: any) => [one.action, one.subjects.includes(assetId)]),
      [
        ['DELETE /api/v1/assets/:id/text-tracks/:textTrackId', true],
        ['POST /api/v1/assets/:id/text-tracks', true],
      ],
    );
  });

  test('goes with its asset', async () => {
    const bytes = await readFile((await makeSource({ seconds: 2 })).path);
    const other = await uploadWhole(server, { name: 'other.mp4', bytes });
    // Before it is known whether it plays.
    const headers = { 'content-type': 'text/vtt' };
    const added = await server.fetch(`${path().replace(assetId, other)}?language=it`, {
      method: 'POST',
      headers,
      body: clean,
    });
    assert.equal(added.status, 201);
    await waitForAsset(server, other, 'playable');
    assert.match(await (await fetch((await playbackOf(server, other)).hlsUrl)).text(), /LANGUAGE="it"/);
    assert.equal(
      (await server.fetch(`/api/v1/assets/${other}?permanent=true`, { method: 'DELETE' })).status,
      204,
    );
    assert.deepEqual(
      (await objects()).filter((name) => name.includes(other)),
      [],
    );
  });

  describe('in other people’s players', { skip }, () => {
    let browser: Browser;
    before(async () => {
      browser = await launchChromium();
      await add('language=en&isDefault=true');
      await add('language=de', srt.replace('evening', 'Abend'));
    });
    after(() => browser?.close());

    for (const player of allPlayers)
      test(`${player} reads every cue at its time`, async () => {
        const { hlsUrl, dashUrl } = await playbackOf(server, assetId);
        const url = player === 'shaka-dash' || player === 'dashjs' ? dashUrl : hlsUrl;
        const report = await withPage(browser, (page) =>
          readThrough(page, { player, url, cues: 2, playbackRate: 1, timeoutMs: 60_000 }),
        );
        const plain = report.cues.map(([from, to, text]) => [
          from,
          to,
          text.replace(/<[^>]*>|\{.*?\}/g, '').trim(),
        ]);
        const shown = [...new Map(plain.map((cue) => [JSON.stringify(cue), cue])).values()];
        assert.deepEqual(shown, [
          [1, 3, 'Good evening.'],
          [
            3.5,
            5.25,
            player === 'shaka-hls' || player === 'shaka-dash' ? 'What is seen & heard' : shown[1]?.[2],
          ],
        ]);
        assert.match(String(shown[1]?.[2]), /What is seen (&|&amp;) heard/);
        assert.deepEqual([report.ended, report.failedRequests], [true, []]);
        assert.deepEqual(
          report.errors.filter(({ fatal }) => fatal),
          [],
        );
      });
  });
});
