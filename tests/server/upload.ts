// A bare tus 1.0 client for tests: every step by hand, so that a test may stop between any two.
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerProcess } from './server-process.ts';

export interface AssetAnswer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly progress: number;
  readonly renditions: readonly {
    readonly id: string;
    readonly segments: number;
    readonly ready: number;
    readonly state: string;
    readonly reason: { readonly code: string; readonly message: string } | null;
  }[];
}

const TUS = { 'tus-resumable': '1.0.0' };

/** Uploads in one request (creation-with-upload); returns the asset's id. */
export async function uploadWhole(
  server: Pick<ServerProcess, 'fetch'>,
  file: { readonly name: string; readonly bytes: Buffer },
): Promise<string> {
  const response = await server.fetch('/api/v1/uploads', {
    method: 'POST',
    headers: {
      ...TUS,
      'upload-length': String(file.bytes.length),
      'upload-metadata': `filename ${Buffer.from(file.name).toString('base64')}`,
      'content-type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(file.bytes),
  });
  const text = await response.text();
  const assetId = response.headers.get('vitascope-asset-id');
  if (response.status !== 201 || assetId === null)
    throw new Error(`The upload of ${file.name} was answered with ${response.status}: ${text}`);
  return assetId;
}

/** Creates an upload; returns its path. */
export async function createUpload(
  server: Pick<ServerProcess, 'fetch'>,
  file: { readonly name: string; readonly sizeBytes: number },
): Promise<Response> {
  return await server.fetch('/api/v1/uploads', {
    method: 'POST',
    headers: {
      ...TUS,
      'upload-length': String(file.sizeBytes),
      'upload-metadata': `filename ${Buffer.from(file.name).toString('base64')}`,
    },
  });
}

/** Where an upload stands, as the server says. */
export async function uploadOffset(server: Pick<ServerProcess, 'fetch'>, path: string): Promise<number> {
  const response = await server.fetch(path, { method: 'HEAD', headers: TUS });
  if (response.status !== 200) throw new Error(`HEAD ${path} was answered with ${response.status}.`);
  return Number(response.headers.get('upload-offset'));
}

/** Sends bytes from an offset on. */
export async function sendBytes(
  server: Pick<ServerProcess, 'fetch'>,
  path: string,
  piece: { readonly offset: number; readonly bytes: Uint8Array },
): Promise<Response> {
  return await server.fetch(path, {
    method: 'PATCH',
    headers: {
      ...TUS,
      'upload-offset': String(piece.offset),
      'content-type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(piece.bytes),
  });
}

/** Waits until an asset is somewhere from which it goes no further by itself, or is playable where that will do. */
export async function waitForAsset(
  server: Pick<ServerProcess, 'fetch'>,
  id: string,
  until: 'playable' | 'complete',
): Promise<AssetAnswer> {
  for (;;) {
    const response = await server.fetch(`/api/v1/assets/${id}?wait=${until}&timeoutSeconds=20`);
    if (response.status !== 200)
      throw new Error(`GET asset ${id} was answered with ${response.status}: ${await response.text()}`);
    const asset = (await response.json()) as AssetAnswer;
    const isThere = asset.state !== 'examining' && (asset.state !== 'playable' || until === 'playable');
    if (isThere) return asset;
    await delay(50);
  }
}

/** The three URLs of an asset. */
export async function playbackOf(
  server: Pick<ServerProcess, 'fetch'>,
  id: string,
): Promise<{ hlsUrl: string; dashUrl: string; watchUrl: string }> {
  const response = await server.fetch(`/api/v1/assets/${id}/playback`, { method: 'POST' });
  if (response.status !== 200) throw new Error(`playback of ${id}: ${response.status}`);
  return (await response.json()) as { hlsUrl: string; dashUrl: string; watchUrl: string };
}
