// What playback's tests stand on: a real database, real servers with all routes below, and clients with cookies.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assetsMigrations } from '@vitascope/assets';
import {
  catalogMigrations,
  createCatalog,
  createEpisodes,
  registerViewerRoutes,
  type TitleContent,
} from '@vitascope/catalog';
import { createIdentity, identityMigrations, registerIdentityRoutes } from '@vitascope/identity';
import { createFileSystemBlobs } from '@vitascope/platform/blobs';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { createHttpServer, createRateCounters, type HttpRequest, limitRates } from '@vitascope/platform/http';
import { createJobs } from '@vitascope/platform/jobs';
import { type Clock, newId, silentLogger } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { sql } from 'kysely';
import type { z } from 'zod';
import { embedConfig, geoConfig, playbackConfig } from '../config.ts';
import {
  createPlaybackModule,
  createWatch,
  type PlaybackModule,
  playbackMigrations,
  registerPlaybackRoutes,
  registerWatchRoutes,
  type Watch,
} from '../index.ts';

const PASSWORD = 'correct horse battery';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at what came, whatever it is.
  readonly body: any;
}

/** A browser's worth of cookies. */
export interface Client {
  fetch(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The same cookies before another server. */
  at(server: TestServer): Client;
}

export interface TestServer {
  readonly url: string;
  readonly module: PlaybackModule;
  readonly watch: Watch;
}

export interface Household {
  readonly client: Client;
  readonly accountId: string;
  readonly profileId: string;
}

export interface StartOptions {
  readonly playback?: z.input<typeof playbackConfig>;
  readonly geo?: z.input<typeof geoConfig>;
  readonly embed?: z.input<typeof embedConfig>;
  readonly staffSecondFactor?: boolean;
  /** Of an account or an address, as far as routes count themselves; without it there is no limit. */
  readonly requestsPerMinute?: number;
}

export type Bench = Awaited<ReturnType<typeof openBench>>;

export async function openBench(first: StartOptions = {}) {
  const migrations = [identityMigrations, assetsMigrations, catalogMigrations, playbackMigrations];
  const database = await openTestDatabase({ migrations, poolSize: 20 });
  const clock: Clock & { time: number } = { time: Date.now(), now: () => clock.time };
  const dir = await mkdtemp(join(tmpdir(), 'vitascope-playback-'));
  const blobs = await createFileSystemBlobs({ dir, reserveBytes: 0 });
  const closing: (() => Promise<void>)[] = [];
  const catalog = createCatalog({
    database,
    clock,
    knownAssets: async (ids) => new Set(ids),
    viewerLists: { titleIds: (...wish) => server.watch.titleIds(...wish) },
  });
  const makeTelemetry = () =>
    createTelemetry({ serviceName: 'test', logLevel: 'silent', processMetrics: false });
  const jobsTelemetry = await makeTelemetry();
  const jobs = createJobs({ database, logger: silentLogger, telemetry: jobsTelemetry });
  await jobs.start();
  const seen = new Set<string>();

  /** Another process as far as anything can tell: its own server and parts on the same database. */
  async function start(options: StartOptions = {}) {
    const identity = await createIdentity({
      database,
      blobs,
      jobs,
      mail: { smtpUrl: undefined, from: 'Films <films@example.org>' },
      maxProfiles: 5,
      staffSecondFactor: options.staffSecondFactor ?? false,
      deletionGraceDays: 14,
      exportDays: 7,
      personalData: () => [],
      providers: {},
      publicUrl: undefined,
      origin: () => 'http://films.example',
      checkOwnerKey() {},
      clock,
      logger: silentLogger,
    });
    const telemetry = await makeTelemetry();
    const episodes = createEpisodes(database);
    const watch = await createWatch({
      database,
      episodes,
      config: playbackConfig.parse(options.playback ?? {}),
      clock,
      logger: silentLogger,
      telemetry,
    });
    const module = await createPlaybackModule({
      database,
      identity,
      catalog,
      watch,
      config: playbackConfig.parse(options.playback ?? {}),
      geo: geoConfig.parse(options.geo ?? {}),
      embed: embedConfig.parse(options.embed ?? {}),
      clock,
      logger: silentLogger,
    });
    const http = await createHttpServer({
      logger: silentLogger,
      telemetry,
      bodyLimitBytes: 1_048_576,
      trustProxy: ['127.0.0.1'],
      readyHandler: watch.heartbeats.answerNow,
    });
    registerIdentityRoutes(http.app, { identity });
    registerViewerRoutes(http.app, { catalog, identity, viewers: module.viewers });
    const askers = new WeakMap<HttpRequest, string>();
    registerPlaybackRoutes(http.app, {
      watching: module,
      identity,
      authorize: async (request, permission) => {
        const actor = await identity.requirePermission(request, permission);
        askers.set(request, 'accountId' in actor ? actor.accountId : actor.kind);
      },
      actorOf: (request) => askers.get(request) ?? 'nobody',
      countRequest: limitRates(http.app, {
        counters: createRateCounters({ database, windowMs: 60_000, clock, logger: silentLogger }),
        windowSeconds: 60,
        quotas: { actor: options.requestsPerMinute ?? 0, address: options.requestsPerMinute ?? 0 },
        isExempt: () => true,
        async subjectOf(request) {
          const actor = await identity.actorOf(request);
          return 'accountId' in actor
            ? { policy: 'actor', key: actor.accountId }
            : { policy: 'address', key: request.ip };
        },
      }),
      heartbeats: watch,
      isOwnPage: ({ headers }) => headers.origin === 'http://films.example',
      durationOf: async () => 5_400_000,
      manifestUrls: ({ assetId, expiresAt }) => ({
        hlsUrl: `http://films.example/${expiresAt}/${assetId}/main.m3u8`,
        dashUrl: `http://films.example/${expiresAt}/${assetId}/manifest.mpd`,
      }),
      momentUrls: async ({ assetId, expiresAt, positionMs }) => ({
        hlsUrl: `http://films.example/${expiresAt}/${positionMs}/${assetId}/main.m3u8`,
      }),
    });
    registerWatchRoutes(http.app, { watch, catalog, viewers: module.viewers, clock });
    const { url } = await http.listen({ host: '127.0.0.1', port: 0 });
    closing.push(async () => {
      await http.close({ graceMs: 1_000 });
      await watch.close();
      module.close();
      await identity.close();
      await telemetry.close();
    });
    return { url, module, watch, identity };
  }

  const server = await start(first);
  await server.identity.startWork();

  async function tokenFor(recipient: string): Promise<string> {
    for (;;) {
      const mails = await server.identity.mails({ after: null, limit: 100 });
      const mail = mails.find((candidate) => candidate.recipient === recipient && !seen.has(candidate.id));
      const token = /#token=(\S+)/.exec(mail?.body ?? '')?.[1];
      if (mail !== undefined && token !== undefined) {
        seen.add(mail.id);
        return token;
      }
      // The outbox has no way to tell; the test's own time limit ends this.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function profile(client: Client, wish: object = {}): Promise<string> {
    const body = { password: PASSWORD, name: `P${newId('x')}`, ...wish };
    const made = await client.fetch('POST', '/api/v1/profiles', body);
    if (made.status !== 201) throw new Error(`There is no profile: ${JSON.stringify(made.body)}`);
    return made.body.id;
  }

  return {
    database,
    clock,
    catalog,
    server,
    start,
    profile,
    client: (at: TestServer = server) => createClient(at.url),
    /** An account that is signed in, with one profile. */
    async household(email = `${newId('x')}@example.org`, wish: object = {}): Promise<Household> {
      const client = createClient(server.url);
      await client.fetch('POST', '/api/v1/auth/sign-up', { email, name: 'Somebody' });
      const given = { token: await tokenFor(email), password: PASSWORD };
      const made = await client.fetch('POST', '/api/v1/auth/sign-up/complete', given);
      if (made.status !== 201) throw new Error(`The account was not made: ${JSON.stringify(made.body)}`);
      const accountId = (await client.fetch('GET', '/api/v1/auth/session')).body.id;
      return { client, accountId, profileId: await profile(client, wish) };
    },
    /** The first owner, signed in, with a profile. */
    async owner(): Promise<Household> {
      const client = createClient(server.url);
      const token = await server.identity.setUpToken();
      const given = { token, email: 'owner@example.org', name: 'Owner', password: PASSWORD };
      const made = await client.fetch('POST', '/api/v1/auth/set-up', given);
      if (made.status !== 201) throw new Error(`There is no owner: ${JSON.stringify(made.body)}`);
      const accountId = (await client.fetch('GET', '/api/v1/auth/session')).body.id;
      return { client, accountId, profileId: await profile(client) };
    },
    /** An asset as examining leaves it. */
    async asset(state: 'playable' | 'examining' | 'rejected' = 'playable'): Promise<string> {
      const id = newId('as');
      const facts = state === 'playable' ? '{}' : null;
      await sql`insert into assets.assets
        (id, upload_id, name, state, source_key, size_bytes, facts, timeline, created_at, updated_at)
        values (${id}, ${newId('up')}, 'film.mp4', ${state}, 'key', 1, ${facts}::jsonb, ${facts}::jsonb, now(), now())`.execute(
        database.kysely,
      );
      return id;
    },
    /** A title that is published and free everywhere unless `changes` say otherwise, with a playable asset. */
    async title(
      changes: Partial<TitleContent> = {},
    ): Promise<{ readonly id: string; readonly assetId: string }> {
      const assetId = await this.asset();
      const title = await catalog.titles.create(titleContent(assetId, changes), { actor: 'a tester' });
      return { id: title.id, assetId };
    },
    /** Deletes an account as identity does. */
    async forget(accountId: string): Promise<void> {
      await sql`delete from identity.accounts where id = ${accountId}`.execute(database.kysely);
    },
    async close() {
      for (const close of closing) await close();
      await jobs.stop({ graceSeconds: 1 });
      await jobsTelemetry.close();
      await database.close();
      await rm(dir, { recursive: true });
    },
  };
}

export const freeWindow: TitleContent['windows'][number] = {
  opensAt: null,
  closesAt: null,
  territories: [],
  exceptTerritories: [],
  devices: [],
  offer: { kind: 'free', plans: [] },
};

function titleContent(assetId: string, changes: Partial<TitleContent>): TitleContent {
  return {
    kind: 'film',
    slug: '',
    artwork: [],
    relations: [],
    parentId: null,
    number: null,
    originalLanguage: 'en',
    texts: { en: { name: `The ${assetId}`, tagline: null, synopsis: null } },
    firstShownOn: null,
    countries: [],
    genres: [],
    tags: [],
    moods: [],
    ratings: [],
    credits: [],
    assets: [{ assetId, purpose: 'main', names: {} }],
    markers: [],
    members: [],
    publication: { isReleased: true, publishAt: null, embargoUntil: null, expireAt: null },
    windows: [freeWindow],
    ...changes,
  };
}

function createClient(url: string, cookies = new Map<string, string>()): Client {
  return {
    at: (server) => createClient(server.url, cookies),
    async fetch(method, path, body, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(`${url}${path}`, {
        method,
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
