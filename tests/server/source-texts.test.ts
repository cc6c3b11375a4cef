// Subtitles inside uploaded films: they become text tracks, at their times, once, and never harm the film.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { AssetDetails, TextTrack } from '@vitascope/client';
import { makeSource } from '../media/make.ts';
import type { SourceWish } from '../media/spec.ts';
import { readHls } from '../verify/read-hls.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';
import { playbackOf, uploadWhole, waitForAsset } from './upload.ts';

type Texts = NonNullable<AssetDetails['source']>['texts'];

describe('subtitles inside films', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  const get = async <T>(path: string): Promise<T> => {
    const response = await server.fetch(path);
    assert.equal(response.status, 200, path);
    return (await response.json()) as T;
  };
  const tracksOf = async (id: string) =>
    (await get<{ items: TextTrack[] }>(`/api/v1/assets/${id}/text-tracks`)).items;
  const textsOf = async (id: string): Promise<Texts> =>
    (await get<AssetDetails>(`/api/v1/assets/${id}/details`)).source?.texts ?? [];
  const fileOf = async (id: string, track: string) =>
    (await server.fetch(`/api/v1/assets/${id}/text-tracks/${track}/file`)).text();

  /** Uploads such a film and waits until nothing of its subtitles waits. */
  const upload = async (wish: SourceWish): Promise<string> => {
    const bytes = await readFile((await makeSource({ seconds: 10, ...wish })).path);
    const id = await uploadWhole(server, { name: 'film', bytes });
    await waitForAsset(server, id, 'playable');
    for (let tries = 0; tries < 200; tries++) {
      const texts = await textsOf(id);
      if (texts.every(({ state }) => state !== 'waiting')) return id;
      await delay(50);
    }
    return assert.fail('the subtitles were not read in ten seconds');
  };

  const words = [
    [1_000, 2_000, 'One'],
    [3_500, 1_750, 'Across the cut'],
  ] as const;
  const written =
    'WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nOne\n\n00:00:03.500 --> 00:00:05.250\nAcross the cut\n';
  const shapeOf = ({ language, kind, name, isForced, isDefault, cues }: TextTrack) => [
    language,
    kind,
    name,
    isForced,
    isDefault,
    cues,
  ];

  test('of Matroska become tracks in several languages, at their times though the film begins late', async () => {
    const id = await upload({
      container: 'mkv',
      startSeconds: 100,
      texts: [
        { codec: 'subrip', language: 'ger', flags: ['default'], cues: words },
        {
          codec: 'ass',
          language: 'fre',
          title: 'Panneaux',
          flags: ['forced'],
          cues: [[1_000, 2_000, '{\\an8\\i1}Gare']],
        },
        { codec: 'webvtt', language: 'eng', title: 'English (SDH)', cues: words },
        { codec: 'subrip', cues: words },
        { codec: 'pgs', language: 'spa', cues: [[1_000, 1_000, 'no picture']] },
      ],
    });
    const tracks = await tracksOf(id);
    assert.deepEqual(tracks.map(shapeOf), [
      ['de', 'subtitles', 'Deutsch', false, true, 2],
      ['fr', 'subtitles', 'Panneaux', true, false, 1],
      ['en', 'captions', 'English (SDH)', false, false, 2],
      ['und', 'subtitles', 'Subtitles 4', false, false, 2],
    ]);
    assert.equal(await fileOf(id, tracks[0]?.id ?? ''), written);
    assert.match(
      await fileOf(id, tracks[1]?.id ?? ''),
      /00:00:01\.000 --> 00:00:03\.000 line:0\n<i>Gare<\/i>\n/,
    );
    const texts = await textsOf(id);
    assert.deepEqual(
      texts.map(({ codec, state, reason }) => [codec, state, reason?.code]),
      [
        ['subrip', 'taken', undefined],
        ['ass', 'taken', undefined],
        ['webvtt', 'taken', undefined],
        ['subrip', 'taken', undefined],
        ['pgs', 'left-out', 'source-text-pictures'],
      ],
    );
    const { hlsUrl } = await playbackOf(server, id);
    const playlist = await (await fetch(hlsUrl)).text();
    assert.match(playlist, /NAME="Deutsch",LANGUAGE="de",DEFAULT=YES/);
    assert.match(playlist, /NAME="Panneaux",LANGUAGE="fr",.*FORCED=YES/);
    const german = (await readHls(hlsUrl, playlist)).renditions.find(
      ({ kind, language }) => kind === 'text' && language === 'de',
    );
    const [first, second] = await Promise.all(
      (german?.segments ?? []).map(async ({ url }) => (await fetch(url)).text()),
    );
    assert.match(first ?? '', /00:00:01\.000 --> 00:00:03\.000\nOne/);
    assert.match(second ?? '', /00:00:03\.500 --> 00:00:05\.250\nAcross the cut/);
    assert.doesNotMatch(second ?? '', /One/);
  });

  for (const container of ['mp4', 'mp4-faststart', 'mp4-fragmented', 'mov'] as const)
    test(`of ${container} become tracks`, async () => {
      const id = await upload({
        container,
        texts: [
          { codec: 'mov_text', language: 'ger', flags: ['default'], cues: words },
          { codec: 'mov_text', language: 'eng', title: 'Plain English', cues: words },
        ],
      });
      const tracks = await tracksOf(id);
      assert.deepEqual(
        tracks.map(({ language, cues }) => [language, cues]),
        [
          ['de', 2],
          ['en', 2],
        ],
      );
      for (const track of tracks) assert.equal(await fileOf(id, track.id), written);
    });

  test('that do harm, or try to, are left out or put right, and the film plays', async () => {
    const id = await upload({
      container: 'mkv',
      texts: [
        { codec: 'subrip', language: 'eng', cues: [[1_000, 1_000, 'x'.repeat(10_000_000)]] },
        {
          codec: 'subrip',
          language: 'ger',
          cues: [
            [500, 9_000, 'over <script>alert(1)</script> all'],
            [600, 8_000, 'overlapping\n\n00:00:00.000 --> 00:00:09.000\nanother'],
            [9_000, 90_000_000, 'for ever'],
          ],
        },
        { codec: 'ass', language: 'fre', cues: Array.from({ length: 30_000 }, (_, n) => [n / 4, 1, 'a']) },
        { codec: 'subrip', language: 'ita', cues: [[1_000, 1_000, '   ']] },
      ],
    });
    const texts = await textsOf(id);
    assert.deepEqual(
      texts.map(({ state, reason }) => [state, reason?.code]),
      [
        ['left-out', 'source-text-unreadable'],
        ['taken', undefined],
        ['left-out', 'source-text-unreadable'],
        ['left-out', 'source-text-empty'],
      ],
    );
    assert.match(texts[2]?.reason?.message ?? '', /20000 cues.*Add them under Captions/);
    const [german, ...others] = await tracksOf(id);
    assert.deepEqual(others, []);
    assert.equal(
      await fileOf(id, german?.id ?? ''),
      'WEBVTT\n\n00:00:00.500 --> 00:00:09.500\nover  all\n\n' +
        '00:00:00.600 --> 00:00:08.600\noverlapping\n00:00:00.000 --&gt; 00:00:09.000\nanother\n\n' +
        '00:00:09.000 --> 00:00:10.000\nfor ever\n',
    );
    assert.match(await (await fetch((await playbackOf(server, id)).hlsUrl)).text(), /TYPE=SUBTITLES/);
  });

  test('in more streams than any film has become as many tracks as there may be', async () => {
    const texts = Array.from({ length: 900 }, () => ({ codec: 'subrip', cues: words }) as const);
    const id = await upload({ container: 'mkv', seconds: 4, texts });
    // The demuxer sees 128 streams, two of which are picture and sound.
    assert.deepEqual(
      (await textsOf(id)).map(({ state, reason }) => reason?.code ?? state),
      [
        ...Array.from({ length: 120 }, () => 'taken'),
        ...Array.from({ length: 6 }, () => 'source-text-no-room'),
      ],
    );
    assert.equal((await tracksOf(id)).length, 120);
  });

  test('that an editor deleted or changed stay so when the film is made again', async () => {
    const id = await upload({
      container: 'mp4',
      texts: [
        { codec: 'mov_text', language: 'ger', cues: words },
        { codec: 'mov_text', language: 'eng', cues: words },
      ],
    });
    const [german, english] = await tracksOf(id);
    const at = `/api/v1/assets/${id}/text-tracks`;
    await server.fetch(`${at}/${german?.id}`, { method: 'DELETE' });
    await server.fetch(`${at}/${english?.id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Mine', language: 'en-GB' }),
    });
    await waitForAsset(server, id, 'complete');
    assert.equal((await server.fetch(`/api/v1/assets/${id}/redrive`, { method: 'POST' })).status, 200);
    await waitForAsset(server, id, 'complete');
    const left = await tracksOf(id);
    assert.deepEqual(
      left.map(({ id: track, name, language }) => [track, name, language]),
      [[english?.id, 'Mine', 'en-GB']],
    );
  });
});
