// Records what the staff does: begun before the handler runs, ended before the answer leaves.
import { isIPv4, isIPv6 } from 'node:net';
import type { HttpApp, HttpReply, HttpRequest } from '@vitascope/platform/http';
import type { Logger } from '@vitascope/platform/kernel';
import type { Audit } from './audit.ts';
import type { AuditActorKind, AuditRecord } from './chain.ts';

/** Who acts as a member of the staff. */
export interface AuditingRequest {
  readonly kind: AuditActorKind;
  readonly id: string | null;
}

export interface AuditHooksDeps {
  readonly audit: Pick<Audit, 'begin' | 'end'>;
  /** Who was asked for a permission by this request; null where none was, or not one of the staff. */
  staffOf(request: HttpRequest): Promise<AuditingRequest | null>;
  readonly logger: Logger;
}

/** Nothing else that somebody may write there belongs into the log. */
const ID = /^[a-z]{2}_[0-9a-z]{26}$/;
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Answers above this are not looked into for the id of what was made. */
const MOST_PARSED = 65_536;

interface Begun {
  readonly record: AuditRecord;
  readonly id: string;
}

/**
 * Every route that asks for a permission and changes something is recorded; `config.audit` adds reads (`reading`), and
 * routes that answer by themselves (`always`). Call it before routes are added.
 */
export function recordActions(app: HttpApp, { audit, staffOf, logger }: AuditHooksDeps): void {
  const begun = new WeakMap<HttpRequest, Begun>();
  const ended = new WeakSet<HttpRequest>();

  app.addHook('preHandler', async (request) => {
    if (!isRecorded(request)) return;
    const staff = await staffOf(request);
    if (staff === null) return;
    const record = recordOf(request, staff);
    begun.set(request, { record, id: await audit.begin(record) });
  });

  async function end(request: HttpRequest, reply: HttpReply, payload: unknown): Promise<void> {
    // An answer that is given again is not an action.
    if (ended.has(request) || !isRecorded(request) || reply.hasHeader('idempotency-replayed')) return;
    const status = reply.statusCode;
    const known = begun.get(request);
    // A refusal for being too many or too busy says nothing that an audit wants; there may be thousands.
    if (known === undefined && (status === 429 || status === 503)) return;
    const staff = known === undefined ? await staffOf(request) : null;
    const record = known?.record ?? (staff === null ? null : recordOf(request, staff));
    if (record === null) return;
    ended.add(request);
    const answer = partsOf(payload);
    const subjects = answer.id === null ? record.subjects : [...new Set([...record.subjects, answer.id])];
    const code = status >= 400 ? answer.code : null;
    try {
      await audit.end({ ...record, subjects, status, code }, known?.id ?? null);
    } catch (err) {
      // It is on record that it began; what is missing is added later, without an outcome.
      logger.error({ err, requestId: request.id }, 'The outcome of an action could not be recorded.');
    }
  }

  app.addHook('onSend', async (request, reply, payload) => {
    await end(request, reply, payload);
    return payload;
  });
  // For handlers that take the reply over; of others nothing is left to do.
  app.addHook('onResponse', (request, reply) => end(request, reply, null));
}

function isRecorded(request: HttpRequest): boolean {
  const { audit } = request.routeOptions.config;
  if (audit === 'reading') return true;
  // A chunk of an upload is part of the upload.
  return !READING.has(request.method) && !(audit === 'always' && request.method === 'PATCH');
}

function recordOf(request: HttpRequest, staff: AuditingRequest): AuditRecord {
  const params = Object.values((request.params ?? {}) as Record<string, unknown>);
  const others = request.routeOptions.config.auditSubjects?.(request) ?? [];
  const { accountId, profileId } = (request.query ?? {}) as Record<string, unknown>;
  return {
    at: Date.now(),
    actorKind: staff.kind,
    actorId: staff.id,
    action: `${request.method} ${request.routeOptions.url ?? 'unmatched'}`,
    subjects: [
      ...params.filter((value) => typeof value === 'string').map((value) => storable(value.slice(0, 100))),
      ...others.filter((value) => ID.test(value)),
      // A list may be of one person's data.
      ...[accountId, profileId].filter((value) => typeof value === 'string' && ID.test(value)).map(String),
    ],
    status: null,
    code: null,
    requestId: request.id,
    network: networkOf(request.ip),
  };
}

/** The id of what was made, or the code of the error. */
function partsOf(payload: unknown): { readonly id: string | null; readonly code: string | null } {
  const none = { id: null, code: null };
  if (typeof payload !== 'string' || payload.length > MOST_PARSED || !payload.startsWith('{')) return none;
  try {
    const { id, code } = JSON.parse(payload) as { id?: unknown; code?: unknown };
    return { id: shortText(id), code: shortText(code) };
  } catch {
    return none;
  }
}

function shortText(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 100 ? storable(value) : null;
}

/** As PostgreSQL can hold it: what a refused request names would else keep itself and others out of the log. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** Enough to see that somebody came from somewhere else, too little to know who else lives there. */
function networkOf(address: string): string | null {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').split('%', 1)[0] ?? '';
  if (isIPv4(bare)) return `${bare.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(bare)) return null;
  // The URL parser writes an address in one way only (RFC 5952).
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return `${[...before, ...zeros, ...after].slice(0, 3).join(':')}::/48`;
}
