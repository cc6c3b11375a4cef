// Segments of 2 MB from memory with path tokens, against nginx with secure_link and sendfile.
import { makeSource } from '../tests/media/make.ts';
import { compareLoad } from './harness/compare-load.ts';
import { countFrames } from './harness/decodes.ts';
import { type BenchOptions, type Findings, runBench } from './harness/report.ts';
import { fetchBytes, type ServedTitle, serveTitle } from './harness/served-title.ts';
import { median, spread } from './harness/statistics.ts';
import type { Slice } from './harness/wrk.ts';

const CONNECTIONS = 16;

async function copiedSegments(title: ServedTitle, count: number) {
  const rendition = title.asset.renditions.find(
    (candidate) => candidate.kind === 'video' && candidate.copied,
  );
  if (rendition === undefined) throw new Error('the source is not passed through');
  const files = await title.share(Array.from({ length: count }, (_, n) => `${rendition.id}/${n}.m4s`));
  const init = await fetchBytes(`${title.base}/${rendition.id}/init.mp4`);
  for (const { ours, bytes } of files) {
    const frames = await countFrames(init, bytes);
    if (frames !== 100) throw new Error(`${ours} holds ${frames} frames instead of 100`);
  }
  return files;
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const video = { width: 1920, height: 1080, rate: [25, 1], gopFrames: 100, bitrate: 4_100_000 } as const;
  const { path } = await makeSource({ seconds: 32, video });
  const title = await serveTitle(path);
  try {
    // The beginning and the end of a rate-controlled film are not as large as the rest.
    const files = (await copiedSegments(title, 7)).slice(1);
    const sizes = files.map(({ bytes }) => bytes.length / 1e6);
    const rounds = quick ? 2 : 10;
    const seconds = quick ? 2 : 3;
    const { ours, theirs } = await compareLoad(title, files, { connections: CONNECTIONS, seconds, rounds });
    const perCpu = (slice: Slice): number => slice.bytes / slice.cpuSeconds / 1e9;
    const perWall = (slice: Slice): number => slice.bytes / slice.seconds / 1e9;
    const ratios = ours.map((slice, i) => perCpu(slice) / perCpu(theirs[i] as Slice));
    const line = (name: string, slices: readonly Slice[]): string[] => [
      name,
      spread(slices.map(perCpu)),
      spread(slices.map(perWall)),
      spread(slices.map((slice) => slice.cpuSeconds / slice.seconds)),
      String(slices.length),
    ];
    const ratio = median(ratios);
    return {
      name: 'hot-segments',
      title: 'Hot segments of 2 MB with tokens',
      method:
        `${files.length} segments of ${Math.min(...sizes).toFixed(2)} to ${Math.max(...sizes).toFixed(2)} MB, the same bytes from both, ` +
        `asked for in turn by wrk over ${CONNECTIONS} connections in slices of ${seconds} s; nginx: one worker, secure_link, sendfile, ` +
        'open file cache. Processor seconds are those of the serving process alone.',
      header: [
        'server',
        'GB per CPU second (median / p95)',
        'GB per second (median / p95)',
        'cores used (median / p95)',
        'n',
      ],
      rows: [line('Vitascope', ours), line('nginx', theirs)],
      verdicts: [
        {
          goal: "bytes per CPU second ≥ 1.0 of nginx's",
          reached: `${ratio.toFixed(2)} (median of ${ratios.length} neighbouring pairs)`,
          isMet: ratio >= 1,
        },
      ],
      raw: { sizes, ours, theirs, ratios },
    };
  } finally {
    await title.stop();
  }
}

await runBench(measure);
