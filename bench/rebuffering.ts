// Stalls and quality on lines like those of 3G and 4G, through a proxy that holds bytes up: our player and other people's.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlayerManifest } from '@vitascope/media/manifest';
import { launchChromium } from '../tests/browser/chromium.ts';
import { makeLongSource } from '../tests/media/stretch.ts';
import { openPlayerPage } from './harness/player-page.ts';
import { keepTitle, type PlayerName, servePlayerPages } from './harness/player-pages.ts';
import { startProduct, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { startShapingProxy } from './harness/shaping-proxy.ts';
import { type Trace, traces } from './harness/traces.ts';
import { upload } from './harness/upload.ts';

const players: readonly PlayerName[] = ['hls.js', 'dash.js', 'Vitascope'];
const filmSeconds = 128;

interface Sample {
  readonly player: PlayerName;
  readonly trace: string;
  readonly startMs: number;
  /** Without a picture that moves, after the first. */
  readonly stalledMs: number;
  readonly watchedMs: number;
  /** Of what was shown, by time. */
  readonly kilobits: number;
}

/** In the page: how long it stood still, and which heights were shown for how long. */
const observe = `(() => {
  const seen = { stalledMs: 0, watchedMs: 0, heights: {} };
  window.seen = seen;
  let last = performance.now(), at = video.currentTime;
  setInterval(() => {
    const now = performance.now(), moved = (video.currentTime - at) * 1000, passed = now - last;
    if (marks.shownAt !== null && !video.ended) {
      seen.watchedMs += passed;
      seen.stalledMs += Math.max(0, passed - Math.max(0, moved));
      seen.heights[video.videoHeight] = (seen.heights[video.videoHeight] ?? 0) + Math.max(0, moved);
    }
    last = now;
    at = video.currentTime;
  }, 100);
})()`;

interface Seen {
  readonly stalledMs: number;
  readonly watchedMs: number;
  readonly heights: Readonly<Record<string, number>>;
}

interface Wish {
  readonly player: PlayerName;
  readonly trace: Trace;
  readonly upstream: string;
  readonly manifest: PlayerManifest;
  readonly mediaPath: string;
  readonly seconds: number;
}

async function watch({ player, trace, upstream, manifest, mediaPath, seconds }: Wish): Promise<Sample> {
  const proxy = await startShapingProxy(upstream, trace);
  const browser = await launchChromium();
  try {
    // The page itself comes by a wide line: only the film is measured.
    const url = encodeURIComponent(proxy.origin + mediaPath);
    // By a name that nobody takes for a near server.
    const host = upstream.replace('127.0.0.1', 'films.localhost');
    const page = await openPlayerPage(browser, `${host}/page/${encodeURIComponent(player)}?url=${url}`);
    await page.page.evaluate(observe);
    proxy.restart();
    const { shownMs: startMs } = await page.play();
    await delay(seconds * 1000);
    const seen = (await page.page.evaluate('seen')) as Seen;
    return { player, trace: trace.name, startMs, ...rated(seen, manifest) };
  } finally {
    await browser.close();
    await proxy.close();
  }
}

function rated({ stalledMs, watchedMs, heights }: Seen, manifest: PlayerManifest) {
  const rates = new Map(
    manifest.video.map(({ height, averageBandwidth }) => [String(height), averageBandwidth]),
  );
  const total = Object.values(heights).reduce((sum, ms) => sum + ms, 0);
  const bits = Object.entries(heights).reduce((sum, [height, ms]) => sum + ms * (rates.get(height) ?? 0), 0);
  return { stalledMs, watchedMs, kilobits: total === 0 ? 0 : bits / total / 1000 };
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? (quick ? 1 : 8));
  const seconds = Number(process.env['BENCH_SECONDS'] ?? (quick ? 30 : 90));
  const root = await temporaryFolder('rebuffering');
  const video = { width: 1280, height: 720, rate: [25, 1], gopFrames: 100, bitrate: 2_500_000 } as const;
  const path = await makeLongSource({ seconds: 64, container: 'mp4-faststart', video }, filmSeconds / 64);
  const product = await startProduct({ dataDir: join(root, 'data') });
  let pages: Awaited<ReturnType<typeof servePlayerPages>> | null = null;
  try {
    const { assetId } = await upload(product, path);
    await product.wait(assetId, 'complete');
    const { hlsUrl } = await product.playback(assetId);
    const base = hlsUrl.slice(0, hlsUrl.lastIndexOf('/'));
    const kept = await keepTitle({ base, root });
    await product.stop();
    pages = await servePlayerPages(root);
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round++)
      for (const trace of traces())
        for (const player of players) {
          const shifted = { ...trace, kilobits: turned(trace.kilobits, round * 29) };
          const sample = await watch({ player, trace: shifted, upstream: pages.origin, seconds, ...kept });
          say(
            `${trace.name}, ${player}: ${(sample.stalledMs / 1000).toFixed(1)} s, ${sample.kilobits.toFixed(0)} kbit/s`,
          );
          samples.push(sample);
        }
    return findings(samples, seconds);
  } finally {
    await pages?.close();
    await product.stop();
    await rm(root, { recursive: true, force: true });
  }
}

/** Another part of the same line for each round. */
const turned = (values: readonly number[], by: number): number[] => [
  ...values.slice(by % values.length),
  ...values.slice(0, by % values.length),
];

function findings(samples: readonly Sample[], seconds: number): Findings {
  const of = (player: PlayerName, trace?: string): Sample[] =>
    samples.filter((one) => one.player === player && (trace === undefined || one.trace === trace));
  const sum = (all: readonly Sample[], value: (one: Sample) => number): number =>
    all.reduce((total, one) => total + value(one), 0);
  const stalled = (all: readonly Sample[]): number =>
    sum(all, (one) => one.stalledMs) / sum(all, (one) => one.watchedMs);
  const mean = (all: readonly Sample[], value: (one: Sample) => number): number =>
    sum(all, value) / all.length;
  const names = [...new Set(samples.map(({ trace }) => trace))];
  const rows = names.flatMap((trace) =>
    players.map((player) => {
      const all = of(player, trace);
      return [
        trace,
        player,
        `${(stalled(all) * 100).toFixed(1)} %`,
        mean(all, (one) => one.kilobits).toFixed(0),
        mean(all, (one) => one.startMs).toFixed(0),
        String(all.length),
      ];
    }),
  );
  const verdicts = players
    .filter((player) => player !== 'Vitascope')
    .map((peer) => {
      const [ours, theirs] = [stalled(of('Vitascope')), stalled(of(peer))];
      const [quality, other] = [
        mean(of('Vitascope'), (one) => one.kilobits),
        mean(of(peer), (one) => one.kilobits),
      ];
      return {
        goal: `stalls ≤ 1.0 of ${peer} at equal or better mean quality`,
        reached: `${(ours * 100).toFixed(2)} % against ${(theirs * 100).toFixed(2)} %, at ${(quality / other).toFixed(2)} of its rate`,
        isMet: ours <= theirs && quality >= other,
      };
    });
  return {
    name: 'rebuffering',
    title: 'Stalls and quality on lines of 3G and 4G',
    method:
      `Chromium with a new profile for each of ${seconds} s from the first frame, the players by turns with their defaults, the whole ladder of one ` +
      'film through a proxy that hands out bytes second by second as a trace says, to all connections together, with its round-trip time. The ' +
      'traces are made by a script in the shape of public logs (`bench/harness/traces.ts`); each round begins at another place of them. ' +
      'Stalled: the share of the time in which the picture should have moved and did not. Quality: the mean rate of what was shown.',
    header: ['line', 'player', 'stalled', 'kbit/s shown', 'first frame, ms', 'n'],
    rows,
    verdicts,
    raw: samples,
  };
}

await runBench(measure);
