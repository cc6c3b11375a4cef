// What identity's tests stand on: a real database, a real server with the module's routes, and a client with cookies.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileSystemBlobs } from '@vitascope/platform/blobs';
import type { Database } from '@vitascope/platform/database';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { createHttpServer } from '@vitascope/platform/http';
import { createJobs } from '@vitascope/platform/jobs';
import { type Clock, silentLogger, VitascopeError } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { type KyselyPlugin, type QueryResult, type RawBuilder, sql } from 'kysely';
import { type MailConfig, oidcConfig } from './config.ts';
import {
  createIdentity,
  type Identity,
  identityMigrations,
  type PersonalData,
  registerIdentityRoutes,
} from './index.ts';

export const OWNER_KEY = 'vk_0123456789abcdefghijklmnop';
export const PASSWORD = 'correct horse battery';
const PUBLIC_ORIGIN = 'http://films.example';

export interface TestClock extends Clock {
  time: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at what came, whatever it is.
  readonly body: any;
}

/** A browser's worth of cookies in front of one server. */
export interface Client {
  readonly cookies: Map<string, string>;
  fetch(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface TestServer {
  readonly identity: Identity;
  readonly url: string;
  client(): Client;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly mail?: MailConfig;
  readonly publicUrl?: string;
  readonly personalData?: readonly PersonalData[];
  /** As an operator writes them. */
  readonly providers?: Readonly<Record<string, object>>;
  readonly providerTiming?: { readonly timeoutMs?: number; readonly newKeysMs?: number };
  readonly staffSecondFactor?: boolean;
  /** False: no jobs run here. */
  readonly isWorking?: boolean;
}

export interface Bench {
  readonly database: Database;
  /** What servers that run no jobs have asked of the database, in order. */
  readonly queries: readonly string[];
  readonly server: TestServer;
  readonly clock: TestClock;
  /** Another process as far as anything can tell: its own server and parts on the same database. */
  start(options?: StartOptions): Promise<TestServer>;
  /** The newest mail to the address that has not been waited for yet. */
  nextMail(recipient: string): Promise<{ readonly subject: string; readonly body: string }>;
  /** Signs an account up by its mail and signs it in. */
  account(email: string): Promise<Client>;
  /** The first owner, signed in. */
  owner(): Promise<Client>;
  count(table: string): Promise<number>;
  query<T>(statement: RawBuilder<T>): Promise<QueryResult<T>>;
  /** The tables of identity with a row in which one of the texts occurs, by `table: row`. */
  mentions(texts: readonly string[]): Promise<readonly string[]>;
  /** As if all sessions were from before there were devices. */
  forgetDevices(): Promise<void>;
  deleteAccount(email: string): Promise<void>;
  /** Every value of a column of texts. */
  column(table: string, name: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openBench(first: StartOptions = {}): Promise<Bench> {
  const opener = await openTestDatabase({ migrations: [identityMigrations], poolSize: 20 });
  const queries: string[] = [];
  const counter: KyselyPlugin = {
    transformQuery({ node }) {
      queries.push(describeQuery(node));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const watched = { ...opener, kysely: opener.kysely.withPlugin(counter) };
  const database: Database = opener;
  const dir = await mkdtemp(join(tmpdir(), 'vitascope-identity-'));
  const blobs = await createFileSystemBlobs({ dir, reserveBytes: 0 });
  const clock: TestClock = { time: Date.now(), now: () => clock.time };
  const opened = new Set<TestServer>();
  const seen = new Set<string>();

  async function start(options: StartOptions = {}): Promise<TestServer> {
    const telemetry = await createTelemetry({
      serviceName: 'test',
      logLevel: 'silent',
      processMetrics: false,
    });
    const jobs = createJobs({ database, logger: silentLogger, telemetry });
    await jobs.start();
    const identity = await createIdentity({
      database: options.isWorking === false ? watched : database,
      blobs,
      jobs,
      mail: options.mail ?? { smtpUrl: undefined, from: 'Films <films@example.org>' },
      maxProfiles: 3,
      deletionGraceDays: 14,
      exportDays: 7,
      personalData: () => options.personalData ?? [],
      providers: oidcConfig.parse({ providers: options.providers ?? {} }).providers,
      providerTiming: { timeoutMs: 2_000, newKeysMs: 0, ...options.providerTiming },
      staffSecondFactor: options.staffSecondFactor ?? false,
      publicUrl: options.publicUrl,
      origin: () => options.publicUrl ?? PUBLIC_ORIGIN,
      checkOwnerKey({ authorization }) {
        if (authorization === `Bearer ${OWNER_KEY}`) return;
        throw new VitascopeError(
          { code: 'key-wrong', kind: 'unauthenticated', title: 'Wrong key' },
          'Not the key.',
        );
      },
      clock,
      logger: silentLogger,
    });
    if (options.isWorking !== false) await identity.startWork();
    const http = await createHttpServer({
      logger: silentLogger,
      telemetry,
      bodyLimitBytes: 1_048_576,
      trustProxy: true,
    });
    registerIdentityRoutes(http.app, { identity });
    const { url } = await http.listen({ host: '127.0.0.1', port: 0 });
    const server: TestServer = {
      identity,
      url,
      client: () => createClient(url),
      async close() {
        if (!opened.delete(server)) return;
        await http.close({ graceMs: 1_000 });
        await jobs.stop({ graceSeconds: 1 });
        await identity.close();
        await telemetry.close();
      },
    };
    opened.add(server);
    return server;
  }

  const server = await start(first);

  async function nextMail(recipient: string) {
    for (;;) {
      const mails = await server.identity.mails({ after: null, limit: 100 });
      const mail = mails.find((candidate) => candidate.recipient === recipient && !seen.has(candidate.id));
      if (mail !== undefined) {
        seen.add(mail.id);
        return mail;
      }
      // The outbox has no way to tell; the test's own time limit ends this.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  return {
    database,
    queries,
    server,
    clock,
    start,
    nextMail,
    async account(email) {
      const client = server.client();
      await client.fetch('POST', '/sign-up', { email, name: 'Somebody' });
      const token = tokenIn((await nextMail(email)).body);
      const made = await client.fetch('POST', '/sign-up/complete', { token, password: PASSWORD });
      if (made.status !== 201) throw new Error(`The account was not made: ${JSON.stringify(made.body)}`);
      return client;
    },
    async owner() {
      const client = server.client();
      const token = await server.identity.setUpToken();
      const given = { token, email: 'owner@example.org', name: 'Owner', password: PASSWORD };
      const made = await client.fetch('POST', '/set-up', given);
      if (made.status !== 201) throw new Error(`There is no owner: ${JSON.stringify(made.body)}`);
      return client;
    },
    async count(table) {
      const row = await database.kysely
        .withSchema('identity')
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row['count']);
    },
    query: (statement) => statement.execute(database.kysely),
    async mentions(texts) {
      const { rows } = await sql<{ name: string }>`
        select table_name as name from information_schema.tables where table_schema = 'identity'`.execute(
        database.kysely,
      );
      const found: string[] = [];
      for (const { name } of rows) {
        const all = await sql<{ row: string }>`
          select t::text as row from identity.${sql.ref(name)} as t`.execute(database.kysely);
        for (const { row } of all.rows)
          if (texts.some((text) => row.includes(text))) found.push(`${name}: ${row}`);
      }
      return found;
    },
    async forgetDevices() {
      const identity = database.kysely.withSchema('identity');
      await identity.updateTable('sessions').set({ device_id: null }).execute();
      await identity.deleteFrom('devices').execute();
    },
    async deleteAccount(email) {
      await database.kysely
        .withSchema('identity')
        .deleteFrom('accounts')
        .where('email', '=', email)
        .execute();
    },
    async column(table, name) {
      const rows = await database.kysely.withSchema('identity').selectFrom(table).select(name).execute();
      return rows.map((row) => String(row[name]));
    },
    async close() {
      for (const one of [...opened]) await one.close();
      await database.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** The kind of a query and its tables: enough to tell whether the same work was done. */
function describeQuery(node: object): string {
  const { kind } = node as { kind: string };
  const tables = [...JSON.stringify(node).matchAll(/"identifier":\{"kind":"IdentifierNode","name":"(\w+)"/g)];
  return `${kind} ${[...new Set(tables.map(([, name]) => name))].join(' ')}`;
}

/** The token at the end of a mail's link. */
export function tokenIn(body: string): string {
  const token = /#token=(\S+)/.exec(body)?.[1];
  if (token === undefined) throw new Error(`There is no link in: ${body}`);
  return token;
}

/** Paths are below `/api/v1/auth` unless they begin with `/api`. */
function createClient(url: string): Client {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async fetch(method, path, body, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(`${url}${path.startsWith('/api') ? path : `/api/v1/auth${path}`}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/max-age=0/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? null : JSON.parse(text),
      };
    },
  };
}
