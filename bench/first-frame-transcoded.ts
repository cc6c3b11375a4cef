// The first frame of a source that no browser plays as it is, against ffmpeg making that one segment.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../tests/browser/chromium.ts';
import { makeLongSource } from '../tests/media/stretch.ts';
import { countFramesOf } from './harness/decodes.ts';
import { type ExaminedSource, examineSource } from './harness/examine-source.ts';
import { segmentCommand } from './harness/peer-encode.ts';
import { preparePage } from './harness/prepared-page.ts';
import { untilIdle } from './harness/processes.ts';
import { type AssetFacts, type Product, startProduct, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { runCommand } from './harness/run-command.ts';
import { median, spread } from './harness/statistics.ts';
import { upload } from './harness/upload.ts';

const COPY_SECONDS = 16;

interface Sample {
  readonly firstFrameMs: number;
  readonly playableMs: number;
  /** The same page on the same segments once they are made. */
  readonly playerMs: number;
  readonly theirsMs: number;
  readonly label: string;
}

async function sample(
  stage: { readonly browser: Browser; readonly product: Product; readonly folder: string },
  film: string,
  source: ExaminedSource,
): Promise<Sample> {
  const { browser, product, folder } = stage;
  const page = await preparePage(browser, product);
  const { assetId, acknowledgedAt } = await upload(product, film, 'film.mkv');
  const asset = await product.wait(assetId, 'playable');
  const playableMs = performance.timeOrigin + performance.now() - acknowledgedAt;
  const cold = await page.watch(assetId);
  await page.close();
  const label = shownLabel(asset, cold.requests);
  const playerMs = await startOfPlayer(stage, assetId);
  await product.remove(assetId);
  await untilIdle(product.pid);
  const rendition = source.ladder.find((candidate) => candidate.label === label);
  if (rendition === undefined) throw new Error(`ffmpeg knows no ${label}`);
  const to = join(folder, 'peer.mp4');
  const theirs = await runCommand('ffmpeg', segmentCommand(film, { seconds: 0, rendition, to }));
  if ((await countFramesOf(to)) !== 120) throw new Error('the peer made another number of frames');
  return {
    firstFrameMs: cold.shownAt - acknowledgedAt,
    playableMs,
    playerMs,
    theirsMs: theirs.wallMs,
    label,
  };
}

/** The rendition of the first picture that was asked for. */
function shownLabel(asset: AssetFacts, requests: readonly string[]): string {
  for (const request of requests) {
    const [id, file] = request.split('/');
    const rendition = asset.renditions.find((candidate) => candidate.id === id);
    if (rendition?.kind === 'video' && file?.endsWith('.m4s')) return rendition.label;
  }
  throw new Error(`no segment of a picture was asked for: ${requests.join(' ')}`);
}

async function startOfPlayer(
  { browser, product }: { readonly browser: Browser; readonly product: Product },
  assetId: string,
): Promise<number> {
  const page = await preparePage(browser, product);
  const askedAt = performance.timeOrigin + performance.now();
  const { shownAt } = await page.watch(assetId);
  await page.close();
  return shownAt - askedAt;
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const video = {
    codec: 'vp9',
    width: 1920,
    height: 1080,
    rate: [30, 1],
    gopFrames: 120,
    bitrate: 5_000_000,
  } as const;
  const film = await makeLongSource({ container: 'mkv', seconds: COPY_SECONDS, video }, quick ? 4 : 37);
  const source = await examineSource(film);
  const folder = await temporaryFolder('transcoded');
  const browser = await launchChromium();
  const product = await startProduct({ dataDir: join(folder, 'data') });
  const samples: Sample[] = [];
  try {
    for (let round = 0; round < (quick ? 2 : 10); round++) {
      const made = await sample({ browser, product, folder }, film, source);
      say(`${made.label}: ${made.firstFrameMs.toFixed(0)} ms, ffmpeg ${made.theirsMs.toFixed(0)} ms`);
      samples.push(made);
    }
  } finally {
    await product.stop();
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
  return findings(samples, source);
}

function findings(samples: readonly Sample[], source: ExaminedSource): Findings {
  const column = (of: (sample: Sample) => number): string => spread(samples.map(of), 0);
  const shares = samples.map(({ firstFrameMs, playerMs, theirsMs }) => (firstFrameMs - playerMs) / theirsMs);
  const minutes = (source.cuts.at(-1) ?? 0) / 60;
  return {
    name: 'first-frame-transcoded',
    title: 'Last byte acknowledged to first frame, VP9 in Matroska',
    method:
      `1080p30 VP9 with AAC, ${minutes.toFixed(1)} minutes, uploaded by a bare tus client; the waiting page opens it as soon as it is ` +
      `playable and starts with ${[...new Set(samples.map(({ label }) => label))].join(', ')}. By turns with ffmpeg making the first ` +
      'four seconds of that rendition, its start included. The player alone: the same page on the same segments once they are made. ' +
      'Milliseconds, median / p95.',
    header: ['playable after', 'first frame', 'player alone', 'ffmpeg', 'n'],
    rows: [
      [
        column(({ playableMs }) => playableMs),
        column(({ firstFrameMs }) => firstFrameMs),
        column(({ playerMs }) => playerMs),
        column(({ theirsMs }) => theirsMs),
        String(samples.length),
      ],
    ],
    verdicts: [
      {
        goal: "first frame ≤ 1.3 of ffmpeg's time, plus the player's own start",
        reached: `${median(shares).toFixed(2)} beside the player's own start`,
        isMet: median(shares) <= 1.3,
      },
    ],
    raw: samples,
  };
}

await runBench(measure);
