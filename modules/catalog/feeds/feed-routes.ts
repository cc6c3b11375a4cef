// Feeds over HTTP, for editors: import one, see how far it is and what is wrong with it, export everything.
import { Readable } from 'node:stream';
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Catalog } from '../catalog.ts';
import { pageQuery } from '../list-query.ts';
import { idOf, toIso } from '../wire.ts';
import { feedFormats } from './feed-record.ts';
import type { Import } from './import-store.ts';
import type { Imports } from './imports.ts';

/** A large feed over a slow line; bodies that crawl are cut off by their rate. */
const TRANSFER_MS = 3_600_000;

const importSchema = z
  .object({
    id: z.string(),
    format: z.enum(feedFormats),
    dryRun: z.boolean(),
    actor: z.string(),
    state: z
      .enum(['waiting', 'running', 'done', 'failed'])
      .describe('`done` also where records were refused.'),
    reason: z.string().nullable().describe('Why the feed as a whole was refused.'),
    records: z.int().nullable().describe('Null until the feed has been read through.'),
    created: z.int().describe('In a dry run: that would be created.'),
    changed: z.int(),
    unchanged: z.int(),
    failed: z.int().describe('Records that were left out; each has problems.'),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'CatalogImport' });

const problemSchema = z.object({
  line: z.int(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  message: z.string().describe('What is wrong, and what to do.'),
});

export function registerFeedRoutes(
  app: HttpApp,
  deps: { readonly catalog: Catalog; readonly imports: Imports; actorOf(request: HttpRequest): string },
): void {
  app.register((scope, _options, done) => {
    // The feed is a stream, whatever it says that it is: `format` decides how it is read.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
    registerBegin(scope as HttpApp, deps);
    done();
  });
  registerReading(app, deps);
  registerExport(app, deps);
}

function registerBegin(
  app: HttpApp,
  { imports, actorOf }: { readonly imports: Imports; actorOf(request: HttpRequest): string },
): void {
  app.post(
    '/api/v1/catalog/imports',
    {
      bodyLimit: Number.MAX_SAFE_INTEGER,
      config: { handlerTimeoutMs: TRANSFER_MS },
      schema: {
        tags: ['catalog'],
        summary: 'Imports a feed of titles, people and terms',
        description:
          'The body is the feed itself, at most 256 MiB. It is worked on afterwards: ask for its state.',
        querystring: z.object({
          format: z.enum(feedFormats),
          dryRun: z.stringbool().default(false).describe('Only say what would happen.'),
        }),
        response: { 202: importSchema },
      },
    },
    async (request, reply) => {
      const { format, dryRun } = request.query;
      // A request without a body has none to parse.
      const body = request.body instanceof Readable ? request.body : Readable.from([]);
      const begun = await imports.begin({ format, isDryRun: dryRun, body }, { actor: actorOf(request) });
      return reply.code(202).header('location', `/api/v1/catalog/imports/${begun.id}`).send(toAnswer(begun));
    },
  );
}

function registerReading(app: HttpApp, { imports }: { readonly imports: Imports }): void {
  const params = z.object({ id: idOf('fd') });
  app.get(
    '/api/v1/catalog/imports',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Lists imports, newest first',
        querystring: pageQuery,
        response: { 200: z.object({ items: z.array(importSchema), nextCursor: z.string().nullable() }) },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const items = await imports.list({ after: cursor ?? null, limit });
      const last = items.length === limit ? items.at(-1) : undefined;
      return { items: items.map(toAnswer), nextCursor: last?.id ?? null };
    },
  );
  app.get(
    '/api/v1/catalog/imports/:id',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Tells how far an import is',
        params,
        response: { 200: importSchema },
      },
    },
    async (request) => toAnswer(await imports.get(request.params.id)),
  );
  app.get(
    '/api/v1/catalog/imports/:id/problems',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Lists what is wrong with a feed, by line and column',
        description: 'At most 10,000 of one import.',
        params,
        querystring: pageQuery.extend({
          cursor: z
            .string()
            .regex(/^\d{1,6}$/)
            .optional(),
        }),
        response: { 200: z.object({ items: z.array(problemSchema), nextCursor: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const { id } = await imports.get(request.params.id);
      const items = await imports.problems(id, { after: Number(cursor ?? 0), limit });
      const last = items.length === limit ? items.at(-1) : undefined;
      return {
        items: items.map(({ line, column, value, message }) => ({ line, column, value, message })),
        nextCursor: last === undefined ? null : String(last.number),
      };
    },
  );
}

function registerExport(app: HttpApp, { catalog }: { readonly catalog: Catalog }): void {
  app.get(
    '/api/v1/catalog/export',
    {
      config: { handlerTimeoutMs: TRANSFER_MS },
      schema: {
        tags: ['catalog'],
        summary: 'Exports terms, people and titles as a feed that an import takes',
        querystring: z.object({
          format: z.enum(['json', 'csv']).default('json').describe('`json`: JSON Lines.'),
        }),
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const type = format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson';
      reply
        .type(type)
        .header('cache-control', 'no-store')
        .header(
          'content-disposition',
          `attachment; filename="catalogue.${format === 'csv' ? 'csv' : 'jsonl'}"`,
        );
      return reply.send(Readable.from(catalog.feeds.export[format](), { objectMode: false }));
    },
  );
}

function toAnswer(entry: Import): z.output<typeof importSchema> {
  return {
    id: entry.id,
    format: entry.format,
    dryRun: entry.isDryRun,
    actor: entry.actor,
    state: entry.state,
    reason: entry.reason,
    records: entry.records,
    created: entry.created,
    changed: entry.changed,
    unchanged: entry.unchanged,
    failed: entry.failed,
    createdAt: toIso(entry.createdAt),
    finishedAt: toIso(entry.finishedAt),
  };
}
