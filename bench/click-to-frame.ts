// From a click on play, on a page that is ready, to the first frame: our player and other people's, on the same bytes.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../tests/browser/chromium.ts';
import { makeSource } from '../tests/media/make.ts';
import { openPlayerPage, type PlayerPage } from './harness/player-page.ts';
import {
  keepTitle,
  type PlayerName,
  type PlayerPages,
  playerNames,
  servePlayerPages,
} from './harness/player-pages.ts';
import { startProduct, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { median, spread } from './harness/statistics.ts';
import { upload } from './harness/upload.ts';

type Way = PlayerName | 'Vitascope, not rehearsed' | 'Vitascope, intent seen';
const ways: readonly Way[] = [...playerNames, 'Vitascope, not rehearsed', 'Vitascope, intent seen'];
const isOurs = (way: Way): way is Exclude<Way, 'hls.js' | 'dash.js' | 'Shaka Player'> =>
  way.startsWith('Vitascope');

interface Sample {
  readonly way: Way;
  /** From the click to the first frame. */
  readonly ms: number;
  /** To the first that was not ready before it. */
  readonly movedMs: number;
  readonly bytesAhead: number;
}

const settleMs = 400;

/** A browser of its own for each: nothing is warm but the machine's files. */
async function once(pages: PlayerPages, way: Way, mediaPath: string): Promise<Sample> {
  const browser = await launchChromium();
  try {
    return await clickOnce(browser, pages, { way, mediaPath });
  } finally {
    await browser.close();
  }
}

async function clickOnce(
  browser: Browser,
  pages: PlayerPages,
  { way, mediaPath }: { readonly way: Way; readonly mediaPath: string },
): Promise<Sample> {
  const isWarm = way === 'Vitascope, intent seen';
  const address = pages.address(isOurs(way) ? 'Vitascope' : way, mediaPath);
  const page = await openPlayerPage(
    browser,
    way === 'Vitascope, not rehearsed' ? `${address}&unrehearsed` : address,
  );
  if (isWarm) {
    await warm(page, pages.origin + mediaPath);
    if (page.bytes() > 500_000) throw new Error(`${page.bytes()} bytes were fetched ahead`);
  } else if (page.bytes() > 0)
    throw new Error(`${way} fetched ${page.bytes()} bytes of media before the click`);
  const bytesAhead = page.bytes();
  const { shownMs: ms, movedMs } = await page.play();
  const width = await page.page.evaluate('document.querySelector("video").videoWidth');
  if (width !== 1280) throw new Error(`${way} shows ${width} pixels`);
  return { way, ms, movedMs, bytesAhead };
}

async function warm(page: PlayerPage, url: string): Promise<void> {
  await page.page.evaluate(`warm(${JSON.stringify(url)})`);
  await page.until('engine.state.get().phase === "ready" && engine.video.readyState >= 3', 'it is not warm');
  await delay(settleMs);
}

/** What `page.js` takes for granted: an element that is put into the page with a frame in it shows it, by the second picture. */
async function checkThatItShows(pages: PlayerPages, mediaPath: string): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await openPlayerPage(browser, pages.address('Vitascope', mediaPath));
    const shot = async (): Promise<number> => {
      const { channels } = await sharp(await page.page.locator('video').screenshot()).stats();
      return Math.max(...channels.map(({ stdev }) => stdev));
    };
    const before = await shot();
    await warm(page, pages.origin + mediaPath);
    await page.page.evaluate(
      'show(), new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    );
    const after = await shot();
    if (before > 1 || after < 20) throw new Error(`The picture is not shown at once: ${before}, ${after}`);
  } finally {
    await browser.close();
  }
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? (quick ? 3 : 30));
  const root = await temporaryFolder('click');
  const { path } = await makeSource({
    seconds: 32,
    container: 'mp4-faststart',
    video: { width: 1280, height: 720, rate: [25, 1], gopFrames: 100, bitrate: 700_000 },
  });
  const product = await startProduct({ dataDir: join(root, 'data') });
  let pages: PlayerPages | null = null;
  try {
    const { assetId } = await upload(product, path);
    await product.wait(assetId, 'playable');
    const { hlsUrl } = await product.playback(assetId);
    const base = hlsUrl.slice(0, hlsUrl.lastIndexOf('/'));
    const { mediaPath } = await keepTitle({ base, root, heights: [720] });
    await product.stop();
    pages = await servePlayerPages(root);
    await checkThatItShows(pages, mediaPath);
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const way of ways) samples.push(await once(pages, way, mediaPath));
      say(
        `${round + 1} of ${rounds}: ${samples
          .slice(-ways.length)
          .map(({ ms }) => ms.toFixed(0))
          .join(', ')} ms`,
      );
    }
    return findings(samples);
  } finally {
    await pages?.close();
    await product.stop();
    await rm(root, { recursive: true, force: true });
  }
}

function findings(samples: readonly Sample[]): Findings {
  const times = (way: Way): number[] => samples.filter((one) => one.way === way).map(({ ms }) => ms);
  const moves = (way: Way): number[] =>
    samples.filter((one) => one.way === way).map(({ movedMs }) => movedMs);
  const peers = playerNames.filter((name) => name !== 'Vitascope');
  const best = Math.min(...peers.map((peer) => median(times(peer))));
  const cold = median(times('Vitascope')) / best;
  const plain = median(times('Vitascope, not rehearsed')) / best;
  const warm = median(times('Vitascope, intent seen')) / best;
  const ahead = Math.max(...samples.map(({ bytesAhead }) => bytesAhead));
  return {
    name: 'click-to-frame',
    title: 'Click on play to first frame',
    method:
      'Chromium with a new profile for each sample, the players by turns. A plain page has the library loaded and a player made ' +
      'and attached; it knows of no title. A real click gives it the address of one: 720p in one quality, with sound, the same files from ' +
      'one server for all. The time runs from the click event to `requestVideoFrameCallback`. Our page has rehearsed: it has loaded two ' +
      'seconds of 64 by 36 pixels that come with the player, into an element that stands nowhere; the line below is without that. With the intent seen, our player was ' +
      `given the address before, fetched at most 500 kB (${Math.round(ahead / 1000)} kB here) and decoded a frame into an element that stood nowhere; ` +
      'the click puts it into the page, and the time runs to the second picture of the page after that, which shows it, as a screenshot proves. ' +
      'The last column runs to the first frame that is new since the click. Milliseconds, median / p95.',
    header: ['player', 'first frame', 'first new frame', 'n'],
    rows: ways.map((way) => [way, spread(times(way), 0), spread(moves(way), 0), String(times(way).length)]),
    verdicts: [
      {
        goal: 'nothing fetched before: ≤ 0.8 of the best peer',
        reached: `${cold.toFixed(2)}; not rehearsed ${plain.toFixed(2)}`,
        isMet: cold <= 0.8,
      },
      {
        goal: 'intent seen: ≤ 0.35 of the best peer without it',
        reached: `${warm.toFixed(2)}; to the first new frame ${(median(moves('Vitascope, intent seen')) / best).toFixed(2)}`,
        isMet: warm <= 0.35,
      },
    ],
    raw: samples,
  };
}

await runBench(measure);
