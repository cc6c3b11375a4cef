// A slow line between a browser and a server, which can be cut and mended.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SlowLine {
  readonly origin: string;
  /** Ends every connection and lets no other through until `mend`. */
  cut(): void;
  mend(): void;
  /** From now on it is as fast as it can be. */
  hurry(): void;
  close(): Promise<void>;
}

/** Forwards to `target`; what goes there goes at `bytesPerSecond` a connection. */
export async function openSlowLine(target: string, bytesPerSecond: number): Promise<SlowLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isCut = false;
  let isSlow = true;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    far.pipe(near);
    near.on('data', (piece: Buffer) => {
      far.write(piece);
      if (!isSlow) return;
      near.pause();
      setTimeout(() => near.resume(), (piece.length / bytesPerSecond) * 1000);
    });
    near.once('end', () => far.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      endAll();
    },
    mend() {
      isCut = false;
    },
    hurry() {
      isSlow = false;
    },
    async close() {
      server.close();
      endAll();
      await once(server, 'close');
    },
  };
}
