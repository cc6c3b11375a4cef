// The API at three times what it can do, against its own peak: how much is still done, and what the rest is told.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds, pinTo } from './harness/processes.ts';
import { type Product, startProduct } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import { median, percentile } from './harness/statistics.ts';

const TITLES = 50;
const PATH = `/api/v1/catalog/titles?limit=${TITLES}`;
/** An answer that comes later is for nobody any more. */
const PATIENCE_MS = 2_000;
const CONNECTIONS = 1_000;
const FACTOR = 3;
/** Until as many requests run and wait as ever will, and every connection has been used. */
const WARM_UP_SECONDS = 1;

interface Count {
  /** 200 in time. */
  good: number;
  late: number;
  /** 429 or 503 with a time to come back. */
  refused: number;
  /** Whatever else: another status, no Retry-After, a broken connection. */
  wrong: number;
  readonly waitsMs: number[];
}

const none = (): Count => ({ good: 0, late: 0, refused: 0, wrong: 0, waitsMs: [] });

/** Clients that cost little: connections that are kept open, and a request that is always the same bytes. */
interface Clients {
  ask(count: Count): Promise<void>;
  close(): void;
}

async function openClients(product: Product, connections: number): Promise<Clients> {
  const { hostname, port, host } = new URL(product.url);
  const bytes = `GET ${PATH} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${product.ownerKey}\r\n\r\n`;
  const sockets = new Set<Socket>();
  const open = async (): Promise<Socket> => {
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    await once(socket, 'connect');
    // Flowing, so that one that the server closes because nobody has used it for long is known to be closed.
    socket.resume().on('error', () => {});
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  /** Once more where the server closed an idle connection just as it was used, as every client does (RFC 9112, 9.3.1). */
  const exchangeOn = async (socket: Socket) => {
    const first = await exchange(socket, bytes);
    if (first.status !== 0 || !first.isUnanswered) return { socket, ...first };
    const other = await open();
    return { socket: other, ...(await exchange(other, bytes)) };
  };
  const free: Socket[] = [];
  while (free.length < connections) free.push(await open());
  const waiting: ((socket: Socket) => void)[] = [];
  return {
    async ask(count) {
      const startedAt = performance.now();
      const given =
        free.pop() ?? (await new Promise<Socket>((resolve) => void waiting.push((next) => resolve(next))));
      const usable = given.destroyed || given.readableEnded ? await open() : given;
      const { socket, status, retryAfter } = await exchangeOn(usable);
      const took = performance.now() - startedAt;
      if (status === 200) {
        count.waitsMs.push(took);
        if (took <= PATIENCE_MS) count.good += 1;
        else count.late += 1;
      } else if ((status === 429 || status === 503) && retryAfter >= 1) count.refused += 1;
      else count.wrong += 1;
      const next = waiting.shift();
      if (next === undefined) free.push(socket);
      else next(socket);
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Status 0: the connection broke. */
function exchange(socket: Socket, bytes: string) {
  return new Promise<{
    readonly status: number;
    readonly retryAfter: number;
    readonly isUnanswered: boolean;
  }>((resolve) => {
    let head = '';
    let left = Number.NaN;
    const end = (status: number): void => {
      socket.off('data', read).off('close', broken);
      resolve({
        status,
        retryAfter: Number(/^retry-after: (\d+)/im.exec(head)?.[1] ?? 0),
        isUnanswered: head === '',
      });
    };
    const broken = (): void => end(0);
    const read = (piece: Buffer): void => {
      if (Number.isNaN(left)) {
        head += piece.toString('latin1');
        const at = head.indexOf('\r\n\r\n');
        if (at < 0) return;
        const length = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
        left = length - (head.length - at - 4);
        head = head.slice(0, at + 2);
      } else left -= piece.length;
      if (left <= 0) end(Number(head.slice(9, 12)));
    };
    socket.on('data', read).on('close', broken);
    socket.write(bytes);
  });
}

/** Of the server and PostgreSQL. */
function costOf({ pid }: Product): number {
  const { server, database } = cpuSeconds(pid);
  return server + database;
}

/** What was answered with 200 in time: in a second, and for a second of the processor. */
interface Served {
  readonly rate: number;
  readonly perCpuSecond: number;
}

/** As much as so many clients get who ask again as soon as they are answered. */
async function closedLoop(product: Product, clients: number, seconds: number): Promise<Served> {
  const pool = await openClients(product, clients);
  const count = none();
  const before = costOf(product);
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < until) await pool.ask(count);
    }),
  );
  pool.close();
  if (count.wrong > 0) throw new Error(`${count.wrong} requests of ${clients} clients failed.`);
  return { rate: count.good / seconds, perCpuSecond: count.good / (costOf(product) - before) };
}

/** Requests that come at a rate of their own, whatever becomes of those before. */
async function openLoop(product: Product, rate: number, seconds: number) {
  const pool = await openClients(product, CONNECTIONS);
  const count = none();
  const pending: Promise<void>[] = [];
  const health = { asked: 0, answered: 0 };
  const startedAt = performance.now();
  const watch = setInterval(() => {
    health.asked += 1;
    fetch(`${product.url}/healthz`).then(
      ({ ok }) => {
        if (ok) health.answered += 1;
      },
      () => {},
    );
  }, 250);
  let before: { readonly good: number; readonly cost: number } | null = null;
  for (;;) {
    const elapsed = (performance.now() - startedAt) / 1000;
    if (elapsed >= WARM_UP_SECONDS) before ??= { good: count.good, cost: costOf(product) };
    if (elapsed >= WARM_UP_SECONDS + seconds) break;
    while (pending.length < elapsed * rate) pending.push(pool.ask(count));
    await delay(1);
  }
  const sent = pending.length;
  // What is answered after the last request came was not answered under the load.
  const good = count.good - (before?.good ?? 0);
  const served: Served = {
    rate: good / seconds,
    perCpuSecond: good / (costOf(product) - (before?.cost ?? 0)),
  };
  await Promise.all(pending);
  clearInterval(watch);
  await delay(500);
  pool.close();
  return { sent, count, health, served };
}

/** By the median of three turns of each. */
async function bestNumberOfClients(product: Product, seconds: number): Promise<number> {
  const rates = new Map<number, number[]>([8, 16, 32].map((clients) => [clients, []]));
  for (let turn = 0; turn < 3; turn++)
    for (const [clients, found] of rates) found.push((await closedLoop(product, clients, seconds)).rate);
  const ranked = [...rates].sort(([, one], [, other]) => median(other) - median(one));
  return ranked[0]?.[0] ?? 16;
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const seconds = quick ? 4 : 15;
  const rounds = quick ? 2 : 10;
  const product = await startProduct({
    role: 'api',
    environment: { VITASCOPE_HTTP_ACTOR_REQUESTS_PER_MINUTE: '0' },
  });
  try {
    for (let number = 0; number < TITLES; number++)
      await product.api('POST', '/catalog/titles', {
        kind: 'film',
        originalLanguage: 'en',
        texts: { en: { name: `Film ${number}`, synopsis: 'A film about something. '.repeat(20) } },
      });
    const isPinned = availableParallelism() > 1;
    if (isPinned) {
      // Who asks three times as often must not take the time of who is to answer.
      pinTo(1, process.pid);
      pinTo(0, product.pid);
    }
    await closedLoop(product, 16, 2);
    const clients = await bestNumberOfClients(product, seconds / 4);
    const results = [];
    for (let round = 0; round < rounds; round++) {
      // Before and after, since a machine is not as fast at one time as at another.
      const before = await closedLoop(product, clients, seconds / 2);
      const { sent, count, health, served } = await openLoop(product, before.rate * FACTOR, seconds);
      const after = await closedLoop(product, clients, seconds / 2);
      const peak = {
        rate: (before.rate + after.rate) / 2,
        perCpuSecond: (before.perCpuSecond + after.perCpuSecond) / 2,
      };
      const ratio = served.rate / peak.rate;
      results.push({
        peak,
        sent,
        offered: sent / (seconds + WARM_UP_SECONDS),
        served,
        ...count,
        health,
        ratio,
      });
      say(
        `peak ${peak.rate.toFixed(0)}/s, goodput ${served.rate.toFixed(0)}/s at ${FACTOR} times that; ` +
          `for a CPU second ${peak.perCpuSecond.toFixed(0)} and ${served.perCpuSecond.toFixed(0)}`,
      );
    }
    const ratio = median(results.map((result) => result.ratio));
    const wrong = results.reduce((sum, result) => sum + result.wrong + result.late, 0);
    const all = results.reduce((sum, result) => sum + result.sent, 0);
    const healthy = results.every(({ health }) => health.answered === health.asked);
    return {
      name: 'overload',
      title: 'The API under overload',
      method:
        `Lists of ${TITLES} titles with the owner key. The peak is what ${clients} clients get that ask again at once, the best of 8, 16 and 32, before and after the overload; ` +
        `then requests come at ${FACTOR} times that rate for ${seconds} s, after a second that does not count, over ${CONNECTIONS} connections, whatever becomes of those before. ` +
        `Only 200 within ${PATIENCE_MS / 1000} s counts. ${isPinned ? 'The server and PostgreSQL have one core, the client has another.' : 'The client runs on the same core.'} ` +
        'The last two columns are 200s in time for a processor second of the server and PostgreSQL.',
      header: [
        '',
        'peak /s',
        'offered /s',
        'goodput /s',
        'refused',
        'late',
        'wrong',
        'p95 of 200, ms',
        'per CPU second at the peak',
        'under overload',
      ],
      rows: results.map((result, round) => [
        `round ${round + 1}`,
        result.peak.rate.toFixed(0),
        result.offered.toFixed(0),
        result.served.rate.toFixed(0),
        String(result.refused),
        String(result.late),
        String(result.wrong),
        percentile(result.waitsMs, 0.95).toFixed(0),
        result.peak.perCpuSecond.toFixed(0),
        result.served.perCpuSecond.toFixed(0),
      ]),
      verdicts: [
        {
          goal: 'goodput ≥ 0.9 of the peak',
          reached: `${ratio.toFixed(2)} (median of ${rounds})`,
          isMet: ratio >= 0.9,
        },
        {
          goal: 'the rest is 429 or 503 with Retry-After',
          reached: `${wrong} of ${all} were anything else`,
          isMet: wrong === 0,
        },
        { goal: '/healthz is always answered', reached: String(healthy), isMet: healthy },
      ],
      raw: results.map(({ waitsMs: _waits, ...result }) => result),
    };
  } finally {
    await product.stop();
  }
}

await runBench(measure);
