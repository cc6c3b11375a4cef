/** Speaks the public API with the owner key. */
import type { Asset, Playback } from './asset.ts';
import { readChunks, readEvents } from './event-stream.ts';

/** What the server answered instead, in its own words (RFC 9457), or that it did not answer. */
export class ApiProblem extends Error {
  readonly code: string;
  /** 0 when there was no answer. */
  readonly status: number;
  readonly traceId: string | null;

  constructor(problem: { code: string; status: number; message: string; traceId?: string | null }) {
    super(problem.message);
    this.name = 'ApiProblem';
    this.code = problem.code;
    this.status = problem.status;
    this.traceId = problem.traceId ?? null;
  }
}

export interface SystemFacts {
  readonly version: string;
  readonly freeBytes?: number;
}

export interface Api {
  readonly ownerKey: string;
  system(): Promise<SystemFacts>;
  listAssets(cursor: string | null): Promise<{ items: Asset[]; nextCursor: string | null }>;
  asset(id: string): Promise<Asset>;
  playback(id: string): Promise<Playback>;
  cancel(id: string): Promise<void>;
  redrive(id: string): Promise<void>;
  /** `leaving`: the page is being closed, and the request has to outlive it. */
  remove(id: string, leaving?: boolean): Promise<void>;
  /** Each change of an asset until the connection ends. */
  events(id: string, signal: AbortSignal): AsyncGenerator<Asset>;
}

const answerTimeoutMs = 30_000;
const pageSize = 60;

/** A client for the server this page came from. `onRefused` is called when the key is not accepted (any more). */
export function createApi(ownerKey: string, onRefused: () => void): Api {
  const send = async (method: string, path: string, more: RequestInit = {}): Promise<Response> => {
    const headers = new Headers({
      Authorization: `Bearer ${ownerKey}`,
      ...(more.headers as Record<string, string>),
    });
    if (method === 'POST') {
      headers.set('Content-Type', 'application/json');
      headers.set('Idempotency-Key', newKey());
    }
    const signal = more.signal ?? AbortSignal.timeout(answerTimeoutMs);
    const response = await fetch(`/api/v1${path}`, { ...more, method, headers, signal }).catch(
      (error: unknown) => {
        if (more.signal?.aborted) throw error;
        throw new ApiProblem({
          code: 'server-unreachable',
          status: 0,
          message: 'Vitascope does not answer.',
        });
      },
    );
    if (response.status === 401) onRefused();
    if (!response.ok) throw await problemOf(response);
    return response;
  };
  const one = (id: string): string => `/assets/${encodeURIComponent(id)}`;
  const post = async (path: string): Promise<void> => void (await send('POST', path, { body: '{}' }));
  return {
    ownerKey,
    system: async () => (await send('GET', '/system')).json(),
    listAssets: async (cursor) => {
      const query = new URLSearchParams({ limit: String(pageSize), ...(cursor === null ? {} : { cursor }) });
      return (await send('GET', `/assets?${query}`)).json();
    },
    asset: async (id) => (await send('GET', one(id))).json(),
    playback: async (id) => (await send('POST', `${one(id)}/playback`, { body: '{}' })).json(),
    cancel: (id) => post(`${one(id)}/cancel`),
    redrive: (id) => post(`${one(id)}/redrive`),
    remove: async (id, leaving = false) => void (await send('DELETE', one(id), { keepalive: leaving })),
    async *events(id, signal) {
      const headers = { Accept: 'text/event-stream' };
      const { body } = await send('GET', `${one(id)}/events`, { signal, headers });
      if (body === null) return;
      for await (const data of readEvents(readChunks(body))) yield JSON.parse(data);
    },
  };
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = await response.json().catch(() => null);
  return new ApiProblem({
    code: body?.code ?? `http-${response.status}`,
    status: response.status,
    message: body?.detail ?? body?.title ?? `The server answered ${response.status}.`,
    traceId: body?.traceId ?? null,
  });
}

/** `randomUUID` exists only in secure contexts, and a Vitascope on a home network is often plain HTTP. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
