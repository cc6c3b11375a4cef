// The whole ladder of a film, made by the fill, against one ffmpeg process with a single decode.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCreatorUpload } from '../tests/media/stretch.ts';
import { countFrames, countFramesOf } from './harness/decodes.ts';
import { type ExaminedSource, examineSource } from './harness/examine-source.ts';
import { killEncodersOf } from './harness/kill-encoders.ts';
import { ladderCommand } from './harness/peer-encode.ts';
import { cpuSeconds, type Part } from './harness/processes.ts';
import { type AssetFacts, type Product, startProduct, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { type CommandCost, runCommand } from './harness/run-command.ts';
import { fetchBytes } from './harness/served-title.ts';
import { median, spread } from './harness/statistics.ts';
import { upload } from './harness/upload.ts';

const KILL_EVERY_MS = 5_000;

interface FillCost {
  readonly wallMs: number;
  readonly cpu: Record<Part, number>;
  readonly kills: number;
}

/** From the acknowledgement of the last byte to the last segment of the last rendition. */
async function fillOnce(product: Product, film: string, isKilled: boolean): Promise<FillCost> {
  const { assetId, acknowledgedAt } = await upload(product, film);
  const before = cpuSeconds(product.pid);
  const killing = isKilled ? killEncodersOf(product, KILL_EVERY_MS) : null;
  try {
    const asset = await product.wait(assetId, 'complete');
    const wallMs = performance.timeOrigin + performance.now() - acknowledgedAt;
    const after = cpuSeconds(product.pid);
    killing?.stop();
    await expectWhole(product, asset);
    const used = (part: Part): number => after[part] - before[part];
    return {
      wallMs,
      cpu: { server: used('server'), encoder: used('encoder'), database: used('database') },
      kills: killing?.count ?? 0,
    };
  } finally {
    killing?.stop();
    await product.remove(assetId);
  }
}

/** The last encoded rendition has every frame of the film. */
async function expectWhole(product: Product, asset: AssetFacts): Promise<void> {
  const { hlsUrl } = await product.playback(asset.id);
  const base = hlsUrl.slice(0, hlsUrl.lastIndexOf('/'));
  const counts: number[] = [];
  for (const { id, segments, kind } of asset.renditions) {
    if (kind !== 'video') continue;
    const init = await fetchBytes(`${base}/${id}/init.mp4`);
    const all: Buffer[] = [];
    for (let n = 0; n < segments; n++) all.push(await fetchBytes(`${base}/${id}/${n}.m4s`));
    counts.push(await countFrames(init, Buffer.concat(all)));
  }
  if (new Set(counts).size !== 1) throw new Error(`the renditions have ${counts.join(', ')} frames`);
}

async function peerOnce(film: string, source: ExaminedSource, folder: string): Promise<CommandCost> {
  const to = join(folder, 'peer');
  await mkdir(to, { recursive: true });
  const { ladder, copiesVideo } = source;
  const cost = await runCommand(
    'ffmpeg',
    ladderCommand({ source: film, renditions: ladder, copiesVideo, to }),
  );
  await countFramesOf(join(to, String(ladder.length - 1), 'media.m3u8'));
  await rm(to, { recursive: true });
  return cost;
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const film = await makeCreatorUpload(1);
  const source = await examineSource(film);
  const folder = await temporaryFolder('fill');
  const product = await startProduct({ dataDir: join(folder, 'data') });
  const ours: FillCost[] = [];
  const theirs: CommandCost[] = [];
  const killed: FillCost[] = [];
  const notes: string[] = [];
  const rounds = quick ? 1 : Number(process.env['BENCH_FILL_ROUNDS'] ?? 3);
  try {
    for (let round = 0; round < rounds; round++) {
      theirs.push(await peerOnce(film, source, folder));
      say(`ffmpeg: ${JSON.stringify(theirs.at(-1))}`);
      ours.push(await fillOnce(product, film, false));
      say(`Vitascope: ${JSON.stringify(ours.at(-1))}`);
      try {
        killed.push(await fillOnce(product, film, true));
        say(`with killings: ${JSON.stringify(killed.at(-1))}`);
      } catch (error) {
        notes.push(`With killings: ${(error as Error).message}`);
      }
    }
  } finally {
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return findings({ ours, theirs, killed, notes, seconds: source.cuts.at(-1) ?? 0, source });
}

interface Measured {
  readonly ours: readonly FillCost[];
  readonly theirs: readonly CommandCost[];
  readonly killed: readonly FillCost[];
  readonly notes: readonly string[];
  readonly seconds: number;
  readonly source: ExaminedSource;
}

function findings({ ours, theirs, killed, notes, seconds, source }: Measured): Findings {
  const total = ({ cpu }: FillCost): number => cpu.server + cpu.encoder + cpu.database;
  const against = (ofOurs: readonly number[], ofTheirs: readonly number[]): number =>
    median(ofOurs) / median(ofTheirs);
  const wall = (costs: readonly { wallMs: number }[]): number[] => costs.map(({ wallMs }) => wallMs / 1000);
  const theirCpu = theirs.map((cost) => cost.cpuSeconds);
  const ratios = {
    cpu: against(ours.map(total), theirCpu),
    wall: against(wall(ours), wall(theirs)),
    killed: killed.length === 0 ? Number.NaN : against(wall(killed), wall(ours)),
  };
  const parts = (costs: readonly FillCost[]): string =>
    (['encoder', 'server', 'database'] as const)
      .map((part) => median(costs.map(({ cpu }) => cpu[part])).toFixed(1))
      .join(' + ');
  const line = (name: string, costs: readonly FillCost[]): string[] => [
    name,
    spread(wall(costs), 1),
    spread(costs.map(total), 1),
    parts(costs),
    String(costs.length),
  ];
  return {
    name: 'fill',
    title: `The whole ladder of a 1080p30 film of ${Math.round(seconds)} s`,
    method:
      `Original passed through, sound copied, ${source.ladder.map(({ label }) => label).join(', ')} encoded; from the last byte ` +
      'acknowledged to the last segment stored, examination included, against one ffmpeg process with the same x264 settings ' +
      'and a single decode, writing HLS. Both on all cores. Seconds, median / p95. Every rendition was counted to have all frames.',
    header: ['what', 'wall', 'CPU', 'encoder + server + database', 'n'],
    rows: [
      line('Vitascope', ours),
      [
        'ffmpeg',
        spread(wall(theirs), 1),
        spread(theirCpu, 1),
        median(theirCpu).toFixed(1),
        String(theirs.length),
      ],
      line(
        `Vitascope, an encoder process killed every 5 s (${median(killed.map(({ kills }) => kills))} times)`,
        killed,
      ),
    ],
    verdicts: [
      {
        goal: "CPU seconds ≤ 1.05 of ffmpeg's",
        reached: ratios.cpu.toFixed(2),
        isMet: ratios.cpu <= 1.05,
      },
      { goal: "wall ≤ 1.05 of ffmpeg's", reached: ratios.wall.toFixed(2), isMet: ratios.wall <= 1.05 },
      {
        goal: 'with killings, wall ≤ 1.15 of without',
        reached: ratios.killed.toFixed(2),
        isMet: ratios.killed <= 1.15,
      },
    ],
    notes,
    raw: { ours, theirs, killed },
  };
}

await runBench(measure);
