// Other people's players: each plays every film to its end, begins with its first frame, and seeks to the right one.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium } from '../browser/chromium.ts';
import { allPlayers, type PlayerName, playThrough, seekThrough, withPage } from '../browser/playback.ts';
import { makeSource } from '../media/make.ts';
import type { SourceWish } from '../media/spec.ts';
import { type Product, type Pushed, startProduct } from './product.ts';

const skip = findChromium() === null ? 'there is no Chromium' : false;

interface Film {
  readonly wish: SourceWish;
  /** Where the player must be at the end. */
  readonly seconds: number;
  /** Times to jump to, in the middle of a frame, and the number of the frame shown there. */
  readonly seeks: readonly (readonly [number, number])[];
}

const films: Record<string, Film> = {
  'H.264 with B pictures': {
    wish: { seconds: 14, video: { bFrames: 3, gopFrames: 30 } },
    seconds: 14,
    seeks: [
      [9.02, 225],
      [1.5, 37],
      [0, 0],
    ],
  },
  '29.97 HEVC in Matroska': {
    wish: { seconds: 10, container: 'mkv', video: { codec: 'hevc', rate: [30000, 1001] } },
    seconds: 10,
    seeks: [
      [7.02, 210],
      [0, 0],
    ],
  },
  'sound that outlasts the picture': {
    wish: { seconds: 6, audio: { seconds: 11 } },
    seconds: 11,
    seeks: [
      [4.5, 112],
      [0, 0],
    ],
  },
  'a picture that begins after its sound': {
    wish: { seconds: 8, container: 'mkv', video: { startSeconds: 0.5 } },
    seconds: 8.5,
    seeks: [[0, 0]],
  },
  'sound alone': {
    wish: { seconds: 10, container: 'mp3', video: null, audio: { codec: 'mp3' } },
    seconds: 10,
    seeks: [],
  },
};

describe('films in other people’s players', { skip }, () => {
  let product: Product;
  let browser: Browser;
  before(async () => {
    product = await startProduct();
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await product?.stop();
  });

  for (const [name, film] of Object.entries(films)) {
    describe(name, () => {
      let pushed: Pushed;
      before(async () => {
        pushed = await product.push((await makeSource(film.wish)).path, 'playable');
      });
      for (const player of allPlayers) {
        test(`${player} plays it to the end`, async () => {
          const url = urlFor(pushed, player);
          const report = await withPage(browser, (page) =>
            playThrough(page, { player, url, timeoutMs: 60_000 }),
          );
          assert.deepEqual(
            { ended: report.ended, errors: report.errors, failed: report.failedRequests },
            { ended: true, errors: [], failed: [] },
          );
          assert.ok(Math.abs(report.position - film.seconds) < 0.15, `it ended at ${report.position} s`);
        });
        if (film.seeks.length === 0) continue;
        test(`${player} shows the right frame after a jump`, async (context) => {
          const positions = film.seeks.map(([seconds]) => seconds);
          const choice = { player, url: urlFor(pushed, player), positions, timeoutMs: 60_000 };
          const report = await withPage(browser, (page) => seekThrough(page, choice));
          const { seeks, errors, repeatedJumps } = report;
          if (repeatedJumps > 0) context.diagnostic(`${player} had to jump again ${repeatedJumps} times`);
          // A player that aborts its own requests to jump may call that an error, though not a fatal one.
          assert.deepEqual(
            errors.filter(({ fatal }) => fatal),
            [],
          );
          assert.deepEqual(
            seeks.map((seek) => seek.frameNumber),
            film.seeks.map(([, number]) => number),
          );
        });
      }
    });
  }
});

function urlFor(pushed: Pushed, player: PlayerName): string {
  return player === 'shaka-dash' || player === 'dashjs' ? pushed.dashUrl : pushed.hlsUrl;
}
