// A whole answer kept ready in memory, and how it is sent: conditions, ranges, HEAD.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { answerHead } from '@vitascope/platform/http';
import { parseByteRange } from './byte-range.ts';

/** Header names and values in turn, as `writeHead` takes them without copying. */
export type HeaderList = readonly string[];

/** An answer, in the form that `writeHead` takes and in the form that goes to a connection as it is. */
export interface EntityAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  /** The same as text: the status line and the fields. */
  readonly head: string;
  /** Text is latin1, each character a byte: a small body leaves in one write with its headers. */
  readonly body: Buffer | string | null;
  /** Of the body. */
  readonly length: number;
}

export interface Entity {
  readonly body: Buffer;
  /** Strong, with its quotes. */
  readonly etag: string;
  readonly isRangeable: boolean;
  /** The answers to GET and to HEAD, and to a condition that fails (rfc9110 §15.4.5). */
  readonly full: EntityAnswer;
  readonly withoutBody: EntityAnswer;
  readonly notModified: EntityAnswer;
  /** For 206, without its Content-Range and Content-Length. */
  readonly sharedHeaders: HeaderList;
}

/** What an answer depends on, beside the entity. */
export interface EntityRequest {
  readonly method?: string | undefined;
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/** The token is the permission, so any page may play what it has a token for, and read what it needs to adapt. */
export const openHeaders: HeaderList = [
  'access-control-allow-origin',
  '*',
  'access-control-expose-headers',
  'Accept-Ranges, Age, Content-Encoding, Content-Length, Content-Range, Date, ETag, Retry-After',
  'cross-origin-resource-policy',
  'cross-origin',
  'timing-allow-origin',
  '*',
  'x-content-type-options',
  'nosniff',
];

// The URL names these bytes for ever: source, recipe and number decide them.
const IMMUTABLE = 'public, max-age=31536000, immutable';
// A redriven asset gets new manifests at the same URL. A player reads them once; ten seconds absorb a reload, and
// "private" keeps them from caches that do not know what a token is.
const SHORT_LIVED = 'private, max-age=10';

/** What segments and init segments carry before their length is known. */
export function mediaHeaders(contentType: string): HeaderList {
  return ['content-type', contentType, 'cache-control', IMMUTABLE, ...openHeaders];
}

/** A segment or an init segment. `etag` without quotes. */
export function mediaEntity(body: Buffer, contentType: string, etag: string): Entity {
  return entity(body, etag, [...mediaHeaders(contentType), 'accept-ranges', 'bytes'], true);
}

/** A manifest in one content coding (`null`: as it is). `etag` without quotes, different for each coding. */
export function manifestEntity(
  body: Buffer,
  contentType: string,
  { etag, coding }: { readonly etag: string; readonly coding: string | null },
): Entity {
  const shared = ['cache-control', SHORT_LIVED, 'vary', 'Accept-Encoding', 'content-type', contentType];
  if (coding !== null) shared.push('content-encoding', coding);
  return entity(body, etag, [...shared, ...openHeaders], false);
}

// What Node's streams write from the stack, headers included, without another copy.
const MAX_TEXT_BYTES = 12 * 1024;

function entity(body: Buffer, bareEtag: string, shared: HeaderList, isRangeable: boolean): Entity {
  const etag = `"${bareEtag}"`;
  const sharedHeaders = [...shared, 'etag', etag];
  const { length } = body;
  const withoutBody = answer(200, [...sharedHeaders, 'content-length', String(length)], null);
  const content = length <= MAX_TEXT_BYTES ? body.toString('latin1') : body;
  return {
    body,
    etag,
    isRangeable,
    sharedHeaders,
    withoutBody,
    full: { ...withoutBody, body: content, length },
    notModified: answer(304, sharedHeaders, null),
  };
}

function answer(status: number, headers: HeaderList, body: Buffer | null): EntityAnswer {
  return { status, headers, head: answerHead(status, headers), body, length: body?.length ?? 0 };
}

/** What a GET or HEAD gets. */
export function answerFor({ method, headers }: EntityRequest, entity: Entity): EntityAnswer {
  const condition = headers['if-none-match'];
  // rfc9110 §13.2.2: a condition that fails ends it, before any range is looked at.
  if (condition !== undefined && matchesEtag(condition, entity.etag)) return entity.notModified;
  if (method === 'HEAD') return entity.withoutBody;
  const { range } = headers;
  if (range === undefined || !entity.isRangeable) return entity.full;
  const validator = headers['if-range'];
  if (validator !== undefined && validator !== entity.etag) return entity.full;
  return rangeOf(entity, range) ?? entity.full;
}

function rangeOf({ body, sharedHeaders }: Entity, header: string): EntityAnswer | null {
  const { length } = body;
  const range = parseByteRange(header, length);
  if (range === null) return null;
  if (range === 'unsatisfiable')
    return answer(416, [...openHeaders, 'content-range', `bytes */${length}`, 'content-length', '0'], null);
  const { start, end } = range;
  const fields = [
    'content-range',
    `bytes ${start}-${end - 1}/${length}`,
    'content-length',
    String(end - start),
  ];
  return answer(206, [...sharedHeaders, ...fields], body.subarray(start, end));
}

/** Answers a GET or HEAD. Returns the number of body bytes handed to the connection. */
export function sendEntity(request: IncomingMessage, response: ServerResponse, entity: Entity): number {
  const { status, headers, body, length } = answerFor(request, entity);
  response.writeHead(status, headers as string[]);
  if (body === null) response.end();
  else response.end(body, 'latin1');
  return length;
}

/** rfc9110 §13.1.2: a list of entity tags or `*`, compared weakly. Our tags hold no commas. */
function matchesEtag(condition: string, etag: string): boolean {
  if (condition === etag) return true;
  return condition
    .split(',')
    .map((item) => item.trim())
    .some((item) => item === '*' || item === etag || item === `W/${etag}`);
}
