// Stalls and quality on lines like those of 3G and 4G, through a proxy that holds bytes up: our player and other people's.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlayerManifest } from '@vitascope/media/manifest';
import { launchChromium } from '../tests/browser/chromium.ts';
import { makeLongSource } from '../tests/media/stretch.ts';
import { openPlayerPage } from './harness/player-page.ts';
import { type KeptTitle, keepTitle, type PlayerName, servePlayerPages } from './harness/player-pages.ts';
import { startProduct, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { startShapingProxy } from './harness/shaping-proxy.ts';
import { median, percentile } from './harness/statistics.ts';
import { type Trace, traces } from './harness/traces.ts';
import { upload } from './harness/upload.ts';

const players: readonly PlayerName[] = ['hls.js', 'dash.js', 'Vitascope'];
const filmSeconds = 128;
/** A large segment by a narrow line. */
const longestStartMs = 90_000;

interface Sample {
  readonly player: PlayerName;
  readonly trace: string;
  readonly round: number;
  /** From the click to the first frame, and to the first that is followed by another: that is the start, not a stall. */
  readonly startMs: number;
  readonly movingMs: number;
  /** Without a picture that moves, after that. */
  readonly stalledMs: number;
  readonly watchedMs: number;
  /** Of what was shown, by time. */
  readonly kilobits: number;
  readonly stalls?: Seen['stalls'];
}

/** In the page: when it began to move, how long it stood still after that, and which heights were shown for how long. */
const observe = `(() => {
  const seen = { movingAt: null, stalledMs: 0, watchedMs: 0, heights: {}, stalls: [] };
  window.seen = seen;
  let last = performance.now(), at = video.currentTime;
  setInterval(() => {
    const now = performance.now(), moved = Math.max(0, (video.currentTime - at) * 1000), passed = now - last;
    if (seen.movingAt !== null && !video.ended) {
      seen.watchedMs += passed;
      seen.stalledMs += Math.max(0, passed - moved);
      if (passed - moved > 30) seen.stalls.push([at, Math.round(passed - moved)]);
      seen.heights[video.videoHeight] = (seen.heights[video.videoHeight] ?? 0) + moved;
    } else if (moved > 0) seen.movingAt = now - moved;
    last = now;
    at = video.currentTime;
  }, 100);
})()`;

interface Seen {
  readonly movingAt: number | null;
  readonly stalledMs: number;
  readonly watchedMs: number;
  readonly heights: Readonly<Record<string, number>>;
  /** Where in the film it stood, and for how long of a tenth of a second: what is longer than a tremble of the clock. */
  readonly stalls: readonly (readonly [number, number])[];
}

interface Wish {
  readonly player: PlayerName;
  readonly trace: Trace;
  readonly round: number;
  readonly upstream: string;
  readonly manifest: PlayerManifest;
  readonly mediaPath: string;
  readonly seconds: number;
}

async function watch({
  player,
  trace,
  round,
  upstream,
  manifest,
  mediaPath,
  seconds,
}: Wish): Promise<Sample> {
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
    const { shownMs: startMs } = await page.play(longestStartMs);
    await page.until('seen.movingAt !== null', 'nothing moves', longestStartMs);
    await delay(seconds * 1000);
    const seen = (await page.page.evaluate('seen')) as Seen;
    const movingMs = (seen.movingAt ?? 0) - ((await page.page.evaluate('marks.clickedAt')) as number);
    return {
      player,
      trace: trace.name,
      round,
      startMs,
      movingMs,
      ...rated(seen, manifest),
      stalls: seen.stalls,
    };
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
  const seconds = Number(process.env['BENCH_SECONDS'] ?? (quick ? 30 : 60));
  // Where what was measured is kept, so that the rounds can be run a few at a time.
  const kept = process.env['BENCH_FOLDER'];
  const root = kept ?? (await temporaryFolder('rebuffering'));
  const pages = await servePlayerPages(root);
  try {
    const title = (await readJson<KeptTitle>(join(root, 'title.json'))) ?? (await makeTitle(root));
    const samples = (await readJson<Sample[]>(join(root, 'samples.json'))) ?? [];
    for (let round = 0; round < rounds; round++)
      for (const trace of traces()) {
        if (samples.some((one) => one.round === round && one.trace === trace.name)) continue;
        const shifted = { ...trace, kilobits: turned(trace.kilobits, round * 29) };
        // Each has a line of its own; what else the machine does meets all of them.
        const wish = { trace: shifted, round, upstream: pages.origin, seconds, ...title };
        const found = await Promise.all(players.map((player) => watch({ ...wish, player })));
        for (const { player, stalledMs, kilobits, movingMs } of found)
          say(
            `${trace.name}, ${player}: ${seconds2(stalledMs)} s, ${kilobits.toFixed(0)} kbit/s, ${seconds2(movingMs)} s to begin`,
          );
        samples.push(...found);
        await writeFile(join(root, 'samples.json'), JSON.stringify(samples));
      }
    return findings(samples, seconds);
  } finally {
    await pages.close();
    if (kept === undefined) await rm(root, { recursive: true, force: true });
  }
}

const seconds2 = (ms: number): string => (ms / 1000).toFixed(2);

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch {
    return null;
  }
}

/** The whole ladder of one film, as the product makes it. */
async function makeTitle(root: string): Promise<KeptTitle> {
  await mkdir(root, { recursive: true });
  const video = { width: 1280, height: 720, rate: [25, 1], gopFrames: 100, bitrate: 2_500_000 } as const;
  const path = await makeLongSource({ seconds: 64, container: 'mp4-faststart', video }, filmSeconds / 64);
  const product = await startProduct({ dataDir: join(root, 'data') });
  try {
    const { assetId } = await upload(product, path);
    await product.wait(assetId, 'complete');
    const { hlsUrl } = await product.playback(assetId);
    const title = await keepTitle({ base: hlsUrl.slice(0, hlsUrl.lastIndexOf('/')), root });
    await writeFile(join(root, 'title.json'), JSON.stringify(title));
    return title;
  } finally {
    await product.stop();
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
  const figuresOf = (all: readonly Sample[]): string[] => {
    const times = all.map((one) => one.stalledMs);
    return [
      `${(stalled(all) * 100).toFixed(2)} %`,
      `${seconds2(median(times))} / ${seconds2(percentile(times, 0.95))}`,
      mean(all, (one) => one.kilobits).toFixed(0),
      mean(all, (one) => one.startMs).toFixed(0),
      mean(all, (one) => one.movingMs).toFixed(0),
      String(all.length),
    ];
  };
  const names = [...new Set(samples.map(({ trace }) => trace))];
  const rows = names.flatMap((trace) =>
    players.map((player) => {
      const all = of(player, trace);
      return [trace, player, ...figuresOf(all)];
    }),
  );
  for (const player of players) rows.push(['all', player, ...figuresOf(of(player))]);
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
      `Chromium with a new profile for each of ${seconds} s, the players side by side with their defaults, the whole ladder of one film, each ` +
      'through a proxy of its own that hands out bytes second by second as a trace says, to all connections together, with its round-trip time. The ' +
      'traces are made by a script in the shape of public logs (`bench/harness/traces.ts`); each round begins at another place of them. ' +
      'Stalled: the share of the time since the picture first moved in which it did not, and its seconds, median / p95; the start is told apart. ' +
      'Quality: the mean over the time shown of the rate that the manifest gives for what was shown.',
    header: ['line', 'player', 'stalled', 'seconds', 'kbit/s shown', 'first frame, ms', 'moving, ms', 'n'],
    rows,
    verdicts,
    raw: samples,
  };
}

await runBench(measure);
