// From the wish to play to the first manifest: session, decision, token and playlist, against the same questions one by one.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '@vitascope/platform/database';
import { silentLogger } from '@vitascope/platform/kernel';
import { makeSource } from '../tests/media/make.ts';
import { createLeanClient } from './harness/lean-client.ts';
import { cpuSeconds, ownCpuSeconds } from './harness/processes.ts';
import { type Product, startFlags, startProduct, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { median, percentile, spread } from './harness/statistics.ts';
import { upload } from './harness/upload.ts';

const ACCOUNTS = 40;
const EPISODES = 12;
const LEAD_IN_MS = 500;
const TIMER_MS = 1.1;
const PASSWORD = 'correct horse battery';

/** Somebody who wants to play something. */
interface Viewer {
  readonly cookie: string;
  readonly profileId: string;
}

interface Side {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
}

interface Rates {
  readonly ours: number;
  readonly theirs: number;
}

interface Slice {
  /** From the moment at which a start was due to the last byte of its manifest, in milliseconds. */
  readonly latencies: readonly number[];
  readonly cpuSeconds: number;
  readonly databaseSeconds: number;
  readonly starts: number;
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const folder = await temporaryFolder('playback-start');
  const database = await openDatabase({ embeddedDir: join(folder, 'database') }, { logger: silentLogger });
  const product = await startProduct({
    dataDir: join(folder, 'data'),
    environment: {
      VITASCOPE_DATABASE_URL: database.url,
      VITASCOPE_HTTP_TRUST_PROXY: 'true',
      VITASCOPE_PLAYBACK_SCREEN_POLICY: 'displace',
    },
  });
  let peer: { readonly child: ChildProcess; readonly url: string } | null = null;
  try {
    const titles = await makeTitles(product);
    const viewers = await makeViewers(product);
    say(`${viewers.length} accounts and ${titles.length} titles are there`);
    const ours: Side = { name: 'Vitascope', port: Number(new URL(product.url).port), pid: product.pid };
    const manifest = await firstManifest(ours, {
      viewer: viewers[0] as Viewer,
      titleId: titles[0] as string,
    });
    peer = await startPeer(database.url, manifest);
    const theirs: Side = { name: 'Fastify', port: Number(new URL(peer.url).port), pid: peer.child.pid ?? 0 };
    for (const viewer of viewers.slice(0, 5)) {
      const given = await firstManifest(theirs, { viewer, titleId: titles[1] as string });
      if (given !== manifest) throw new Error('The peer gives another manifest.');
    }
    const work = { viewers, titles };
    for (const side of [ours, theirs]) await closedLoop(side, work, 2_000);
    const peak = {
      ours: await closedLoop(ours, work, quick ? 2_000 : 5_000),
      theirs: await closedLoop(theirs, work, quick ? 2_000 : 5_000),
    };
    const rates = { theirs: peak.theirs / 2, ours: peak.ours / 2 };
    say(`peak: ours ${peak.ours.toFixed(0)}/s, theirs ${peak.theirs.toFixed(0)}/s`);
    const rounds = Number(process.env['BENCH_ROUNDS'] ?? (quick ? 3 : 10));
    const ms = quick ? 2_000 : 5_000;
    const atHalf = { theirs: emptySlices(), ours: emptySlices() };
    for (let round = 0; round < rounds; round++) {
      // Who goes first changes from round to round.
      const order = round % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const);
      for (const whose of ['theirs', 'ours'] as const)
        for (const side of order)
          atHalf[whose][side].push(
            await openLoop(side === 'ours' ? ours : theirs, work, { rate: rates[whose], ms }),
          );
      say(`round ${round + 1} of ${rounds}`);
    }
    return toFindings(atHalf, { peak, rates });
  } finally {
    client.close();
    peer?.child.kill('SIGTERM');
    await product.stop();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A season of a series on a plan: what a start has to look at most. */
async function makeTitles(product: Product): Promise<string[]> {
  const { path } = await makeSource({ seconds: 12, video: { width: 320, height: 180 } });
  const { assetId } = await upload(product, path);
  await product.wait(assetId, 'complete');
  const create = async (content: object): Promise<string> =>
    (
      await product.api<{ id: string }>('POST', '/catalog/titles', {
        originalLanguage: 'en',
        publication: { released: true },
        ...content,
      })
    ).id;
  const texts = (name: string) => ({ texts: { en: { name, synopsis: 'What happens in it. '.repeat(10) } } });
  const offer = { kind: 'subscription', plans: ['basic', 'premium'] };
  const series = await create({ kind: 'series', ...texts('A series'), windows: [{ offer }] });
  const season = await create({ kind: 'season', parentId: series, number: 1, ...texts('Season 1') });
  const ids: string[] = [];
  for (let number = 1; number <= EPISODES; number++)
    ids.push(
      await create({
        kind: 'episode',
        parentId: season,
        number,
        ...texts(`Episode ${number}`),
        assets: [{ assetId, purpose: 'main' }],
        markers: [{ kind: 'intro', startMs: 1_000, endMs: 3_000 }],
      }),
    );
  return ids;
}

async function makeViewers(product: Product): Promise<Viewer[]> {
  const viewers: Viewer[] = [];
  for (let count = 0; count < ACCOUNTS; count++) {
    const email = `viewer-${count}@example.org`;
    // Each from an address of its own: sign-ups are limited by address.
    const from = { 'x-forwarded-for': `198.51.100.${count}` };
    const post = (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${product.url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...from, ...headers },
        body: JSON.stringify(body),
      });
    await post('/auth/sign-up', { email, name: 'Viewer' });
    const token = await tokenFor(product, email);
    const made = await post('/auth/sign-up/complete', { token, password: PASSWORD });
    const cookie = made.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ');
    const { id: accountId } = (await made.json()) as { id: string };
    const profile = await post(
      '/profiles',
      { password: PASSWORD, name: 'Viewer', language: 'en' },
      { cookie },
    );
    const { id: profileId } = (await profile.json()) as { id: string };
    await product.api('POST', '/entitlements', {
      accountId,
      source: 'plan',
      scope: { kind: 'plan', plan: 'basic' },
    });
    viewers.push({ cookie, profileId });
  }
  return viewers;
}

async function tokenFor(product: Product, email: string): Promise<string> {
  for (;;) {
    const { items } = await product.api<{ items: { id: string; recipient: string }[] }>('GET', '/mail');
    const mail = items.find(({ recipient }) => recipient === email);
    if (mail !== undefined) {
      const { body } = await product.api<{ body: string }>('GET', `/mail/${mail.id}`);
      return /#token=(\S+)/.exec(body)?.[1] ?? '';
    }
    await delay(20);
  }
}

async function startPeer(databaseUrl: string, manifest: string) {
  const child = spawn(
    process.execPath,
    [...startFlags, join(import.meta.dirname, 'peers/playback-start.ts')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PEER_DATABASE_URL: databaseUrl,
        PEER_MANIFEST: Buffer.from(manifest).toString('base64'),
      },
    },
  );
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /^ready (\S+)/.exec(said.toString())?.[1];
  if (url === undefined) throw new Error(`The peer says: ${said}`);
  return { child, url };
}

const client = createLeanClient();

/** One start: what a player does before it knows the qualities. */
async function firstManifest(
  side: Side,
  { viewer, titleId }: { readonly viewer: Viewer; readonly titleId: string },
): Promise<string> {
  const host = `127.0.0.1:${side.port}`;
  const body = JSON.stringify({ profileId: viewer.profileId, titleId, device: 'web' });
  const started = await client.send(
    side.port,
    `POST /api/v1/playback-sessions HTTP/1.1\r\nhost: ${host}\r\ncookie: ${viewer.cookie}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  if (started.status !== 201) throw new Error(`${side.name} gave ${started.status}: ${started.body}`);
  const { hlsUrl } = JSON.parse(started.body) as { hlsUrl: string };
  const path = hlsUrl.slice(hlsUrl.indexOf(host) + host.length);
  const manifest = await client.send(side.port, `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
  if (manifest.status !== 200 || !manifest.body.startsWith('#EXTM3U'))
    throw new Error(`${side.name} gave ${manifest.status} for ${hlsUrl}`);
  return manifest.body;
}

interface Work {
  readonly viewers: readonly Viewer[];
  readonly titles: readonly string[];
}

function pick({ viewers, titles }: Work, count: number) {
  return {
    viewer: viewers[count % viewers.length] as Viewer,
    titleId: titles[count % titles.length] as string,
  };
}

/** As many as go through, 16 at a time: starts a second. */
async function closedLoop(side: Side, work: Work, ms: number): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  const player = async (): Promise<void> => {
    while (performance.now() - startedAt < ms) await firstManifest(side, pick(work, count++));
  };
  await Promise.all(Array.from({ length: 16 }, player));
  return (count * 1000) / (performance.now() - startedAt);
}

/**
 * A start at each tick, however long those before it take: what waits counts from when it was due. The first half second,
 * in which a side comes back from standing still, is not counted.
 */
async function openLoop(
  side: Side,
  work: Work,
  load: { readonly rate: number; readonly ms: number },
): Promise<Slice> {
  await pacedStarts(side, work, { rate: load.rate, ms: LEAD_IN_MS });
  const before = { server: ownCpuSeconds(side.pid), database: cpuSeconds(process.pid).database };
  const latencies = await pacedStarts(side, work, load);
  return {
    latencies,
    starts: latencies.length,
    cpuSeconds: ownCpuSeconds(side.pid) - before.server,
    databaseSeconds: cpuSeconds(process.pid).database - before.database,
  };
}

async function pacedStarts(
  side: Side,
  work: Work,
  load: { readonly rate: number; readonly ms: number },
): Promise<number[]> {
  const starts = Math.floor((load.rate * load.ms) / 1000);
  const latencies = new Array<number>(starts).fill(0);
  const running: Promise<void>[] = [];
  const beganAt = performance.now();
  for (let count = 0; count < starts; count++) {
    const dueAt = beganAt + (count * 1000) / load.rate;
    const wait = dueAt - performance.now();
    if (wait > 0) await delay(wait);
    running.push(startAndTime(side, work, { count, dueAt, latencies }));
  }
  await Promise.all(running);
  return latencies;
}

async function startAndTime(
  side: Side,
  work: Work,
  { count, dueAt, latencies }: { count: number; dueAt: number; latencies: number[] },
): Promise<void> {
  // A timer counts whole milliseconds: up to one early or late is its own doing, more is a client that was held up.
  const now = performance.now();
  const since = now - dueAt <= TIMER_MS ? now : dueAt;
  await firstManifest(side, pick(work, count));
  latencies[count] = performance.now() - since;
}

interface Slices {
  readonly ours: Slice[];
  readonly theirs: Slice[];
}

const emptySlices = (): Slices => ({ ours: [], theirs: [] });
const p99 = ({ latencies }: Slice): number => percentile(latencies, 0.99);
const ratiosOf = ({ ours, theirs }: Slices): number[] =>
  ours.map((slice, index) => p99(slice) / p99(theirs[index] as Slice));

function toFindings(
  atHalf: { readonly theirs: Slices; readonly ours: Slices },
  { peak, rates }: { readonly peak: Rates; readonly rates: Rates },
): Findings {
  const perStart = (slice: Slice): number =>
    (1000 * (slice.cpuSeconds + slice.databaseSeconds)) / slice.starts;
  const line = (name: string, slices: readonly Slice[], rate: number): string[] => [
    name,
    rate.toFixed(0),
    spread(slices.map(({ latencies }) => median(latencies))),
    spread(slices.map(({ latencies }) => percentile(latencies, 0.95))),
    spread(slices.map(p99)),
    spread(slices.map(perStart)),
    String(slices.length),
  ];
  const ratios = { theirs: ratiosOf(atHalf.theirs), ours: ratiosOf(atHalf.ours) };
  const ratio = median(ratios.theirs);
  return {
    name: 'playback-start',
    title: 'Playback start',
    method:
      `From the moment at which a start is due to the last byte of its first manifest. At most, 16 at a time, Vitascope does ${peak.ours.toFixed(0)} starts a second and the peer ${peak.theirs.toFixed(0)}: ` +
      `both get half of what the peer can do, and then half of what Vitascope can do. ${ACCOUNTS} accounts, ${EPISODES} episodes on a plan, the oldest of three screens gives way. ` +
      'The peer is Fastify with node-postgres, which asks the same PostgreSQL for one thing after the other and has the manifest in memory; both run with the same young generation. ' +
      'Each slice has its own percentiles; the table has their median and 95th percentile. Processor time is that of the server and PostgreSQL.',
    header: ['server', 'starts a second', 'median, ms', 'p95, ms', 'p99, ms', 'CPU ms a start', 'n'],
    rows: [
      line('Vitascope', atHalf.theirs.ours, rates.theirs),
      line('Fastify', atHalf.theirs.theirs, rates.theirs),
      line('Vitascope', atHalf.ours.ours, rates.ours),
      line('Fastify', atHalf.ours.theirs, rates.ours),
    ],
    verdicts: [
      {
        goal: "p99 at half of the peer's load ≤ 1/3 of the peer's",
        reached: `${ratio.toFixed(2)} (median of ${ratios.theirs.length} neighbouring pairs); at half of our own load ${median(ratios.ours).toFixed(2)}`,
        isMet: ratio <= 1 / 3,
      },
    ],
    raw: { peak, rates, atHalf, ratios },
  };
}

await runBench(measure);
