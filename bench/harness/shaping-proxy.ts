// A line of a certain width before a server: what comes back is held up as a trace says, whichever connection it is for.

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import type { Trace } from './traces.ts';

export interface ShapingProxy {
  readonly origin: string;
  /** The trace begins anew. */
  restart(): void;
  close(): Promise<void>;
}

const tickMs = 10;
/** What may wait in the line before the server is asked to pause. */
const mostWaiting = 256 * 1024;

interface Lane {
  readonly client: Socket;
  readonly server: Socket;
  waiting: Buffer[];
  bytes: number;
  isOver: boolean;
}

export async function startShapingProxy(upstream: string, trace: Trace): Promise<ShapingProxy> {
  const { hostname, port } = new URL(upstream);
  const lanes = new Set<Lane>();
  const half = trace.roundTripMs / 2;
  let startedAt = performance.now();
  let carried = 0;
  let last = performance.now();

  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    const lane: Lane = { client, server, waiting: [], bytes: 0, isOver: false };
    lanes.add(lane);
    client.setNoDelay(true);
    client.on('data', (piece) => setTimeout(() => server.writable && server.write(piece), half));
    server.on('data', (piece) => {
      lane.bytes += piece.length;
      if (lane.bytes > mostWaiting) server.pause();
      setTimeout(() => lane.waiting.push(piece), half);
    });
    const end = (): void => {
      lane.isOver = true;
    };
    server.on('end', () => setTimeout(end, half + tickMs));
    const drop = (): void => {
      lanes.delete(lane);
      client.destroy();
      server.destroy();
    };
    client.on('close', drop).on('error', drop);
    server.on('error', drop);
  });

  const tick = setInterval(() => {
    const now = performance.now();
    const second = Math.floor((now - startedAt) / 1000) % trace.kilobits.length;
    const rate = ((trace.kilobits[second] ?? 0) * 1000) / 8 / 1000;
    // What a quiet line has not carried is gone.
    carried = Math.min(carried + rate * (now - last), rate * 50);
    last = now;
    carried = send([...lanes], carried);
  }, tickMs);

  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    restart() {
      startedAt = performance.now();
      carried = 0;
    },
    async close() {
      clearInterval(tick);
      for (const { client, server } of lanes) {
        client.destroy();
        server.destroy();
      }
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** Shares the bytes among the lanes that have something, a packet for each in turn; returns what is left. */
function send(lanes: readonly Lane[], bytes: number): number {
  let left = bytes;
  for (let busy = true; busy && left >= 1; ) {
    busy = false;
    for (const lane of lanes) {
      const [first] = lane.waiting;
      if (first === undefined || left < 1) continue;
      busy = true;
      const size = Math.min(first.length, 1460, Math.floor(left));
      lane.client.write(first.subarray(0, size));
      left -= size;
      lane.bytes -= size;
      if (size === first.length) lane.waiting.shift();
      else lane.waiting[0] = first.subarray(size);
      if (lane.bytes < mostWaiting / 2) lane.server.resume();
    }
  }
  for (const lane of lanes) if (lane.isOver && lane.waiting.length === 0) lane.client.end();
  return left;
}
