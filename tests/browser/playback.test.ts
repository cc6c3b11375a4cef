import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { makeSource } from '../media/make.ts';
import { packageWithFfmpeg } from '../verify/package-with-ffmpeg.ts';
import { findSystemFfmpeg } from '../verify/system-ffmpeg.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { allPlayers, playThrough, seekThrough, withPage } from './playback.ts';
import { type LocalServer, serveFolder } from './serve-page.ts';

const skip =
  findChromium() === null || findSystemFfmpeg() === null ? 'Chromium and ffmpeg are not both here' : false;

describe('the browser harness, on a stream that ffmpeg made', { skip }, () => {
  let folder: string;
  let server: LocalServer;
  let browser: Browser;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vitascope-browser-'));
    await packageWithFfmpeg((await makeSource()).path, folder);
    server = await serveFolder(folder);
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const manifestFor = (player: string) =>
    `${server.origin}/${player === 'shaka-dash' || player === 'dashjs' ? 'manifest.mpd' : 'master.m3u8'}`;

  for (const player of allPlayers) {
    test(`${player} plays to the end`, async () => {
      const report = await withPage(browser, (page) =>
        playThrough(page, { player, url: manifestFor(player) }),
      );
      assert.deepEqual(
        {
          ended: report.ended,
          errors: report.errors,
          failed: report.failedRequests,
          width: report.videoWidth,
        },
        { ended: true, errors: [], failed: [], width: 640 },
      );
      assert.equal(report.decodedFrames, 200);
      assert.ok(report.timeToFirstFrameMs !== null);
    });
  }

  test('a seek shows the frame of that time, and its number is read from the screen', async () => {
    const positions = [6.02, 1.5, 4.62, 0];
    const choice = { player: 'shaka-hls', url: manifestFor('shaka-hls'), positions } as const;
    const { seeks, errors } = await withPage(browser, (page) => seekThrough(page, choice));
    assert.deepEqual(errors, []);
    assert.deepEqual(
      seeks.map((seek) => seek.frameNumber),
      positions.map((seconds) => Math.floor(seconds * 25 + 1e-6)),
    );
  });

  test('a missing manifest is reported as a fatal error by every player', async () => {
    for (const player of allPlayers) {
      const url = manifestFor(player).replace('/m', '/missing-m');
      const report = await withPage(browser, (page) => playThrough(page, { player, url, timeoutMs: 60_000 }));
      assert.equal(report.ended, false);
      assert.ok(
        report.errors.some((error) => error.fatal),
        player,
      );
      assert.match(report.failedRequests[0] ?? '', /^404/);
    }
  });
});
