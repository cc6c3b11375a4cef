// A bare tus client: one creation, one PATCH, and the instant at which the last byte was acknowledged.
import { open, stat } from 'node:fs/promises';
import { request } from 'node:http';
import type { Product } from './product.ts';

export interface Uploaded {
  readonly assetId: string;
  /** Epoch milliseconds at which the answer to the last PATCH arrived. */
  readonly acknowledgedAt: number;
  readonly tookMs: number;
}

const TUS = { 'Tus-Resumable': '1.0.0' };
const PIECE_BYTES = 4 * 1024 * 1024;

export async function upload(
  product: Pick<Product, 'url' | 'ownerKey'>,
  path: string,
  name = 'film.mp4',
): Promise<Uploaded> {
  const { size } = await stat(path);
  const headers = { ...TUS, authorization: `Bearer ${product.ownerKey}` };
  const created = await fetch(`${product.url}/api/v1/uploads`, {
    method: 'POST',
    headers: {
      ...headers,
      'Upload-Length': String(size),
      'Upload-Metadata': `filename ${Buffer.from(name).toString('base64')}`,
    },
  });
  const location = created.headers.get('location');
  if (created.status !== 201 || location === null)
    throw new Error(`creating an upload gave ${created.status}: ${await created.text()}`);
  const startedAt = performance.now();
  const target = new URL(location, product.url);
  const answer = Promise.withResolvers<{ status: number; assetId: string; at: number }>();
  const patch = request(target, {
    method: 'PATCH',
    headers: {
      ...headers,
      'Upload-Offset': '0',
      'Content-Type': 'application/offset+octet-stream',
      'Content-Length': size,
    },
  });
  patch.on('response', (response) => {
    const at = performance.timeOrigin + performance.now();
    const assetId = String(response.headers['vitascope-asset-id'] ?? '');
    response.resume().once('end', () => answer.resolve({ status: response.statusCode ?? 0, assetId, at }));
  });
  patch.once('error', answer.reject);
  await sendFile(path, patch);
  const { status, assetId, at } = await answer.promise;
  if (status !== 204 || assetId === '')
    throw new Error(`the last PATCH gave ${status} and asset "${assetId}"`);
  return { assetId, acknowledgedAt: at, tookMs: performance.now() - startedAt };
}

async function sendFile(path: string, to: NodeJS.WritableStream): Promise<void> {
  const file = await open(path);
  try {
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES);
      if (bytesRead === 0) break;
      const piece = buffer.subarray(0, bytesRead);
      if (!to.write(piece)) await new Promise((resolve) => to.once('drain', resolve));
    }
    to.end();
  } finally {
    await file.close();
  }
}
