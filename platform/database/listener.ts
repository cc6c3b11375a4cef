/** LISTEN on one dedicated connection, restored with growing pauses when it is lost. */
import type pg from 'pg';
import type { Logger } from '../kernel/index.ts';
import { connectClient } from './connection.ts';

type Handler = (payload: string) => void;

export interface Listener {
  /** Resolves when the server has acknowledged the LISTEN. The function returned stops it. */
  listen(channel: string, onMessage: Handler): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const firstPauseMs = 100;
const longestPauseMs = 5_000;
const channelPattern = /^[a-z][a-z0-9_]{0,62}$/;

/** Connects at the first `listen`. Messages sent while the connection is down are lost: poll as well. */
export function createListener(url: string, logger: Logger): Listener {
  const channels = new Map<string, Set<Handler>>();
  let connection: Promise<pg.Client> | null = null;
  let pause: { timer: NodeJS.Timeout; wake: () => void } | null = null;
  let closed = false;

  function deliver(channel: string, payload: string): void {
    for (const handler of channels.get(channel) ?? []) {
      try {
        handler(payload);
      } catch (error) {
        logger.error({ err: error, channel }, 'a notification handler threw');
      }
    }
  }

  async function connect(): Promise<pg.Client> {
    const client = await connectClient(url, (error) =>
      logger.warn({ err: error }, 'listening connection lost'),
    );
    client.on('notification', ({ channel, payload }) => deliver(channel, payload ?? ''));
    client.on('end', () => {
      if (closed) return;
      connection = restore();
      connection.catch(() => {});
    });
    for (const channel of channels.keys()) await client.query(`listen "${channel}"`);
    return client;
  }

  async function restore(): Promise<pg.Client> {
    for (let pauseMs = firstPauseMs; !closed; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await new Promise<void>((wake) => {
        pause = { timer: setTimeout(wake, pauseMs * (0.5 + Math.random() / 2)), wake };
      });
      pause = null;
      if (closed) break;
      try {
        const client = await connect();
        logger.info({}, 'listening connection restored');
        return client;
      } catch (error) {
        logger.debug({ err: error }, 'listening connection not restored yet');
      }
    }
    throw new Error('the listener is closed');
  }

  function current(): Promise<pg.Client> {
    connection ??= connect().catch((error: unknown) => {
      connection = null;
      throw error;
    });
    return connection;
  }

  return {
    async listen(channel, onMessage) {
      if (!channelPattern.test(channel))
        throw new TypeError(`Channel "${channel}" must match ${channelPattern}.`);
      const handlers = channels.get(channel) ?? new Set<Handler>();
      const own: Handler = (payload) => onMessage(payload);
      channels.set(channel, handlers.add(own));
      try {
        await (await current()).query(`listen "${channel}"`);
      } catch (error) {
        handlers.delete(own);
        throw error;
      }
      return async () => {
        handlers.delete(own);
        if (handlers.size > 0 || channels.get(channel) !== handlers) return;
        channels.delete(channel);
        if (!closed) await (await current()).query(`unlisten "${channel}"`).catch(() => {});
      };
    },
    async close() {
      closed = true;
      if (pause !== null) {
        clearTimeout(pause.timer);
        pause.wake();
      }
      const client = await connection?.catch(() => null);
      await client?.end().catch(() => {});
    },
  };
}
