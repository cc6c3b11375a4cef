/** How every connection to PostgreSQL is made: limits, type parsers, and who we say we are. */
import pg from 'pg';
import { databaseError } from './errors.ts';

const int8 = 20;
const connectTimeoutMs = 10_000;
/** No statement of a request or a job may run longer; migrations are exempt. */
const statementTimeoutMs = 60_000;
const idleInTransactionTimeoutMs = 60_000;

/** bigint columns become numbers: sizes and counters stay below 2^53, and a value that does not is an error. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a JavaScript number`);
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8 && format !== 'binary'
      ? parseInt8
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

function baseConfig(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'vitascope',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types,
  };
}

/** A connection of its own for something that lives as long as its session: a LISTEN, a lock, a migration. */
export async function connectClient(
  url: string,
  onLost: (error: Error) => void = () => {},
): Promise<pg.Client> {
  const client = new pg.Client(baseConfig(url));
  // An 'error' event without a listener would end the process.
  client.on('error', onLost);
  try {
    await client.connect();
  } catch (cause) {
    await client.end().catch(() => {});
    throw unreachable(url, cause);
  }
  return client;
}

/** The pool behind all ordinary queries. Idle connections close after 30 s, each costs the server a process. */
export function createPool(url: string, size: number, limited = true): pg.Pool {
  const pool = new pg.Pool({
    ...baseConfig(url),
    max: size,
    idleTimeoutMillis: 30_000,
    ...(limited
      ? {
          statement_timeout: statementTimeoutMs,
          idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
        }
      : {}),
  });
  // The pool hears 'error' only of idle connections. One that breaks between two statements of a transaction would end
  // the process; its next statement fails and tells.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The error for a connection that could not be made; names host and database, never the password. */
export function unreachable(url: string, cause: unknown): Error {
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return databaseError(
    'database-unreachable',
    `Cannot connect to PostgreSQL at ${describeUrl(url)}: ${reason}. Check that it runs and that the URL is right.`,
    { cause, retryAfterSeconds: 2 },
  );
}

/** `host:port/database` of a connection string, fit for logs. */
export function describeUrl(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || 'local socket'}${port === '' ? '' : `:${port}`}${pathname}`;
  } catch {
    return 'an unreadable URL';
  }
}
