// A process that sends heartbeats over a few connections, each after the answer to the one before, and keeps what was acknowledged.
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';

/** What the process is given, as a file; the second argument is where its outcome goes. */
export interface HeartbeatLoad {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Each sends in turn. */
  readonly viewings: readonly { readonly sessionId: string; readonly token: string }[];
  /** Of the first beat of each. */
  readonly firstSequence: number;
}

export interface HeartbeatOutcome {
  readonly acknowledged: number;
  /** Taken, with the warning that it is at risk for longer. */
  readonly late: number;
  /** The last of each viewing: sequence and epoch milliseconds. */
  readonly last: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly endedAt: number;
}

/** Of each viewing. */
const KEPT = 4;

async function run({ port, connections, seconds, viewings, firstSequence }: HeartbeatLoad) {
  const last: Record<string, [number, number][]> = {};
  let sent = 0;
  let acknowledged = 0;
  let late = 0;
  const until = performance.now() + seconds * 1000;

  function request(n: number): { text: string; sessionId: string; sequence: number } {
    const { sessionId, token } = viewings[n % viewings.length] as HeartbeatLoad['viewings'][number];
    const sequence = firstSequence + Math.floor(n / viewings.length);
    const beat = {
      sequence,
      atMs: sequence * 1000,
      positionMs: sequence * 1000,
      durationMs: 5_400_000,
      state: 'playing',
      playedMs: sequence * 1000,
    };
    const body = JSON.stringify({ token, beats: [beat] });
    const head = `POST /api/v1/playback-sessions/${sessionId}/heartbeats HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: player/1.0\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    return { text: head + body, sessionId, sequence };
  }

  async function serve(): Promise<void> {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    let current = request(sent++);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    // The server is killed in some runs.
    socket.on('error', () => {});
    socket.on('connect', () => socket.write(current.text));
    socket.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      if (!text.startsWith('HTTP/1.1 200')) throw new Error(text);
      if (text.includes('"acknowledged":false')) late += 1;
      else {
        acknowledged += 1;
        const kept = last[current.sessionId] ?? [];
        last[current.sessionId] = kept;
        kept.push([current.sequence, Date.now()]);
        if (kept.length > KEPT) kept.shift();
      }
      // A connection serves so many requests only, here as there.
      if (/\r\nconnection: close/i.test(text) || performance.now() >= until) {
        socket.end();
        return;
      }
      current = request(sent++);
      socket.write(current.text);
    });
    await closed;
    if (performance.now() < until && acknowledged > 0 && !isRefused) await again();
  }

  let isRefused = false;
  /** Goes on where the server has closed the connection for its age; not where there is no server any more. */
  function again(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const probe = connect(port, '127.0.0.1');
    probe.on('error', () => {
      isRefused = true;
      resolve();
    });
    probe.on('connect', () => {
      probe.destroy();
      resolve();
    });
    return promise.then(() => (isRefused ? undefined : serve()));
  }

  await Promise.all(Array.from({ length: connections }, serve));
  return { acknowledged, late, last, endedAt: Date.now() } satisfies HeartbeatOutcome;
}

const [input = '', output = ''] = process.argv.slice(2);
await writeFile(output, JSON.stringify(await run(JSON.parse(await readFile(input, 'utf8')))));
