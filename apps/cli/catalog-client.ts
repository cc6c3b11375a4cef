/** Feeds and pictures go in and out as bytes, which the typed client does not do. */
import { openAsBlob } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { ApiProblem, readProblem } from '@vitascope/client';

export interface Server {
  readonly serverUrl: string;
  readonly ownerKey: string;
}

/** Sends a file to be imported; resolves with the id of the import. */
export async function sendFeed(
  server: Server,
  path: string,
  { format, isDryRun }: { readonly format: string; readonly isDryRun: boolean },
): Promise<string> {
  const response = await ask(server, `/imports?format=${format}&dryRun=${isDryRun}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: await openAsBlob(path),
  });
  const { id } = (await response.json()) as { readonly id: string };
  return id;
}

/** Piece by piece, as it arrives. */
export async function* receiveFeed(server: Server, format: string): AsyncIterable<Uint8Array> {
  const { body } = await ask(server, `/export?format=${format}`, {});
  if (body !== null) yield* body;
}

/** A server that is busy with other pictures, or has had too many requests, is asked again so often. */
const PICTURE_TRIES = 10;
const LONGEST_WAIT_MS = 65_000;

/** Uploads a picture; resolves with the id of the image that all sizes of it make. */
export async function sendPicture(
  server: Server,
  bytes: Uint8Array,
  { kind, signal }: { readonly kind: string; readonly signal: AbortSignal },
): Promise<string> {
  for (let triesLeft = PICTURE_TRIES - 1; ; triesLeft--) {
    try {
      const response = await ask(server, `/images?kind=${kind}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Blob([new Uint8Array(bytes)]),
        signal,
      });
      return ((await response.json()) as { readonly id: string }).id;
    } catch (error) {
      signal.throwIfAborted();
      const waitMs = error instanceof ApiProblem ? waitFor(error) : null;
      if (triesLeft === 0 || waitMs === null || waitMs > LONGEST_WAIT_MS) throw error;
      await setTimeout(waitMs, undefined, { signal });
    }
  }
}

/** Null where trying again would not help. */
function waitFor({ status, retryAfterSeconds }: ApiProblem): number | null {
  if (status !== 429 && status !== 503) return null;
  return (retryAfterSeconds ?? 1) * 1000;
}

async function ask({ serverUrl, ownerKey }: Server, path: string, options: RequestInit): Promise<Response> {
  const headers = { authorization: `Bearer ${ownerKey}`, ...options.headers };
  const response = await fetch(`${serverUrl}/api/v1/catalog${path}`, { ...options, headers }).catch(
    (cause: unknown) => {
      throw new ApiProblem(`${serverUrl} does not answer.`, { code: 'server-unreachable' }, cause);
    },
  );
  if (response.ok) return response;
  throw readProblem(await response.text(), response);
}
