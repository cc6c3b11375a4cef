/** What went wrong: a problem in the server's words (RFC 9457), or that there was no answer of ours. */
import type { Problem, ProblemCode } from './generated/api.ts';

/** What the client itself has found: nobody answered, not in time, or something that is not this API. */
export type ClientCode = 'server-unreachable' | 'server-timeout' | 'server-answer-invalid';

export type ProblemFields = NonNullable<Problem['fields']>;

interface ProblemFacts {
  /** A newer server may know more codes. */
  readonly code: ProblemCode | ClientCode | (string & {});
  /** 0 when there was no answer. */
  readonly status: number;
  readonly title: string | null;
  readonly fields: ProblemFields;
  readonly details: Readonly<Record<string, unknown>>;
  readonly traceId: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
}

/** Branch on `code`; `message` is a sentence for a person. */
export class ApiProblem extends Error implements ProblemFacts {
  readonly code: ProblemFacts['code'];
  readonly status: number;
  readonly title: string | null;
  readonly fields: ProblemFields;
  readonly details: Readonly<Record<string, unknown>>;
  readonly traceId: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(message: string, facts: Pick<ProblemFacts, 'code'> & Partial<ProblemFacts>, cause?: unknown) {
    super(message, { cause });
    this.name = 'ApiProblem';
    this.code = facts.code;
    this.status = facts.status ?? 0;
    this.title = facts.title ?? null;
    this.fields = facts.fields ?? [];
    this.details = facts.details ?? {};
    this.traceId = facts.traceId ?? null;
    this.requestId = facts.requestId ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }
}

/** The problem in an answer of 400 or more; a page of something that stands in between becomes one, too. */
export function readProblem(
  text: string,
  response: Pick<Response, 'status' | 'url' | 'headers'>,
): ApiProblem {
  const facts = {
    status: response.status,
    requestId: response.headers.get('x-request-id'),
    retryAfterSeconds: retryAfter(response.headers),
  };
  const body = parsed(text);
  if (typeof body?.['code'] !== 'string')
    return new ApiProblem(
      `${response.url} answered HTTP ${response.status}, and not as a Vitascope server does. Is something else running there?`,
      { ...facts, code: 'server-answer-invalid' },
    );
  const textOf = (name: string): string | null => (typeof body[name] === 'string' ? body[name] : null);
  return new ApiProblem(textOf('detail') ?? textOf('title') ?? `The server answered ${response.status}.`, {
    ...facts,
    code: body['code'],
    title: textOf('title'),
    traceId: textOf('traceId'),
    fields: Array.isArray(body['fields']) ? (body['fields'] as ProblemFields) : [],
    details: isRecord(body['details']) ? body['details'] : {},
  });
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body : null;
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Seconds, or a date (RFC 9110 §10.2.3). */
function retryAfter(headers: Headers): number | null {
  const given = headers.get('retry-after');
  if (given === null) return null;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  const at = Date.parse(given);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
