// Subtitles of a film in an object store: they are read by themselves, and the film between them is not.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createEncoderPool } from '@vitascope/encoder';
import { silentLogger } from '@vitascope/platform/kernel';
import { makeSource } from '../media/make.ts';

test('the subtitles of an MP4 are fetched without the film around them', async (context) => {
  const { path } = await makeSource({
    seconds: 30,
    video: { width: 1280, height: 720, bitrate: 6_000_000 },
    texts: [
      {
        codec: 'mov_text',
        language: 'ger',
        cues: [
          [2_000, 1_000, 'At the beginning'],
          [25_000, 2_000, 'Near the end'],
        ],
      },
    ],
  });
  const film = await readFile(path);
  let sent = 0;
  const server = createServer((request, response) => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const piece = film.subarray(Number(first), Number(last) + 1);
    sent += piece.byteLength;
    response.writeHead(206, { 'content-length': piece.byteLength }).end(piece);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pool = createEncoderPool({
    interactiveProcesses: 1,
    fillProcesses: 0,
    memoryCapBytes: 1024 ** 3,
    recycleAfterJobs: 10,
    maxInteractiveWaitMs: 60_000,
    logger: silentLogger,
  });
  context.after(async () => {
    await pool.close();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/film`;
  const location = { kind: 'url', url, sizeBytes: film.length, expiresAt: Date.now() + 60_000 } as const;
  const source = { id: 'film', location };
  const { facts, timeline, texts } = await pool.examine({
    source,
    policy: { maxHeight: 360, preset: 'veryfast' },
  });
  assert.deepEqual(
    texts.map(({ state }) => state),
    ['unread'],
  );
  sent = 0;
  const { originTicks = 0, timescale = 1 } = timeline.video ?? {};
  const [german] = await pool.readTexts({
    source,
    container: facts.container,
    origin: { ticks: originTicks, timescale },
    durationMs: facts.durationMs,
    tracks: [texts[0]?.track ?? -1],
  });
  assert.equal(
    Buffer.from(german?.webvtt ?? []).toString(),
    'WEBVTT\n\n00:00:02.000 --> 00:00:03.000\nAt the beginning\n\n00:00:25.000 --> 00:00:27.000\nNear the end\n',
  );
  assert.ok(sent < film.length / 5, `${sent} of ${film.length} bytes were fetched`);
  context.diagnostic(`${sent} of ${film.length} bytes were fetched`);
});
