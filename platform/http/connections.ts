/** Knows which connections are at work: to drain gracefully, and to cut off those that only pretend to be. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpLimits } from './limits.ts';

export interface Connections {
  /** Called for every request, before anything else looks at it. */
  begin(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Stops accepting, closes connections without a request at once, those with one after its answer, and whatever is
   * left after `graceMs`. Resolves when no connection is left, with the number of those that were cut off.
   */
  drain(graceMs: number): Promise<{ readonly cutOff: number }>;
  readonly open: number;
}

interface Activity {
  readonly inFlight: Set<IncomingMessage>;
  readonly responses: Set<ServerResponse>;
  bytesReadAtCheck: number;
  wasReceiving: boolean;
}

export function trackConnections(
  server: Server,
  limits: Pick<HttpLimits, 'minBodyBytesPerSecond' | 'slowCheckMs'>,
): Connections {
  const sockets = new Map<Socket, Activity>();
  let draining = false;

  server.on('connection', (socket: Socket) => {
    sockets.set(socket, {
      inFlight: new Set(),
      responses: new Set(),
      bytesReadAtCheck: 0,
      wasReceiving: false,
    });
    socket.once('close', () => sockets.delete(socket));
  });

  const least = (limits.minBodyBytesPerSecond * limits.slowCheckMs) / 1000;
  const sweep = setInterval(() => {
    for (const [socket, activity] of sockets) {
      const receiving = [...activity.inFlight].some(isWaitingForClient);
      const received = socket.bytesRead - activity.bytesReadAtCheck;
      if (receiving && activity.wasReceiving && received < least) socket.destroy();
      activity.bytesReadAtCheck = socket.bytesRead;
      activity.wasReceiving = receiving;
    }
  }, limits.slowCheckMs);
  sweep.unref();
  server.once('close', () => clearInterval(sweep));

  return {
    begin(request, response) {
      const activity = sockets.get(request.socket);
      if (activity === undefined) return;
      activity.inFlight.add(request);
      activity.responses.add(response);
      if (draining) response.shouldKeepAlive = false;
      response.once('close', () => {
        activity.inFlight.delete(request);
        activity.responses.delete(response);
        if (draining && activity.inFlight.size === 0) request.socket.destroySoon();
      });
    },
    async drain(graceMs) {
      draining = true;
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      for (const [socket, activity] of sockets) {
        if (activity.inFlight.size === 0) socket.destroySoon();
        for (const response of activity.responses)
          if (!response.headersSent) response.shouldKeepAlive = false;
      }
      let cutOff = 0;
      const deadline = setTimeout(() => {
        cutOff = sockets.size;
        for (const socket of sockets.keys()) socket.destroy();
      }, graceMs);
      await closed.promise;
      clearTimeout(deadline);
      return { cutOff };
    },
    get open() {
      return sockets.size;
    },
  };
}

/** Whether it is the client who is slow: the body is not whole, and we are ready to take more of it. */
function isWaitingForClient(request: IncomingMessage): boolean {
  return !request.complete && request.readableLength < request.readableHighWaterMark;
}
