// Heartbeats a CPU second, PostgreSQL's included, and what a kill costs; against Fastify with one upsert for each.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '@vitascope/platform/database';
import { silentLogger } from '@vitascope/platform/kernel';
import { makeViewings, storedSequences, type Viewing } from '../tests/server/viewings.ts';
import type { HeartbeatLoad, HeartbeatOutcome } from './harness/heartbeat-load.ts';
import { cpuSeconds } from './harness/processes.ts';
import { startProduct, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { median, spread } from './harness/statistics.ts';

const CONNECTIONS = 32;
const VIEWINGS = 30_000;

interface Side {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  /** The greatest sequence of each session, read after a kill. */
  stored(): Promise<ReadonlyMap<string, number>>;
  kill(): Promise<void>;
}

interface Slice {
  readonly beats: number;
  readonly late: number;
  readonly seconds: number;
  readonly server: number;
  readonly database: number;
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const folder = await temporaryFolder('heartbeats');
  const ours = await startOurs(join(folder, 'ours'));
  const peer = await startPeer(join(folder, 'peer'));
  const sides = { ours, peer };
  const seconds = quick ? 3 : 10;
  const rounds = quick ? 3 : 10;
  const slices: { ours: Slice[]; peer: Slice[] } = { ours: [], peer: [] };
  let sequence = 0;
  const load = async (side: Side, length: number) => {
    // A second of the session each: they have lasted for an hour.
    sequence += 20;
    return loadSide(side, { folder, seconds: length, viewings: ours.viewings, firstSequence: sequence });
  };
  try {
    for (const side of [ours, peer]) await load(side, quick ? 3 : 5);
    for (let round = 0; round < rounds; round++) {
      // Who goes first changes from round to round.
      for (const name of round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const))
        slices[name].push((await load(sides[name], seconds)).slice);
      say(`round ${round + 1} of ${rounds}: ${perCpu(slices.ours.at(-1))} to ${perCpu(slices.peer.at(-1))}`);
    }
    const lost = {
      ours: await killUnderLoad(ours, (length) => load(ours, length)),
      peer: await killUnderLoad(peer, (length) => load(peer, length)),
    };
    return report(slices, lost);
  } finally {
    await ours.stop();
    await peer.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function perCpu(slice: Slice | undefined): number {
  if (slice === undefined) return Number.NaN;
  return Math.round(slice.beats / (slice.server + slice.database));
}

async function loadSide(
  side: Side,
  load: Pick<HeartbeatLoad, 'seconds' | 'viewings' | 'firstSequence'> & { readonly folder: string },
): Promise<{ readonly slice: Slice; readonly outcome: HeartbeatOutcome }> {
  const { folder, ...rest } = load;
  const [input, output] = [join(folder, 'load.json'), join(folder, 'outcome.json')];
  await writeFile(input, JSON.stringify({ ...rest, port: side.port, connections: CONNECTIONS }));
  const before = cpuSeconds(side.pid);
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'harness/heartbeat-load.ts'), input, output],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The load on ${side.name} failed.`);
  const outcome = JSON.parse(await readFile(output, 'utf8')) as HeartbeatOutcome;
  // What is written behind belongs to the price.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const after = cpuSeconds(side.pid);
  return {
    outcome,
    slice: {
      beats: outcome.acknowledged + outcome.late,
      late: outcome.late,
      seconds: load.seconds,
      server: after.server - before.server,
      database: after.database - before.database,
    },
  };
}

interface Loss {
  readonly acknowledged: number;
  readonly lost: number;
  /** From the acknowledgement of the oldest that is missing to the last before the kill, in milliseconds. */
  readonly oldestMs: number;
}

async function killUnderLoad(
  side: Side,
  load: (seconds: number) => Promise<{ readonly outcome: HeartbeatOutcome }>,
): Promise<Loss> {
  const loading = load(60);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const killedAt = Date.now();
  await side.kill();
  const { outcome } = await loading.catch(async () => {
    throw new Error(`The load on ${side.name} did not survive the kill.`);
  });
  const stored = await side.stored();
  const missing = Object.entries(outcome.last).flatMap(([id, acknowledged]) =>
    acknowledged.filter(([number]) => number > (stored.get(id) ?? -1)).map(([, at]) => killedAt - at),
  );
  const kept = Object.values(outcome.last).flat().length;
  return { acknowledged: kept, lost: missing.length, oldestMs: Math.max(0, ...missing) };
}

async function startOurs(dataDir: string) {
  const product = await startProduct({ dataDir, environment: { VITASCOPE_ROLE: 'api' } });
  const embeddedDir = join(dataDir, 'database');
  const database = await openDatabase({ embeddedDir, poolSize: 2 }, { logger: silentLogger });
  let isKilled = false;
  const viewings: readonly Viewing[] = await makeViewings(database, VIEWINGS);
  await database.close();
  return {
    name: 'Vitascope',
    pid: product.pid,
    port: Number(new URL(product.url).port),
    viewings,
    stored: () => readFrom(embeddedDir, storedSequences),
    async kill() {
      isKilled = true;
      process.kill(product.pid, 'SIGKILL');
    },
    stop: async () => (isKilled ? undefined : product.stop()),
  };
}

async function startPeer(embeddedDir: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'peers/heartbeats.ts'), embeddedDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await ready(child);
  return {
    name: 'Fastify',
    pid: child.pid ?? 0,
    port: Number(new URL(url).port),
    stored: () =>
      readFrom(embeddedDir, async ({ kysely }) => {
        const rows = await kysely.selectFrom('heartbeats').select(['session_id', 'sequence']).execute();
        return new Map(rows.map((row) => [String(row['session_id']), Number(row['sequence'])]));
      }),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
    },
  };
}

async function ready(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const piece of child.stdout ?? []) {
    text += piece;
    const url = /READY (\S+)/.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`The peer does not start: ${text}`);
}

/** The database that was left behind, or starts again. */
async function readFrom<T>(
  embeddedDir: string,
  read: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({ embeddedDir, poolSize: 2 }, { logger: silentLogger });
  try {
    return await read(database);
  } finally {
    await database.close();
  }
}

function report(
  slices: { readonly ours: readonly Slice[]; readonly peer: readonly Slice[] },
  lost: { readonly ours: Loss; readonly peer: Loss },
): Findings {
  const ratios = slices.ours.map((slice, i) => perCpu(slice) / perCpu(slices.peer[i]));
  const ratio = median(ratios);
  const micros = (of: readonly Slice[], part: 'server' | 'database') =>
    spread(
      of.map((slice) => (slice[part] / slice.beats) * 1e6),
      1,
    );
  const line = (name: string, of: readonly Slice[]): string[] => [
    name,
    spread(of.map(perCpu), 0),
    spread(
      of.map(({ beats, seconds }) => beats / seconds),
      0,
    ),
    micros(of, 'server'),
    micros(of, 'database'),
    String(of.length),
  ];
  const late = slices.ours.reduce((sum, slice) => sum + slice.late, 0);
  const all = slices.ours.reduce((sum, slice) => sum + slice.beats, 0);
  const said = ({ lost: missing, acknowledged, oldestMs }: Loss): string =>
    `${missing} of the last ${acknowledged} acknowledged beats were missing, the oldest from ${oldestMs} ms before the kill`;
  return {
    name: 'heartbeats',
    title: 'Heartbeats',
    method:
      `One beat a request, from ${VIEWINGS} sessions in turn over ${CONNECTIONS} connections, by turns on both sides; every beat moves its session's lease. ` +
      'The peer: Fastify with a schema, ten connections to PostgreSQL, one upsert a request before its answer; its tokens are ' +
      'not checked. Both on an embedded PostgreSQL with its durable settings. Processor seconds are those of the server and of ' +
      'all PostgreSQL processes, with the second and a half after the load in which the rest is written.',
    header: [
      'server',
      'heartbeats per CPU second (median / p95)',
      'heartbeats per second (median / p95)',
      'µs of the server (median / p95)',
      'µs of PostgreSQL (median / p95)',
      'n',
    ],
    rows: [line('Vitascope', slices.ours), line('Fastify, an upsert each', slices.peer)],
    verdicts: [
      {
        goal: "heartbeats per CPU second ≥ 8 of the peer's",
        reached: `${ratio.toFixed(2)} (median of ${ratios.length} neighbouring pairs)`,
        isMet: ratio >= 8,
      },
      {
        goal: 'at most 1 s of acknowledged heartbeats is lost by kill -9',
        reached: said(lost.ours),
        isMet: lost.ours.oldestMs <= 1_000,
      },
    ],
    notes: [
      `The peer, killed likewise: ${said(lost.peer)}.`,
      `${late} of ${all} beats were answered as not acknowledged, because the database was behind.`,
    ],
    raw: { slices, ratios, lost },
  };
}

await runBench(measure);
