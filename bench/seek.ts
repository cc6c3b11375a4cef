// From a jump to a random place to the first frame that is shown there: our player and other people's, on the same bytes.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '../tests/browser/chromium.ts';
import { makeLongSource } from '../tests/media/stretch.ts';
import { openPlayerPage } from './harness/player-page.ts';
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

interface Sample {
  readonly player: PlayerName;
  readonly seconds: number;
  readonly ms: number;
}

const jumps = 5;
const filmSeconds = 64 * 4;

/** The same places for all players of a round, each far from what the others have buffered. */
function placesOf(round: number): number[] {
  return Array.from({ length: jumps }, (_, at) => {
    const share = (((round * jumps + at) * 0.618_034) % 1) * 0.8 + 0.15;
    return Math.round(share * filmSeconds * 10) / 10;
  });
}

async function jumpAbout(
  pages: PlayerPages,
  player: PlayerName,
  wish: { mediaPath: string; places: number[] },
) {
  const browser = await launchChromium();
  try {
    const page = await openPlayerPage(browser, pages.address(player, wish.mediaPath));
    await page.play();
    const samples: Sample[] = [];
    for (const seconds of wish.places) samples.push({ player, seconds, ms: await page.jump(seconds) });
    return samples;
  } finally {
    await browser.close();
  }
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? (quick ? 1 : 8));
  const root = await temporaryFolder('seek');
  const video = { width: 1280, height: 720, rate: [25, 1], gopFrames: 100, bitrate: 1_500_000 } as const;
  const path = await makeLongSource({ seconds: 64, container: 'mp4-faststart', video }, filmSeconds / 64);
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
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const player of playerNames)
        samples.push(...(await jumpAbout(pages, player, { mediaPath, places: placesOf(round) })));
      say(`${round + 1} of ${rounds}`);
    }
    return findings(samples);
  } finally {
    await pages?.close();
    await product.stop();
    await rm(root, { recursive: true, force: true });
  }
}

function findings(samples: readonly Sample[]): Findings {
  const times = (player: PlayerName): number[] =>
    samples.filter((one) => one.player === player).map(({ ms }) => ms);
  const peers = playerNames.filter((name) => name !== 'Vitascope');
  const best = Math.min(...peers.map((peer) => median(times(peer))));
  const share = median(times('Vitascope')) / best;
  return {
    name: 'seek',
    title: 'Jump to a random place, to the first frame there',
    method:
      `Chromium with a new profile for each round of ${jumps} jumps, the players by turns, the same places for all: a film of ` +
      `${filmSeconds} s at 720p in one quality, with sound, the same files from one server. The time runs from setting \`currentTime\` to ` +
      'the first `requestVideoFrameCallback` whose frame is at that place. Milliseconds.',
    header: ['player', 'median / p95', 'n'],
    rows: playerNames.map((player) => [player, spread(times(player), 0), String(times(player).length)]),
    verdicts: [{ goal: '≤ 1.0 of the best peer', reached: share.toFixed(2), isMet: share <= 1 }],
    raw: samples,
  };
}

await runBench(measure);
