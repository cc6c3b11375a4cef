/** Sends requests and reads answers. What may be sent where is decided by types alone, so the client stays small. */
import type {
  Answer,
  AnswerOf,
  Arguments,
  ItemOf,
  Method,
  PagedPath,
  PathOf,
  RequestOf,
} from './operation.ts';
import { ApiProblem, readProblem } from './problem.ts';
import { defaultPolicy, pauseBefore, type RetryPolicy } from './retry.ts';

export interface ClientOptions {
  /** `https://films.example.org`; without it, paths are asked of the page's own server. */
  readonly baseUrl?: string;
  /** An `Authorization` header, or what gives one for each request: `Bearer vk_…`. Cookies go by `credentials`. */
  readonly authorization?: string | (() => string | null);
  readonly credentials?: NonNullable<RequestInit['credentials']>;
  readonly headers?: Readonly<Record<string, string>>;
  /** For one attempt, its body included unless that is handed on unread. */
  readonly timeoutMs?: number;
  readonly retry?: Partial<RetryPolicy>;
  readonly fetch?: typeof globalThis.fetch;
  /** Is told of every problem before it is thrown: a session that has ended, say. */
  readonly onProblem?: (problem: ApiProblem) => void;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A POST has one of its own without this, so that trying again does not do it twice. */
  readonly idempotencyKey?: string;
  /** The page is being closed, and the request has to outlive it. */
  readonly keepalive?: boolean;
}

type Call<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...request: Arguments<RequestOf<M, P>, CallOptions>
) => Promise<Answer<AnswerOf<M, P>>>;

export type Client = { readonly [M in Method]: Call<M> } & {
  /** Every item of a list, page by page: `for await (const asset of client.items('/api/v1/assets'))`. */
  items<P extends PagedPath>(
    path: P,
    ...request: Arguments<RequestOf<'GET', P>, CallOptions>
  ): AsyncGenerator<ItemOf<P>, void, undefined>;
};

/** What all requests come down to. */
interface Sent extends CallOptions {
  readonly params?: {
    readonly path?: Readonly<Record<string, string | number>>;
    readonly query?: Readonly<Record<string, unknown>>;
    readonly header?: Readonly<Record<string, unknown>>;
  };
  readonly body?: unknown;
  readonly contentType?: string;
  readonly as?: 'response';
}

const defaultTimeoutMs = 30_000;

export function createClient(options: ClientOptions = {}): Client {
  const policy = { ...defaultPolicy, ...options.retry };
  const send =
    (method: Method) =>
    (path: string, sent: Sent = {}) =>
      call(options, policy, { method, path, sent });
  const GET = send('GET');
  const client = {
    GET,
    POST: send('POST'),
    PUT: send('PUT'),
    PATCH: send('PATCH'),
    DELETE: send('DELETE'),
    items: (path: string, sent?: Sent) => items((query) => GET(path, withQuery(sent, query)), sent),
  };
  return client as unknown as Client;
}

async function* items(
  page: (query: Record<string, unknown>) => Promise<Answer<unknown>>,
  sent: Sent = {},
): AsyncGenerator<unknown, void, undefined> {
  let cursor = sent.params?.query?.['cursor'] as string | null | undefined;
  do {
    const { data } = await page(cursor == null ? {} : { cursor });
    const { items: found, nextCursor } = data as { items: unknown[]; nextCursor: string | null };
    yield* found;
    if (nextCursor !== null && nextCursor === cursor)
      throw new ApiProblem('The server gave the same page of a list again and again.', {
        code: 'server-answer-invalid',
      });
    cursor = nextCursor;
  } while (cursor !== null);
}

const withQuery = (sent: Sent = {}, query: Record<string, unknown>): Sent => ({
  ...sent,
  params: { ...sent.params, query: { ...sent.params?.query, ...query } },
});

interface Wanted {
  readonly method: Method;
  readonly path: string;
  readonly sent: Sent;
}

async function call(options: ClientOptions, policy: RetryPolicy, wanted: Wanted): Promise<Answer<unknown>> {
  const { method, sent } = wanted;
  const key = sent.idempotencyKey ?? (method === 'POST' ? newKey() : null);
  for (let retriesLeft = policy.retries; ; retriesLeft--) {
    try {
      return await attempt(options, wanted, key);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      const isRepeatable = !(sent.body instanceof ReadableStream);
      const pauseMs = pauseBefore({ method, hasKey: key !== null, isRepeatable, retriesLeft }, error, policy);
      if (pauseMs === null) {
        options.onProblem?.(error);
        throw error;
      }
      await pause(pauseMs, sent.signal);
    }
  }
}

async function attempt(options: ClientOptions, wanted: Wanted, key: string | null): Promise<Answer<unknown>> {
  const { method, sent } = wanted;
  const url = addressOf(options.baseUrl ?? '', wanted.path, sent.params);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), sent.timeoutMs ?? options.timeoutMs ?? defaultTimeoutMs);
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method,
      headers: headersFor(options, sent, key),
      body: bodyOf(sent),
      signal: sent.signal === undefined ? late.signal : AbortSignal.any([sent.signal, late.signal]),
      ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
      ...(sent.keepalive === undefined ? {} : { keepalive: sent.keepalive }),
      // Node asks for it when a body is a stream.
      ...(sent.body instanceof ReadableStream && ({ duplex: 'half' } as object)),
    });
    if (!response.ok) throw readProblem(await response.text(), response);
    return {
      data: sent.as === 'response' ? response : await dataOf(response),
      status: response.status,
      headers: response.headers,
      requestId: response.headers.get('x-request-id'),
    };
  } catch (error) {
    if (error instanceof ApiProblem) throw error;
    sent.signal?.throwIfAborted();
    if (late.signal.aborted)
      throw new ApiProblem(`${url} did not answer in time.`, { code: 'server-timeout' }, error);
    throw new ApiProblem(`No Vitascope server answers at ${url}.`, { code: 'server-unreachable' }, error);
  } finally {
    clearTimeout(timer);
  }
}

async function dataOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiProblem(
      `${response.url} answered a page that is not JSON. Is something else running there?`,
      { code: 'server-answer-invalid', status: response.status },
      cause,
    );
  }
}

function addressOf(baseUrl: string, path: string, params: Sent['params'] = {}): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params.path?.[name];
    // `.` and `..` would be taken as steps through the address, even when they are escaped.
    if (value === undefined || value === '' || value === '.' || value === '..')
      throw new TypeError(`${path} needs ${name}, and "${String(value)}" was given.`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params.query ?? {})) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const search = query.size === 0 ? '' : `?${query}`;
  return `${baseUrl.replace(/\/+$/, '')}${filled}${search}`;
}

function headersFor(options: ClientOptions, sent: Sent, key: string | null): Headers {
  const headers = new Headers({ accept: 'application/json', ...options.headers });
  const { authorization } = options;
  const held = typeof authorization === 'function' ? authorization() : authorization;
  if (held !== undefined && held !== null) headers.set('authorization', held);
  if (key !== null) headers.set('idempotency-key', key);
  if (sent.contentType !== undefined) headers.set('content-type', sent.contentType);
  else if (sent.body !== undefined) headers.set('content-type', 'application/json');
  for (const [name, value] of Object.entries({ ...sent.params?.header, ...sent.headers }))
    if (value !== undefined) headers.set(name, String(value));
  return headers;
}

function bodyOf({ body, contentType }: Sent): NonNullable<RequestInit['body']> | null {
  if (body === undefined) return null;
  return contentType === undefined ? JSON.stringify(body) : (body as NonNullable<RequestInit['body']>);
}

/** `randomUUID` exists only in secure contexts, and a Vitascope on a home network is often plain HTTP. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
