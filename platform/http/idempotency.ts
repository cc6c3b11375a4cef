/** `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a POST that is sent twice is done once. */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Logger, newId } from '../kernel/index.ts';
import type { HttpApp, HttpReply, HttpRequest } from './app.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import { httpError } from './problem.ts';

export interface IdempotencyOptions {
  readonly store: IdempotencyStore;
  /** Whose keys they are: the same key of another is another key. Null: it is not heeded. */
  ownerOf(request: HttpRequest): Promise<string | null>;
  readonly logger: Logger;
}

/** Longer than a handler may take (`handlerTimeoutMs`). */
const LEASE_SECONDS = 60;
const MOST_ANSWER_BYTES = 262_144;
/** Headers that belong to the answer; the others are made anew for each. */
const KEPT_HEADERS = ['content-type', 'location', 'etag', 'cache-control'] as const;
/** Answers that say "not now": the same request may have another answer soon. */
const PASSING = new Set([408, 409, 425, 429]);
/** A structured string (RFC 9651 §3.3.3), as the draft wants it, or the same without quotes, as most clients send it. */
const KEY = /^(?:"([\x20-\x21\x23-\x5b\x5d-\x7e]{16,200})"|([\x21\x23-\x5b\x5d-\x7e]{16,200}))$/;

const answerSchema = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
});
type Answer = z.infer<typeof answerSchema>;

interface Held {
  readonly id: Buffer;
  readonly holder: string;
  readonly secret: Buffer;
  /** A handler that ran out of time is perhaps still at work: its lease is left to end. */
  isLate: boolean;
}

/** Heeds the header on JSON POSTs of those who are signed in. Call it before routes are added. */
export function heedIdempotencyKeys(app: HttpApp, options: IdempotencyOptions): void {
  const { store, logger } = options;
  const helds = new WeakMap<HttpRequest, Held>();

  app.addHook('preHandler', async (request, reply) => {
    const header = request.headers['idempotency-key'];
    if (header === undefined || !isHeeded(request)) return;
    const owner = await options.ownerOf(request);
    if (owner === null) return;
    const { key, id } = identify(header, owner);
    const held: Held = { id, holder: newId('ik'), secret: secretOf(key, id), isLate: false };
    const fingerprint = fingerprintOf(key, request);
    const taken = await store.take(id, { fingerprint, holder: held.holder, leaseSeconds: LEASE_SECONDS });
    if (taken.kind === 'ours') {
      helds.set(request, held);
      return;
    }
    if (taken.kind === 'running')
      throw httpError(
        'idempotency-key-running',
        'The first request with this key is still being worked on.',
        {
          retryAfterSeconds: 1,
        },
      );
    if (taken.kind === 'other-request')
      throw httpError(
        'idempotency-key-reused',
        'This key was sent with another request. Make a new key for each request that you want done.',
      );
    return replay(reply, decrypt(held.secret, taken.answer));
  });

  app.addHook('onError', async (request, _reply, error) => {
    const held = helds.get(request);
    if (held !== undefined && error.code === 'FST_ERR_HANDLER_TIMEOUT') held.isLate = true;
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const held = helds.get(request);
    if (held === undefined) return payload;
    helds.delete(request);
    try {
      if (isKept(reply, payload))
        await store.answer(held.id, held.holder, encrypt(held.secret, answerOf(reply, payload)));
      else if (!held.isLate) await store.drop(held.id, held.holder);
    } catch (err) {
      // What was done is done. Who asks again meanwhile is told to wait until the lease is over.
      logger.warn({ err, requestId: request.id }, 'An answer could not be kept for its Idempotency-Key.');
    }
    return payload;
  });
}

function isHeeded(request: HttpRequest): boolean {
  return (
    request.method === 'POST' &&
    request.routeOptions.config.idempotency !== false &&
    // Uploads have a protocol of their own for what is sent twice.
    request.routeOptions.schema?.hide !== true &&
    // Of a body that is not parsed there is nothing to compare.
    /^$|[/+]json/i.test(request.headers['content-type'] ?? '')
  );
}

function identify(header: string | string[], owner: string): { readonly key: string; readonly id: Buffer } {
  const match = typeof header === 'string' ? KEY.exec(header.trim()) : null;
  const key = match?.[1] ?? match?.[2];
  if (key === undefined)
    throw httpError(
      'idempotency-key-invalid',
      'Idempotency-Key has to be 16 to 200 visible ASCII characters that nobody can guess, such as a UUID.',
    );
  return { key, id: createHash('sha256').update(`${owner}\0${key}`).digest() };
}

/** Keyed with the client's key, which is not kept: nobody can try what a body held, passwords least of all. */
function fingerprintOf(key: string, request: HttpRequest): Buffer {
  const parts = [request.method, request.url, JSON.stringify(request.body ?? null)];
  return createHmac('sha256', key).update(parts.join('\0')).digest();
}

/** Answers may hold secrets that are shown once. Only who sends the key again can read them again. */
function secretOf(key: string, id: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, id, 'vitascope idempotency 1', 32));
}

function encrypt(secret: Buffer, answer: Answer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(answer)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

function decrypt(secret: Buffer, bytes: Buffer): Answer {
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
  return answerSchema.parse(JSON.parse(text.toString()));
}

/** A cookie opens a session: it is given once. */
function isKept(reply: HttpReply, payload: unknown): boolean {
  const { statusCode } = reply;
  if (statusCode >= 500 || PASSING.has(statusCode) || reply.hasHeader('set-cookie')) return false;
  return payload === null || payload === undefined || typeof payload === 'string';
}

function answerOf(reply: HttpReply, payload: unknown): Answer {
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  const body = typeof payload === 'string' ? payload : null;
  const isTooLarge = body !== null && Buffer.byteLength(body) > MOST_ANSWER_BYTES;
  return isTooLarge
    ? { status: 0, headers: {}, body: null }
    : { status: reply.statusCode, headers: Object.fromEntries(headers), body };
}

function replay(reply: HttpReply, answer: Answer): HttpReply {
  if (answer.status === 0)
    throw httpError(
      'idempotency-answer-too-large',
      'The request was carried out. Its answer was too large to be kept: read what it was about.',
    );
  reply.header('idempotency-replayed', 'true');
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .serializer(String)
    .send(answer.body ?? undefined);
}
