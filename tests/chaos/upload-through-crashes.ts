// An uploader that goes on after every crash and holds the server to what it has acknowledged.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { createUpload, sendBytes, uploadOffset } from '../server/upload.ts';
import { isConnectionError, type RestartingServer } from './restarting-server.ts';

/** Small pieces: many acknowledgements for a crash to break. */
const PIECE_BYTES = 64 * 1024;

/** The pace of a home connection, so that an upload lasts long enough to be interrupted. */
const PACE_MS = 20;

export interface UploadTally {
  acknowledgements: number;
  resumes: number;
}

/** Uploads the file and returns the id of its asset. */
export async function uploadThroughCrashes(
  server: RestartingServer,
  file: { readonly name: string; readonly bytes: Buffer },
  tally: UploadTally,
): Promise<string> {
  const path = await server.insist(async () => {
    const created = await createUpload(server, { name: file.name, sizeBytes: file.bytes.length });
    await created.arrayBuffer();
    if (created.status >= 500) return undefined;
    assert.equal(created.status, 201);
    return new URL(created.headers.get('location') ?? '', server.url).pathname;
  });
  let acknowledged = 0;
  for (;;) {
    const offset = await server.insist(() => uploadOffset(server, path));
    assert.ok(
      offset >= acknowledged,
      `${file.name}: ${acknowledged} bytes were acknowledged, ${offset} are left`,
    );
    acknowledged = offset;
    const end = await sendFrom(server, { path, file, offset, tally });
    if (end.assetId !== null) return end.assetId;
    acknowledged = end.acknowledged;
    tally.resumes++;
  }
}

async function sendFrom(
  server: RestartingServer,
  sending: {
    readonly path: string;
    readonly file: { readonly bytes: Buffer };
    readonly offset: number;
    readonly tally: UploadTally;
  },
): Promise<{ readonly assetId: string | null; readonly acknowledged: number }> {
  const { path, file, tally } = sending;
  let at = sending.offset;
  for (;;) {
    try {
      // An upload that is whole is asked about with an empty piece: the answer names its asset.
      const bytes = file.bytes.subarray(at, at + PIECE_BYTES);
      const response = await sendBytes(server, path, { offset: at, bytes });
      const text = await response.text();
      if (response.status !== 204) {
        // 423 and 409: the server has not yet noticed that the connection before is gone.
        assert.ok([409, 423, 500, 503].includes(response.status), `${response.status}: ${text}`);
        return { assetId: null, acknowledged: at };
      }
      tally.acknowledgements++;
      at = Number(response.headers.get('upload-offset'));
      await delay(PACE_MS);
      const assetId = response.headers.get('vitascope-asset-id');
      if (assetId !== null) return { assetId, acknowledged: at };
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      return { assetId: null, acknowledged: at };
    }
  }
}
