/** Pictures, films and captions go to the API as bytes, which the typed client does not send. */
import { setTimeout } from 'node:timers/promises';
import { ApiProblem, readProblem } from '@vitascope/client';

export interface Server {
  readonly serverUrl: string;
  readonly ownerKey: string;
}

/** A server that is busy, or has had too many requests, is asked again so often. */
const TRIES = 10;
const LONGEST_WAIT_MS = 65_000;

/** Uploads a picture; resolves with the id of the image that all sizes of it make. */
export async function sendPicture(
  server: Server,
  bytes: Uint8Array,
  { kind, signal }: { readonly kind: string; readonly signal: AbortSignal },
): Promise<string> {
  const response = await send(server, `/catalog/images?kind=${kind}`, {
    headers: { 'content-type': 'application/octet-stream' },
    bytes,
    signal,
  });
  return ((await response.json()) as { readonly id: string }).id;
}

/** Adds captions to an asset. */
export async function sendCaptions(
  server: Server,
  bytes: Uint8Array,
  to: {
    readonly assetId: string;
    readonly language: string;
    readonly kind: string;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { assetId, language, kind, signal } = to;
  await send(server, `/assets/${assetId}/text-tracks?language=${language}&kind=${kind}`, {
    headers: { 'content-type': 'text/vtt' },
    bytes,
    signal,
  });
}

/** Uploads a small film in one request (tus 1.0, creation-with-upload); resolves with the id of its asset. */
export async function sendFilm(
  server: Server,
  film: { readonly name: string; readonly bytes: Uint8Array; readonly signal: AbortSignal },
): Promise<string> {
  const { name, bytes, signal } = film;
  const response = await send(server, '/uploads', {
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
      'content-type': 'application/offset+octet-stream',
    },
    bytes,
    signal,
  });
  const assetId = response.headers.get('vitascope-asset-id');
  if (assetId === null)
    throw new ApiProblem('The server took the film but named no asset for it.', {
      code: 'server-answer-invalid',
    });
  return assetId;
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal;
}

async function send(server: Server, path: string, { headers, bytes, signal }: Sent): Promise<Response> {
  for (let triesLeft = TRIES - 1; ; triesLeft--) {
    try {
      return await sendOnce(server, path, { headers, bytes, signal });
    } catch (error) {
      signal.throwIfAborted();
      const waitMs = error instanceof ApiProblem ? waitFor(error) : null;
      if (triesLeft === 0 || waitMs === null || waitMs > LONGEST_WAIT_MS) throw error;
      await setTimeout(waitMs, undefined, { signal });
    }
  }
}

async function sendOnce(server: Server, path: string, { headers, bytes, signal }: Sent): Promise<Response> {
  const { serverUrl, ownerKey } = server;
  const response = await fetch(`${serverUrl}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ownerKey}`, ...headers },
    body: new Blob([new Uint8Array(bytes)]),
    signal,
  }).catch((cause: unknown) => {
    throw new ApiProblem(`${serverUrl} does not answer.`, { code: 'server-unreachable' }, cause);
  });
  if (response.ok) return response;
  throw readProblem(await response.text(), response);
}

/** Null where trying again would not help. */
function waitFor({ status, retryAfterSeconds }: ApiProblem): number | null {
  if (status !== 429 && status !== 503) return null;
  return (retryAfterSeconds ?? 1) * 1000;
}
