// Playlists with path tokens, against nginx with secure_link serving the same text.
import { makeSource } from '../tests/media/make.ts';
import { compareLoad } from './harness/compare-load.ts';
import { type BenchOptions, type Findings, runBench } from './harness/report.ts';
import { serveTitle } from './harness/served-title.ts';
import { median, spread } from './harness/statistics.ts';
import type { Slice } from './harness/wrk.ts';

const CONNECTIONS = 32;

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const { path } = await makeSource({ seconds: 64, video: { width: 640, height: 360 } });
  const title = await serveTitle(path);
  try {
    const { renditions } = title.asset;
    const files = await title.share(['main.m3u8', ...renditions.map(({ id }) => `${id}/media.m3u8`)]);
    for (const { bytes, ours } of files)
      if (!bytes.toString().startsWith('#EXTM3U\n')) throw new Error(`${ours} is not a playlist`);
    const rounds = quick ? 2 : 10;
    const seconds = 2;
    const { ours, theirs } = await compareLoad(title, files, { connections: CONNECTIONS, seconds, rounds });
    const perCpu = (slice: Slice): number => slice.requests / slice.cpuSeconds;
    const perWall = (slice: Slice): number => slice.requests / slice.seconds;
    const ratios = ours.map((slice, i) => perCpu(slice) / perCpu(theirs[i] as Slice));
    const line = (name: string, slices: readonly Slice[]): string[] => [
      name,
      spread(slices.map(perCpu), 0),
      spread(slices.map(perWall), 0),
      spread(slices.map((slice) => slice.cpuSeconds / slice.seconds)),
      String(slices.length),
    ];
    const ratio = median(ratios);
    const sizes = files.map(({ bytes }) => bytes.length);
    return {
      name: 'playlists',
      title: 'Playlists with tokens',
      method:
        `The multivariant and ${files.length - 1} media playlists of one title (${Math.min(...sizes)} to ${Math.max(...sizes)} bytes), ` +
        `the same text from both, by wrk over ${CONNECTIONS} connections in slices of ${seconds} s; nginx: one worker, secure_link, open ` +
        'file cache. Processor seconds are those of the serving process alone.',
      header: [
        'server',
        'requests per CPU second (median / p95)',
        'requests per second (median / p95)',
        'cores used (median / p95)',
        'n',
      ],
      rows: [line('Vitascope', ours), line('nginx', theirs)],
      verdicts: [
        {
          goal: "requests per CPU second ≥ 0.6 of nginx's",
          reached: `${ratio.toFixed(2)} (median of ${ratios.length} neighbouring pairs)`,
          isMet: ratio >= 0.6,
        },
      ],
      raw: { sizes, ours, theirs, ratios },
    };
  } finally {
    await title.stop();
  }
}

await runBench(measure);
