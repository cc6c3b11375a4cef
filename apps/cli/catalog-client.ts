/** Feeds go in and out as bytes, which the typed client does not do. */
import { openAsBlob } from 'node:fs';
import { ApiProblem, readProblem } from '@vitascope/client';

interface Server {
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
