// The routes that titles, people and terms have in common: create, read, edit, delete, history, undo.
import {
  type HttpApp,
  type HttpReply,
  type HttpRequest,
  requireIfMatch,
  revisionTag,
} from '@vitascope/platform/http';
import { z } from 'zod';
import type { Change } from './change-store.ts';
import { pageQuery } from './list-query.ts';
import type { Subject } from './rows.ts';
import { changedFields } from './undo.ts';
import type { Versioned } from './versioned.ts';
import { type Full, idOf, slug, toIso } from './wire.ts';

export interface Version {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface SubjectRoutes<C, Input extends object> {
  /** `/api/v1/catalog/titles` */
  readonly path: string;
  readonly noun: string;
  readonly idPrefix: string;
  readonly body: z.ZodType<object>;
  readonly patch: z.ZodType<object>;
  readonly answer: z.ZodType<object>;
  readonly versioned: Versioned<C>;
  toContent(body: Input): C;
  /** Field by field. */
  toBody(content: C): Full<Input>;
  /** Who asks; known since the request was let in. */
  actorOf(request: HttpRequest): string;
}

export function answerOf<C, Input extends object>(
  { id, revision, content, createdAt, updatedAt }: Subject<C>,
  toBody: (content: C) => Full<Input>,
): Full<Input> & Version {
  return { ...toBody(content), id, revision, createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) };
}

export function registerSubjectRoutes<C, Input extends object>(
  app: HttpApp,
  routes: SubjectRoutes<C, Input>,
): void {
  registerWriting(app, routes);
  registerReading(app, routes);
  registerHistory(app, routes);
}

function registerWriting<C, Input extends object>(app: HttpApp, routes: SubjectRoutes<C, Input>): void {
  const { path, noun, versioned, toBody } = routes;
  const params = z.object({ id: idOf(routes.idPrefix) });
  const tags = ['catalog'];
  app.post(
    path,
    { schema: { tags, summary: `Creates a ${noun}`, body: routes.body, response: { 201: routes.answer } } },
    async (request, reply) => {
      const subject = await versioned.create(routes.toContent(request.body as Input), {
        actor: routes.actorOf(request),
      });
      reply.code(201).header('location', `${path}/${subject.id}`);
      return send(reply, subject, toBody);
    },
  );
  app.patch(
    `${path}/:id`,
    {
      schema: {
        tags,
        summary: `Replaces the given fields of a ${noun}`,
        description:
          'Wants `If-Match` with the ETag that was read: 428 without, 412 when it has changed since.',
        params,
        body: routes.patch,
        response: { 200: routes.answer },
      },
    },
    async (request, reply) => {
      const expect = requireIfMatch(request.headers['if-match']);
      const patch = request.body as Partial<Input>;
      const change = (content: C): C => routes.toContent({ ...toBody(content), ...patch });
      const options = { actor: routes.actorOf(request), expect };
      return send(reply, await versioned.edit(request.params.id, change, options), toBody);
    },
  );
  app.delete(
    `${path}/:id`,
    {
      schema: {
        tags,
        summary: `Deletes a ${noun}`,
        description: 'Wants `If-Match`. It can be undone.',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const expect = requireIfMatch(request.headers['if-match']);
      await versioned.remove(request.params.id, { actor: routes.actorOf(request), expect });
      return reply.code(204).send(null);
    },
  );
}

function registerReading<C, Input extends object>(app: HttpApp, routes: SubjectRoutes<C, Input>): void {
  const { path, noun, versioned, toBody } = routes;
  app.get(
    `${path}/:id`,
    {
      schema: {
        tags: ['catalog'],
        summary: `Shows a ${noun} as its editors see it, by id or slug`,
        params: z.object({ id: z.union([idOf(routes.idPrefix), slug]) }),
        response: { 200: routes.answer },
      },
    },
    async (request, reply) => send(reply, await versioned.get(request.params.id), toBody),
  );
}

function registerHistory<C, Input extends object>(app: HttpApp, routes: SubjectRoutes<C, Input>): void {
  const { path, noun, versioned, toBody } = routes;
  const schema = z.object({
    id: z.string(),
    revision: z.int(),
    action: z.enum(['created', 'edited', 'deleted']),
    actor: z.string(),
    changedAt: z.iso.datetime(),
    undoes: z.string().nullable().describe('The change that this one took back.'),
    fields: z.array(z.string()),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
  });
  app.get(
    `${path}/:id/changes`,
    {
      schema: {
        tags: ['catalog'],
        summary: `Lists who changed a ${noun}, when, and what it was before and after; newest first`,
        params: z.object({ id: idOf(routes.idPrefix) }),
        querystring: pageQuery.extend({
          cursor: z
            .string()
            .regex(/^\d{1,9}$/)
            .optional(),
        }),
        response: { 200: z.object({ items: z.array(schema), nextCursor: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const items = await versioned.changes(request.params.id, { after: cursor ?? null, limit });
      const last = items.length === limit ? items.at(-1) : undefined;
      return {
        items: items.map((change) => changeAnswer(change, toBody)),
        nextCursor: last === undefined ? null : String(last.revision),
      };
    },
  );
  app.post(
    `${path}/:id/changes/:changeId/undo`,
    {
      schema: {
        tags: ['catalog'],
        summary: `Takes back one change of a ${noun}`,
        description: 'Later changes of other fields stay; 409 where what it set has been changed since.',
        params: z.object({ id: idOf(routes.idPrefix), changeId: idOf('ch') }),
        response: { 200: routes.answer, 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id, changeId } = request.params;
      const subject = await versioned.undo(id, changeId, { actor: routes.actorOf(request) });
      if (subject === null) return reply.code(204).send(null);
      return send(reply, subject, toBody);
    },
  );
}

function send<C, Input extends object>(
  reply: Pick<HttpReply, 'header'>,
  subject: Subject<C>,
  toBody: (content: C) => Full<Input>,
): Full<Input> & Version {
  reply.header('etag', revisionTag(subject.revision));
  return answerOf(subject, toBody);
}

function changeAnswer<C, Input extends object>(change: Change<C>, toBody: (content: C) => Full<Input>) {
  const before = change.before === null ? null : toBody(change.before);
  const after = change.after === null ? null : toBody(change.after);
  return {
    id: change.id,
    revision: change.revision,
    action: change.action,
    actor: change.actor,
    changedAt: toIso(change.changedAt),
    undoes: change.undoes,
    fields: changedFields(before ?? {}, after ?? {}),
    before: before as Record<string, unknown> | null,
    after: after as Record<string, unknown> | null,
  };
}
