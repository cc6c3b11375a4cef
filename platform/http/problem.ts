/** RFC 9457 problem documents: the one form in which every error leaves the server. */
import type { ServerResponse } from 'node:http';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { defineErrors, type ErrorKind, isVitascopeError, type VitascopeError } from '../kernel/index.ts';

export const problemSchema = z.object({
  type: z.string().describe('`urn:vitascope:problem:` and the code.'),
  title: z.string().describe('The same for every problem with this code.'),
  status: z.int().describe('The HTTP status.'),
  detail: z.string().describe('What was wrong this time, with which value, and what to do.'),
  code: z.string().describe('What a program may branch on. It never changes its meaning.'),
  instance: z.string().optional().describe('Names this occurrence; also in the `X-Request-Id` header.'),
  traceId: z.string().optional().describe('Finds the logs and spans of this request.'),
  fields: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('The parts of the request that were refused.'),
  details: z.record(z.string(), z.unknown()).optional().describe('Values that belong to this code.'),
});

export type Problem = z.infer<typeof problemSchema>;

/** The HTTP layer's own errors. */
export const httpError = defineErrors({
  'invalid-request': { kind: 'invalid', title: 'The request is not valid' },
  'route-not-found': { kind: 'not-found', title: 'Nothing is at this address' },
  'method-not-allowed': { kind: 'unsupported', title: 'This address does not take this method' },
  'unsupported-media-type': {
    kind: 'unsupported',
    title: 'The body has a type that this address does not take',
  },
  'body-too-large': { kind: 'too-large', title: 'The body of the request is too large' },
  'url-too-long': { kind: 'too-large', title: 'The address is too long' },
  'headers-too-large': { kind: 'too-large', title: 'The headers of the request are too large' },
  'precondition-required': { kind: 'conflict', title: 'The request must say which version it is meant for' },
  'precondition-failed': { kind: 'conflict', title: 'Somebody else has changed it' },
  'rate-limited': { kind: 'rate-limited', title: 'Too many requests' },
  overloaded: { kind: 'unavailable', title: 'The server has more to do than it can' },
  'idempotency-key-invalid': { kind: 'invalid', title: 'The Idempotency-Key cannot be used' },
  'idempotency-key-reused': { kind: 'invalid', title: 'The Idempotency-Key belongs to another request' },
  'idempotency-key-running': {
    kind: 'conflict',
    title: 'The first request with this key is not answered yet',
  },
  'idempotency-answer-too-large': { kind: 'conflict', title: 'The answer was too large to be kept' },
  'request-timeout': { kind: 'timeout', title: 'The request did not arrive in time' },
  'handler-timeout': { kind: 'unavailable', title: 'The answer took too long to make' },
  'not-ready': { kind: 'unavailable', title: 'The server is not ready' },
  'internal-error': { kind: 'internal', title: 'Something went wrong on our side' },
});

const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  'rate-limited': 429,
  unavailable: 503,
  'out-of-space': 507,
  timeout: 504,
  cancelled: 499, // not registered; nginx's word for a client that went away
  internal: 500,
};

/** Where HTTP has a finer word than the kind. */
const statusOfCode: Readonly<Record<string, number>> = {
  'method-not-allowed': 405,
  'request-timeout': 408,
  'precondition-failed': 412,
  'idempotency-key-reused': 422,
  'precondition-required': 428,
  'url-too-long': 414,
  'headers-too-large': 431,
};

const codeOfFramework: Readonly<Record<string, keyof typeof httpError.registry>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_ROUTE_MAX_PARAM_LENGTH: 'url-too-long',
};

export interface ProblemContext {
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
}

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly problem: Problem;
}

/**
 * What to answer for anything that was thrown. Errors that are not ours become 500 without a word of what they say;
 * the caller logs those (`status` 500).
 */
export function problemFor(error: unknown, context: ProblemContext = {}): ProblemAnswer {
  const ours = isVitascopeError(error) ? error : translate(error);
  const status = statusOfCode[ours.code] ?? statusOfKind[ours.kind] ?? 500;
  const fields = hasZodFastifySchemaValidationErrors(error) ? listFields(error) : undefined;
  const hide = status === 500;
  const problem: Problem = {
    type: `urn:vitascope:problem:${ours.code}`,
    title: ours.title ?? ours.code,
    status,
    detail: hide ? 'The error has been logged. Quote the trace id when you report it.' : ours.message,
    code: ours.code,
    ...(context.requestId !== undefined && { instance: `urn:vitascope:request:${context.requestId}` }),
    ...(context.traceId !== undefined && { traceId: context.traceId }),
    ...(fields !== undefined && { fields }),
    ...(ours.details !== undefined && !hide && { details: ours.details }),
  };
  return { status, headers: headersFor(status, ours), problem };
}

/** Sends a problem over a bare response, for handlers that run without Fastify. Ends the response in every case. */
export function writeProblem(response: ServerResponse, answer: ProblemAnswer): void {
  if (response.headersSent) {
    // An answer that has begun cannot be taken back; cutting it off is the only way to say that it is not whole.
    response.destroy();
    return;
  }
  const body = JSON.stringify(answer.problem);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function headersFor(status: number, error: VitascopeError): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  };
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="vitascope"'; // rfc9110 §15.5.2 asks for one
  const retry = error.retryAfterSeconds ?? (status === 429 || status === 503 ? 1 : undefined);
  if (retry !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(retry)));
  return headers;
}

function translate(error: unknown): VitascopeError {
  const { code, statusCode, message } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown;
    statusCode?: unknown;
    message?: unknown;
  };
  const text = typeof message === 'string' ? message : '';
  const known = typeof code === 'string' ? codeOfFramework[code] : undefined;
  if (known !== undefined) return httpError(known, text);
  const isClientFault = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  const isFrameworks = typeof code === 'string' && code.startsWith('FST_');
  if (hasZodFastifySchemaValidationErrors(error)) {
    return httpError('invalid-request', 'Some fields of the request were refused; see `fields`.');
  }
  if (isClientFault && isFrameworks) return httpError('invalid-request', text);
  return httpError('internal-error', 'Internal error.', { cause: error });
}

const maxListedFields = 50;

function listFields(error: {
  validation: unknown;
  validationContext?: string | undefined;
}): Problem['fields'] {
  const issues = error.validation as readonly { instancePath: string; message?: string }[];
  return issues.slice(0, maxListedFields).map((issue) => ({
    path: `${error.validationContext ?? 'request'}${issue.instancePath.replaceAll('/', '.')}`,
    message: issue.message ?? 'Not valid.',
  }));
}
