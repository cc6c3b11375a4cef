// From the last acknowledged byte of an upload to the first frame in Chromium, for films of very different lengths.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../tests/browser/chromium.ts';
import { playThrough, withPage } from '../tests/browser/playback.ts';
import { serveFolder } from '../tests/browser/serve-page.ts';
import { makeCreatorUpload, makeFeatureFilm } from '../tests/media/stretch.ts';
import { examineSource } from './harness/examine-source.ts';
import { ladderCommand } from './harness/peer-encode.ts';
import { preparePage } from './harness/prepared-page.ts';
import { untilIdle } from './harness/processes.ts';
import { type Product, startProduct, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { runCommand } from './harness/run-command.ts';
import { median, spread } from './harness/statistics.ts';
import { upload } from './harness/upload.ts';

type Way = 'page' | 'client';

interface Course {
  readonly name: string;
  readonly path: string;
  readonly way: Way;
  readonly rounds: number;
}

interface Sample {
  readonly name: string;
  readonly firstFrameMs: number;
  /** From the acknowledgement to the asset's being playable; only known to the client. */
  readonly playableMs: number | null;
  readonly requests: readonly string[];
}

/** The page itself uploads, and opens the film by itself. */
async function throughPage(browser: Browser, product: Product, course: Course): Promise<Sample> {
  const page = await preparePage(browser, product);
  try {
    const { uploadedAt, shownAt, requests } = await page.uploadAndWatch(course.path);
    if (uploadedAt === null) throw new Error('the page did not note the end of its upload');
    return { name: course.name, firstFrameMs: shownAt - uploadedAt, playableMs: null, requests };
  } finally {
    await page.close();
  }
}

/** A bare tus client uploads; the loaded page opens the film as soon as it is playable. */
async function throughClient(browser: Browser, product: Product, course: Course): Promise<Sample> {
  const page = await preparePage(browser, product);
  try {
    const { assetId, acknowledgedAt } = await upload(product, course.path);
    await product.wait(assetId, 'playable');
    const playableMs = performance.timeOrigin + performance.now() - acknowledgedAt;
    const { shownAt, requests } = await page.watch(assetId);
    return { name: course.name, firstFrameMs: shownAt - acknowledgedAt, playableMs, requests };
  } finally {
    await page.close();
  }
}

async function removeAll(product: Product): Promise<void> {
  const { items } = await product.api<{ items: { id: string }[] }>('GET', '/assets');
  for (const { id } of items) await product.remove(id);
  await untilIdle(product.pid);
}

async function runCourses(browser: Browser, product: Product, courses: readonly Course[]): Promise<Sample[]> {
  const samples: Sample[] = [];
  const most = Math.max(...courses.map(({ rounds }) => rounds));
  for (let round = 0; round < most; round++) {
    for (const course of courses) {
      if (round >= course.rounds) continue;
      const through = course.way === 'page' ? throughPage : throughClient;
      const sample = await through(browser, product, course);
      say(`${course.name}: ${sample.firstFrameMs.toFixed(0)} ms`);
      samples.push(sample);
      await removeAll(product);
    }
  }
  return samples;
}

interface PeerCost {
  readonly encodeMs: number;
  readonly firstFrameMs: number;
}

/** ffmpeg makes everything, then Chromium plays it. */
async function peerOnce(browser: Browser, film: string, folder: string): Promise<PeerCost> {
  const { ladder, copiesVideo } = await examineSource(film);
  await mkdir(folder, { recursive: true });
  const command = ladderCommand({ source: film, renditions: ladder, copiesVideo, to: folder });
  const { wallMs } = await runCommand('ffmpeg', command);
  const server = await serveFolder(folder);
  try {
    const report = await withPage(browser, (page) =>
      playThrough(page, { player: 'shaka-hls', url: `${server.origin}/main.m3u8`, playbackRate: 16 }),
    );
    if (report.timeToFirstFrameMs === null)
      throw new Error(`the peer's film does not play: ${report.errors}`);
    say(`the peer's ladder: ${wallMs.toFixed(0)} ms`);
    return { encodeMs: wallMs, firstFrameMs: report.timeToFirstFrameMs };
  } finally {
    await server.close();
  }
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const minute = await makeCreatorUpload(1);
  const main = quick ? minute : await makeCreatorUpload(10);
  const feature = quick ? await makeCreatorUpload(10) : await makeFeatureFilm();
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? (quick ? 2 : 10));
  const longRounds = Number(process.env['BENCH_LONG_ROUNDS'] ?? (quick ? 1 : 4));
  const mainName = quick ? '1 min, page uploads' : '10 min, page uploads';
  const longName = quick ? '10 min, client uploads' : '2 h, client uploads';
  const courses: Course[] = [
    { name: mainName, path: main, way: 'page', rounds },
    { name: '1 min, client uploads', path: minute, way: 'client', rounds },
    { name: longName, path: feature, way: 'client', rounds: longRounds },
  ];
  const folder = await temporaryFolder('first-frame');
  const browser = await launchChromium();
  const product = await startProduct({ dataDir: join(folder, 'data') });
  try {
    const samples = await runCourses(browser, product, courses);
    await product.stop();
    const peer = await peerOnce(browser, main, join(folder, 'peer'));
    return findings({ courses, samples, peer, quick });
  } finally {
    await product.stop();
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function findings(measured: {
  readonly courses: readonly Course[];
  readonly samples: readonly Sample[];
  readonly peer: PeerCost;
  readonly quick: boolean;
}): Findings {
  const { courses, samples, peer, quick } = measured;
  const of = (course: Course | undefined): Sample[] => samples.filter(({ name }) => name === course?.name);
  const times = (course: Course | undefined): number[] => of(course).map(({ firstFrameMs }) => firstFrameMs);
  const [main, short, long] = courses;
  const peerMs = peer.encodeMs + peer.firstFrameMs;
  const share = peerMs / median(times(main));
  const growth = median(times(long)) / median(times(short));
  return {
    name: 'first-frame',
    title: 'Last byte acknowledged to first frame in Chromium',
    method:
      'Studio, loaded beforehand; H.264 and AAC in MP4, 1080p. Where the page uploads, it opens the film by ' +
      'itself and both instants are its own marks; where a bare tus client uploads, the time runs from the answer to the last ' +
      `PATCH and the waiting page then opens the film. The fill is at work meanwhile. The peer (run once${quick ? ', on one minute' : ''}): ` +
      'one ffmpeg process makes the same ladder from a single decode, then Shaka Player plays it. Milliseconds, median / p95.',
    header: ['what', 'first frame', 'playable after', 'n'],
    rows: [
      ...courses.map((course) => [
        course.name,
        spread(times(course), 0),
        course.way === 'page'
          ? '–'
          : spread(
              of(course).map(({ playableMs }) => playableMs ?? Number.NaN),
              0,
            ),
        String(times(course).length),
      ]),
      ['ffmpeg makes the ladder, then it plays', peerMs.toFixed(0), peer.encodeMs.toFixed(0), '1'],
    ],
    verdicts: [
      {
        goal: `first frame ≤ 1/400 of the peer's${quick ? ' (a goal for ten minutes, not for one)' : ''}`,
        reached: `1/${share.toFixed(0)}`,
        isMet: share >= 400,
      },
      {
        goal: `t(${quick ? '10 min' : '2 h'}) / t(1 min) ≤ 1.2`,
        reached: growth.toFixed(2),
        isMet: growth <= 1.2,
      },
    ],
    raw: { samples, peer },
  };
}

await runBench(measure);
