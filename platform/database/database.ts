/** The database as modules see it: one pool, one listener, locks that die with the process. */
import { type Dialect, Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Logger } from '../kernel/index.ts';
import { connectClient, createPool, describeUrl, unreachable } from './connection.ts';
import { type EmbeddedServer, startEmbeddedServer } from './embedded/embedded-server.ts';
import { databaseError } from './errors.ts';
import { createListener } from './listener.ts';
import { type MigrationSet, migrate } from './migrate.ts';
import { type AskPrepared, createPrepared, type PrepareStatement } from './prepared.ts';

export interface Database {
  /** Query builder on the pool; a module narrows it: `db.kysely.withSchema('assets')`. bigint columns are numbers. */
  // biome-ignore lint/suspicious/noExplicitAny: each module casts it to the tables it owns, which only it knows.
  readonly kysely: Kysely<any>;
  /** Connection string of the database in use. Holds the password: never log it. */
  readonly url: string;
  /** Applies what is missing of each module's migrations. Safe when several processes start at once. */
  migrate(sets: readonly MigrationSet[]): Promise<void>;
  /**
   * Calls `onMessage` for every notification on the channel until the returned function is called. The connection is
   * restored when lost; messages sent meanwhile are not delivered, so poll as well.
   */
  listen(channel: string, onMessage: (payload: string) => void): Promise<() => Promise<void>>;
  /** Sends a notification of at most 7,999 bytes to all listeners in all processes. */
  notify(channel: string, payload: string): Promise<void>;
  /**
   * Takes the named lock, or returns null when someone else holds it. It is held by one connection of its own and ends
   * with the returned function, with this process, or with that connection (`onLost` tells).
   */
  tryLock(name: string, onLost?: () => void): Promise<(() => Promise<void>) | null>;
  /**
   * The rows of a statement that PostgreSQL plans once for each connection. Its text must not vary with its values, which
   * are parameters.
   */
  readonly prepared: AskPrepared;
  /** As `prepared`, with the text put together once: for what is asked at every turn. */
  readonly statement: PrepareStatement;
  /** Resolves when the database answers, else throws `database-unreachable`. */
  ping(): Promise<void>;
  /** Ends all connections, then stops the embedded server if this process started it. */
  close(): Promise<void>;
}

export type DatabaseOptions = DatabaseByUrl | EmbeddedDatabase;

interface DatabaseByUrl {
  /** `postgresql://user:password@host:port/database` */
  readonly url: string;
  /** Connections at most; default 10. */
  readonly poolSize?: number | undefined;
}

interface EmbeddedDatabase {
  /** Folder for the embedded server; made when missing. Processes that name the same folder share one server. */
  readonly embeddedDir: string;
  readonly poolSize?: number | undefined;
  /** Server settings beside or instead of the defaults, as `postgres -c` takes them. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** PostgreSQL: "the payload must be shorter than 8000 bytes". */
const notificationLimit = 8_000;

/**
 * Opens the database by URL, or the embedded server in a folder: the first process starts it and stops it when it
 * closes, later ones share it. Throws `database-unreachable`, `database-embedded-failed`,
 * `database-cannot-run-as-root` or `database-wrong-version`.
 */
export async function openDatabase(options: DatabaseOptions, deps: { logger: Logger }): Promise<Database> {
  const logger = deps.logger.child({ module: 'database' });
  if ('url' in options) return connectDatabase(options.url, options.poolSize, { logger, server: null });
  const server = await startEmbeddedServer({
    dir: options.embeddedDir,
    settings: options.settings ?? {},
    logger,
  });
  return connectDatabase(server.url, options.poolSize, { logger, server });
}

async function connectDatabase(
  url: string,
  poolSize = 10,
  { logger, server }: { logger: Logger; server: EmbeddedServer | null },
): Promise<Database> {
  const pool = createPool(url, poolSize);
  // An idle connection that breaks raises 'error' here; unheard, it would end the process.
  pool.on('error', (error) => logger.warn({ err: error }, 'idle database connection lost'));
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) as Dialect });
  const listener = createListener(url, logger);
  const locks = new Set<pg.Client>();
  let closing: Promise<void> | null = null;

  async function close(): Promise<void> {
    await listener.close();
    const held = [...locks];
    locks.clear();
    await Promise.allSettled(held.map((client) => client.end()));
    await kysely.destroy();
    // Kysely leaves a pool alone that it has not used yet.
    if (!pool.ending) await pool.end();
    await server?.stop();
  }

  const prepared = createPrepared(pool, kysely);
  const database: Database = {
    kysely,
    url,
    migrate: (sets) => migrate(url, sets, logger),
    listen: listener.listen,
    async notify(channel, payload) {
      const size = Buffer.byteLength(payload);
      if (size >= notificationLimit)
        throw databaseError(
          'database-notification-too-large',
          `A notification on "${channel}" has ${size} bytes; at most ${notificationLimit - 1} fit. Send an id instead.`,
        );
      await pool.query('select pg_notify($1, $2)', [channel, payload]);
    },
    prepared: prepared.ask,
    statement: prepared.statement,
    tryLock: (name, onLost) => tryLock({ url, locks, logger }, name, onLost),
    async ping() {
      try {
        await pool.query('select 1');
      } catch (cause) {
        throw unreachable(url, cause);
      }
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
  try {
    await database.ping();
  } catch (error) {
    await database.close();
    throw error;
  }
  logger.debug({ database: describeUrl(url), poolSize }, 'database connected');
  return database;
}

async function tryLock(
  { url, locks, logger }: { url: string; locks: Set<pg.Client>; logger: Logger },
  name: string,
  onLost: () => void = () => {},
): Promise<(() => Promise<void>) | null> {
  const client = await connectClient(url, (error) =>
    logger.warn({ err: error, lock: name }, 'lock connection lost'),
  );
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
      [name],
    );
    if (rows[0]?.taken !== true) {
      await client.end();
      return null;
    }
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  locks.add(client);
  client.once('end', () => {
    if (locks.delete(client)) onLost();
  });
  return async () => {
    if (locks.delete(client)) await client.end();
  };
}
