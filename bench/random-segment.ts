// A segment that nobody has asked for yet, anywhere in a two-hour film, against ffmpeg making the same four seconds.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCreatorUpload, makeFeatureFilm } from '../tests/media/stretch.ts';
import { countFrames, countFramesOf } from './harness/decodes.ts';
import { type ExaminedSource, examineSource } from './harness/examine-source.ts';
import { segmentCommand } from './harness/peer-encode.ts';
import { untilIdle } from './harness/processes.ts';
import { type Product, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { runCommand } from './harness/run-command.ts';
import { serveUnfilled } from './harness/serve-unfilled.ts';
import { fetchBytes } from './harness/served-title.ts';
import { median, spread } from './harness/statistics.ts';

interface Sample {
  readonly label: string;
  readonly number: number;
  readonly oursMs: number;
  readonly firstByteMs: number;
  readonly theirsMs: number;
  readonly theirsCpu: number;
}

async function timedFetch(url: string): Promise<{ bytes: Buffer; firstByteMs: number; totalMs: number }> {
  const startedAt = performance.now();
  const response = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  if (response.status !== 200 || response.body === null) throw new Error(`${url} gave ${response.status}`);
  const pieces: Uint8Array[] = [];
  let firstByteMs = Number.NaN;
  for await (const piece of response.body) {
    if (pieces.length === 0) firstByteMs = performance.now() - startedAt;
    pieces.push(piece as Uint8Array);
  }
  return { bytes: Buffer.concat(pieces), firstByteMs, totalMs: performance.now() - startedAt };
}

/** Spread over the film, never two neighbours: what is made ahead of one is not another. */
function numbersToAsk(segments: number, count: number): number[] {
  const step = Math.floor((segments - 10) / count);
  return Array.from({ length: count }, (_, i) => 3 + i * step + Math.floor(Math.random() * (step - 6)));
}

async function sampleRendition(
  at: { readonly product: Product; readonly base: string; readonly film: string; readonly folder: string },
  source: ExaminedSource,
  rendition: ExaminedSource['ladder'][number] & { readonly id: string },
  count: number,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const init = await fetchBytes(`${at.base}/${rendition.id}/init.mp4`);
  for (const number of numbersToAsk(source.cuts.length - 1, count)) {
    await untilIdle(at.product.pid);
    const ours = await timedFetch(`${at.base}/${rendition.id}/${number}.m4s`);
    // What is made ahead of the viewer must not disturb the peer.
    await untilIdle(at.product.pid);
    const to = join(at.folder, 'peer.mp4');
    const seconds = source.cuts[number] ?? 0;
    const theirs = await runCommand('ffmpeg', segmentCommand(at.film, { seconds, rendition, to }));
    const frames = [await countFrames(init, ours.bytes), await countFramesOf(to)];
    if (frames[0] !== frames[1])
      throw new Error(`segment ${number} of ${rendition.id} has ${frames[0]} frames, ffmpeg's ${frames[1]}`);
    say(`${rendition.label} ${number}: ${ours.totalMs.toFixed(0)} ms, ffmpeg ${theirs.wallMs.toFixed(0)} ms`);
    samples.push({
      label: rendition.label,
      number,
      oursMs: ours.totalMs,
      firstByteMs: ours.firstByteMs,
      theirsMs: theirs.wallMs,
      theirsCpu: theirs.cpuSeconds,
    });
  }
  return samples;
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const film = quick ? await makeCreatorUpload(10) : await makeFeatureFilm();
  const source = await examineSource(film);
  const folder = await temporaryFolder('random');
  let product: Product | null = null;
  try {
    const served = await serveUnfilled(film, join(folder, 'data'));
    product = served.product;
    const { asset } = served;
    const samples: Sample[] = [];
    for (const rendition of source.ladder) {
      const known = asset.renditions.find(({ label, copied }) => label === rendition.label && !copied);
      if (known === undefined) throw new Error(`the product has no rendition ${rendition.label}`);
      const at = { product, base: served.base, film, folder };
      samples.push(...(await sampleRendition(at, source, { ...rendition, id: known.id }, quick ? 3 : 10)));
    }
    return findings(samples, source, quick);
  } finally {
    await product?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function findings(samples: readonly Sample[], source: ExaminedSource, quick: boolean): Findings {
  const verdicts: Findings['verdicts'][number][] = [];
  const rows = source.ladder.map(({ label }) => {
    const own = samples.filter((sample) => sample.label === label);
    const ratio = median(own.map(({ oursMs, theirsMs }) => oursMs / theirsMs));
    verdicts.push({
      goal: `${label}: time to the last byte ≤ 1.0 of ffmpeg's`,
      reached: ratio.toFixed(2),
      isMet: ratio <= 1,
    });
    const column = (of: (sample: Sample) => number): string => spread(own.map(of), 0);
    return [
      label,
      column(({ firstByteMs }) => firstByteMs),
      column(({ oursMs }) => oursMs),
      column(({ theirsMs }) => theirsMs),
      ratio.toFixed(2),
      String(own.length),
    ];
  });
  return {
    name: 'random-segment',
    title: `A random uncached segment of a ${quick ? '10-minute' : 'two-hour'} film`,
    method:
      'Each request over HTTP is for a segment that was never made, by turns with `ffmpeg -ss … -t 4` making the same four ' +
      'seconds with the same x264 settings, its start included. The server makes nothing else meanwhile; its encoder ' +
      'process runs already. Both results decode, with the same number of frames. Milliseconds, median / p95.',
    header: ['rendition', 'first byte', 'last byte', 'ffmpeg', 'ratio', 'n'],
    rows,
    verdicts,
    raw: samples,
  };
}

await runBench(measure);
