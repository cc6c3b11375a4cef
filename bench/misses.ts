// A thousand requests at once for a segment that nobody has made, against nginx's proxy_cache_lock before the same origin.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type FSWatcher, watch } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { makeCreatorUpload } from '../tests/media/stretch.ts';
import { countFrames } from './harness/decodes.ts';
import { startNginx } from './harness/nginx.ts';
import { untilIdle } from './harness/processes.ts';
import { temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { serveUnfilled } from './harness/serve-unfilled.ts';
import { fetchBytes } from './harness/served-title.ts';
import { median, percentile, spread } from './harness/statistics.ts';

const LABEL = '360p';
const HEADER_END = Buffer.from('\r\n\r\n');

interface Answer {
  /** Milliseconds from the common start. */
  readonly firstByteMs: number;
  readonly lastByteMs: number;
  readonly digest: string;
  readonly bodyBytes: number;
}

interface Crowd {
  readonly makerMs: number;
  readonly waitersP99Ms: number;
  readonly lastMs: number;
  readonly body: Buffer;
}

async function openSockets(origin: URL, count: number): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => connect(Number(origin.port), origin.hostname));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return sockets;
}

/** Sends one request on each socket; the first is the maker, the others follow at once. */
async function askAll(origin: URL, path: string, count: number): Promise<Crowd> {
  const sockets = await openSockets(origin, count);
  // HTTP/1.1 with an end that the connection's end shows: chunked bodies are told apart from cut ones.
  const text = `GET ${path} HTTP/1.1\r\nHost: ${origin.host}\r\nConnection: close\r\n\r\n`;
  let firstBody: Buffer | null = null;
  const startedAt = performance.now();
  const answers = await Promise.all(
    sockets.map(async (socket, i) => {
      const answer = listen(socket, startedAt);
      socket.write(text);
      const { raw, ...rest } = await answer;
      if (i === 0) firstBody = bodyOf(raw);
      return rest;
    }),
  );
  if (firstBody === null) throw new Error('the maker got no body');
  return judge(answers, firstBody);
}

async function listen(socket: Socket, startedAt: number): Promise<Answer & { raw: Buffer }> {
  let firstByteMs = Number.NaN;
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => {
    if (pieces.length === 0) firstByteMs = performance.now() - startedAt;
    pieces.push(piece);
  });
  await once(socket, 'end');
  const lastByteMs = performance.now() - startedAt;
  socket.destroy();
  const raw = Buffer.concat(pieces);
  const body = bodyOf(raw);
  const digest = createHash('sha1').update(body).digest('hex');
  return { firstByteMs, lastByteMs, digest, bodyBytes: body.length, raw };
}

/** The body of an answer, out of its chunks where it has some. @throws when it was cut off */
function bodyOf(raw: Buffer): Buffer {
  const at = raw.indexOf(HEADER_END);
  const head = raw.subarray(0, at).toString('latin1').toLowerCase();
  if (!head.startsWith('http/1.1 200')) throw new Error(`an answer began with ${head.split('\r\n', 1)[0]}`);
  const rest = raw.subarray(at + 4);
  if (!head.includes('transfer-encoding: chunked')) {
    const length = Number(/content-length: (\d+)/.exec(head)?.[1]);
    if (rest.length !== length) throw new Error(`${rest.length} of ${length} bytes came`);
    return rest;
  }
  const chunks: Buffer[] = [];
  for (let from = 0; ; ) {
    const end = rest.indexOf('\r\n', from);
    const size = Number.parseInt(rest.subarray(from, end).toString('latin1'), 16);
    if (!(size >= 0)) throw new Error('a chunked answer was cut off');
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(rest.subarray(end + 2, end + 2 + size));
    from = end + 2 + size + 2;
  }
}

function judge(answers: readonly Answer[], body: Buffer): Crowd {
  const [maker, ...waiters] = answers;
  if (maker === undefined || new Set(answers.map(({ digest }) => digest)).size !== 1)
    throw new Error('the answers are not all the same');
  const waited = waiters.map(({ firstByteMs }) => firstByteMs);
  return {
    makerMs: maker.firstByteMs,
    waitersP99Ms: percentile(waited, 0.99),
    lastMs: Math.max(...answers.map(({ lastByteMs }) => lastByteMs)),
    body,
  };
}

/** Counts how often each segment of a rendition appears in the object store: once for each making. */
function countMakes(dataDir: string, assetId: string): { of(name: string): number; close(): void } {
  const counts = new Map<string, number>();
  const watcher: FSWatcher = watch(join(dataDir, 'objects'), { recursive: true }, (event, path) => {
    if (event !== 'rename' || path === null || !path.includes(assetId)) return;
    counts.set(path, (counts.get(path) ?? 0) + 1);
  });
  return {
    of: (name) => [...counts].filter(([path]) => path.endsWith(name)).reduce((sum, [, n]) => sum + n, 0),
    close: () => watcher.close(),
  };
}

const proxy = (origin: string) => ({
  http: 'proxy_cache_path {folder}/cache levels=1 keys_zone=segments:10m max_size=1g inactive=1h;',
  server: `
    location / {
      proxy_pass ${origin};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_cache segments;
      proxy_cache_key $uri;
      proxy_cache_valid 200 1h;
      proxy_cache_lock on;
      proxy_cache_lock_timeout 60s;
      proxy_cache_lock_age 60s;
    }`,
});

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const count = quick ? 300 : 1000;
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? (quick ? 2 : 10));
  const film = await makeCreatorUpload(quick ? 1 : 10);
  const folder = await temporaryFolder('misses');
  const dataDir = join(folder, 'data');
  const title = await serveUnfilled(film, dataDir);
  const { product, asset } = title;
  const base = new URL(title.base);
  const nginx = await startNginx(proxy(product.url));
  const makes = countMakes(dataDir, asset.id);
  const ours: Crowd[] = [];
  const theirs: Crowd[] = [];
  const made: number[] = [];
  try {
    const rendition = asset.renditions.find(({ label, copied }) => label === LABEL && !copied);
    if (rendition === undefined) throw new Error(`there is no ${LABEL}`);
    const init = await fetchBytes(`${base.href}/${rendition.id}/init.mp4`);
    // Two segments are made ahead of each: the next question is for one beyond.
    for (let round = 0; round < rounds; round++) {
      for (const side of ['ours', 'theirs'] as const) {
        const number = (round * 2 + (side === 'ours' ? 0 : 1)) * (quick ? 3 : 7);
        if (number >= rendition.segments) break;
        const path = `${base.pathname}/${rendition.id}/${number}.m4s`;
        const origin = side === 'ours' ? base : new URL(nginx.url);
        const crowd = await askAll(origin, path, count);
        say(
          `${side} ${number}: maker ${crowd.makerMs.toFixed(0)} ms, p99 ${crowd.waitersP99Ms.toFixed(0)} ms`,
        );
        if ((await countFrames(init, crowd.body)) !== 120) throw new Error(`segment ${number} is not whole`);
        if (side === 'ours') {
          ours.push(crowd);
          await untilIdle(product.pid);
          made.push(makes.of(`/${number}.m4s`));
        } else theirs.push(crowd);
        await untilIdle(product.pid);
      }
    }
  } finally {
    makes.close();
    await nginx.stop();
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return findings({ ours, theirs, made, count });
}

function findings(measured: {
  readonly ours: readonly Crowd[];
  readonly theirs: readonly Crowd[];
  readonly made: readonly number[];
  readonly count: number;
}): Findings {
  const { ours, theirs, made, count } = measured;
  const late = ours.map(({ makerMs, waitersP99Ms }) => waitersP99Ms - makerMs);
  const line = (name: string, crowds: readonly Crowd[]): string[] => [
    name,
    spread(
      crowds.map(({ makerMs }) => makerMs),
      0,
    ),
    spread(
      crowds.map(({ waitersP99Ms, makerMs }) => waitersP99Ms - makerMs),
      0,
    ),
    spread(
      crowds.map(({ lastMs }) => lastMs),
      0,
    ),
    String(crowds.length),
  ];
  const withoutBody = (crowds: readonly Crowd[]) =>
    crowds.map(({ body, ...rest }) => ({ ...rest, bytes: body.length }));
  return {
    name: 'misses',
    title: `${count} simultaneous misses of one segment`,
    method:
      `${count} open connections ask at once for a ${LABEL} segment that was never made; the first to be sent is the maker's. ` +
      'nginx: one worker, proxy_cache_lock, before the same origin. The client is one Node process on the same machine, its own ' +
      'delays included. All answers are equal and decode. Milliseconds, median / p95 of the rounds.',
    header: ['server', "maker's first byte", "waiters' p99 after it", 'last byte of all', 'n'],
    rows: [line('Vitascope', ours), line('nginx before it', theirs)],
    verdicts: [
      {
        goal: 'one make',
        reached: `${Math.max(...made)} at most`,
        isMet: made.every((makes) => makes === 1),
      },
      {
        goal: "waiters' first byte, p99 ≤ maker's + 20 ms",
        reached: `${median(late).toFixed(1)} ms`,
        isMet: median(late) <= 20,
      },
    ],
    raw: { ours: withoutBody(ours), theirs: withoutBody(theirs), made },
  };
}

await runBench(measure);
