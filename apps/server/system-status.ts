// How the system is: who runs, what waits, what failed, and what takes the room.
import type { Assets } from '@vitascope/assets';
import type { Images } from '@vitascope/catalog';
import type { EncoderPool } from '@vitascope/encoder';
import type { BlobStore } from '@vitascope/platform/blobs';
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import type { Jobs } from '@vitascope/platform/jobs';
import { z } from 'zod';

export interface SystemStatusDeps {
  readonly version: string;
  readonly roles: readonly string[];
  readonly blobs: Pick<BlobStore, 'freeBytes'>;
  readonly jobs: Pick<Jobs, 'depth' | 'failed' | 'redriveFailed'>;
  readonly pool: Pick<EncoderPool, 'stats'>;
  readonly assets: Pick<Assets, 'list' | 'storageUse'>;
  readonly images: Pick<Images, 'storageUse'>;
  databaseBytes(): Promise<number>;
  authorize(request: HttpRequest, permission: 'system.read' | 'system.write'): Promise<void>;
}

const SHOWN_FAILURES = 20;
/** Adding up everything takes a moment in a large library, and changes little meanwhile. */
const STORAGE_LASTS_MS = 30_000;

const weighed = z.object({ count: z.int(), bytes: z.number() });
const reasonSchema = z.object({ code: z.string().nullable(), message: z.string() });

const failedJobSchema = z
  .object({
    id: z.string().describe('For `…/jobs/{id}/redrive`.'),
    queue: z.string(),
    subjects: z.array(z.string()).describe('Ids of what the job was about.'),
    attempts: z.int(),
    reason: reasonSchema.nullable(),
    failedAt: z.iso.datetime(),
  })
  .meta({ id: 'FailedJob' });

const statusSchema = z
  .object({
    processes: z
      .array(
        z.object({
          pid: z.int(),
          version: z.string(),
          roles: z.array(z.string()),
          startedAt: z.iso.datetime(),
          seenAt: z.iso.datetime(),
          memoryBytes: z.number(),
        }),
      )
      .describe('The one that answers; of others nothing is known here.'),
    queues: z.array(z.object({ name: z.string(), queued: z.int(), active: z.int(), failed: z.int() })),
    encoders: z.object({
      processes: z.array(
        z.object({
          pid: z.int().nullable(),
          lane: z.string(),
          state: z.string(),
          memoryBytes: z.number().nullable(),
        }),
      ),
      queued: z.object({ interactive: z.int(), ahead: z.int(), fill: z.int() }),
      kills: z.record(z.string(), z.int()).describe('How often processes ended, by cause, since the start.'),
    }),
    storage: z.object({
      freeBytes: z
        .number()
        .nullable()
        .describe('Room left for objects; null where there is no limit to know.'),
      databaseBytes: z.number(),
      sources: weighed,
      trash: weighed.describe('Of all these together, what can still be restored.'),
      uploads: weighed.describe('Those that are not finished, by what they will weigh.'),
      renditions: z.array(
        weighed.extend({
          codec: z.string().describe('As in codec strings: `avc1`, `mp4a`.'),
          height: z.int().nullable().describe('Null for sound.'),
          isCopy: z.boolean(),
        }),
      ),
      storyboards: weighed.describe('Small pictures for seeking.'),
      captions: weighed.describe('Subtitles and captions.'),
      artwork: weighed,
      measuredAt: z.iso.datetime(),
    }),
    failures: z.object({
      assets: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          state: z.string(),
          reason: reasonSchema.nullable(),
          at: z.iso.datetime(),
        }),
      ),
      jobs: z.array(failedJobSchema),
    }),
  })
  .meta({ id: 'SystemStatus' });

export function registerSystemStatus(app: HttpApp, deps: SystemStatusDeps): void {
  const startedAt = new Date().toISOString();
  const storage = remembering(async () => ({
    ...(await measure(deps)),
    measuredAt: new Date().toISOString(),
  }));
  app.get(
    '/api/v1/system/status',
    {
      onRequest: (request) => deps.authorize(request, 'system.read'),
      schema: {
        tags: ['system'],
        summary: 'Shows how the system is: who runs, what waits, what failed, what takes the room',
        response: { 200: statusSchema },
      },
    },
    async () => {
      const [depth, use, freeBytes, failures] = await Promise.all([
        deps.jobs.depth(),
        storage(),
        deps.blobs.freeBytes(),
        recentFailures(deps),
      ]);
      const process = {
        pid: globalThis.process.pid,
        version: deps.version,
        roles: [...deps.roles],
        startedAt,
        seenAt: new Date().toISOString(),
        memoryBytes: globalThis.process.memoryUsage.rss(),
      };
      const queues = Object.entries(depth).map(([name, { queued, active, failed }]) => ({
        name,
        queued,
        active,
        failed,
      }));
      return {
        processes: [process],
        queues: queues.sort((a, b) => a.name.localeCompare(b.name, 'en')),
        encoders: encodersOf(deps.pool),
        storage: { freeBytes, ...use },
        failures,
      };
    },
  );
  registerFailedJobs(app, deps);
}

function registerFailedJobs(app: HttpApp, { jobs, authorize }: SystemStatusDeps): void {
  app.get(
    '/api/v1/system/jobs/failed',
    {
      onRequest: (request) => authorize(request, 'system.read'),
      schema: {
        tags: ['system'],
        summary: 'Lists jobs that were given up, the last one first',
        querystring: z.object({
          cursor: z.string().max(64).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: z.object({ items: z.array(failedJobSchema), nextCursor: z.string().nullable() }) },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const items = await jobs.failed({ after: cursor ?? null, limit });
      return {
        items: items.map(toFailedJob),
        nextCursor: items.length === limit ? (items.at(-1)?.place ?? null) : null,
      };
    },
  );
  app.post(
    '/api/v1/system/jobs/:id/redrive',
    {
      onRequest: (request) => authorize(request, 'system.write'),
      schema: {
        tags: ['system'],
        summary: 'Has a job that was given up tried again',
        params: z.object({ id: z.string().max(64) }),
        response: {
          200: z.object({ redriven: z.boolean().describe('False where the same waits already.') }),
        },
      },
    },
    async ({ params }) => ({ redriven: await jobs.redriveFailed(params.id) }),
  );
}

async function measure({ assets, images, databaseBytes }: SystemStatusDeps) {
  const [use, artwork, database] = await Promise.all([
    assets.storageUse(),
    images.storageUse(),
    databaseBytes(),
  ]);
  return {
    databaseBytes: database,
    sources: { count: use.sources.count, bytes: use.sources.bytes },
    trash: { count: use.trash.count, bytes: use.trash.bytes },
    uploads: { count: use.uploads.count, bytes: use.uploads.bytes },
    renditions: use.renditions.map(({ codec, height, isCopy, count, bytes }) => ({
      codec,
      height,
      isCopy,
      count,
      bytes,
    })),
    storyboards: { count: use.storyboards.count, bytes: use.storyboards.bytes },
    captions: { count: use.captions.count, bytes: use.captions.bytes },
    artwork: { count: artwork.count, bytes: artwork.bytes },
  };
}

async function recentFailures({ assets, jobs }: SystemStatusDeps) {
  const page = { sort: 'newest', after: null, limit: SHOWN_FAILURES } as const;
  const [{ items }, dead] = await Promise.all([
    assets.list({ states: ['rejected', 'failed'] }, page),
    jobs.failed({ after: null, limit: SHOWN_FAILURES }),
  ]);
  return {
    assets: items.map(({ id, name, state, reason, updatedAt }) => ({
      id,
      name,
      state,
      reason: reason === null ? null : { code: reason.code, message: reason.message },
      at: new Date(updatedAt).toISOString(),
    })),
    jobs: dead.map(toFailedJob),
  };
}

function toFailedJob(job: Awaited<ReturnType<Jobs['failed']>>[number]): z.output<typeof failedJobSchema> {
  return {
    id: job.id,
    queue: job.queue,
    subjects: idsIn(job.data),
    attempts: job.attempts,
    reason: job.failure === null ? null : { code: job.failure.code ?? null, message: job.failure.message },
    failedAt: job.failedAt.toISOString(),
  };
}

/** Of the data only what is an id: jobs carry ids, and what else they may carry is not for every eye. */
function idsIn(data: unknown): string[] {
  if (typeof data === 'string') return /^[a-z]{2}_[0-9a-z]{26}$/.test(data) ? [data] : [];
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(idsIn).slice(0, 20) : [];
}

function encodersOf(pool: Pick<EncoderPool, 'stats'>) {
  const { processes, queued, kills } = pool.stats();
  return {
    processes: processes.map(({ pid, lane, state, rssBytes }) => ({
      pid: pid ?? null,
      lane,
      state,
      memoryBytes: rssBytes ?? null,
    })),
    queued: { interactive: queued.interactive, ahead: queued.ahead, fill: queued.fill },
    kills: { ...kills },
  };
}

/** Asked again only after a while, and by one at a time. */
function remembering<T>(ask: () => Promise<T>): () => Promise<T> {
  let known: { readonly value: Promise<T>; readonly until: number } | null = null;
  return () => {
    if (known !== null && known.until > Date.now()) return known.value;
    const asked = { value: ask(), until: Date.now() + STORAGE_LASTS_MS };
    known = asked;
    asked.value.catch(() => {
      if (known === asked) known = null;
    });
    return asked.value;
  };
}
