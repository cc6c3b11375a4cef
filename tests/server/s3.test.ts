import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { s3ServerMissing, startS3Server } from '@vitascope/platform/blobs/testing';
import { makeSource } from '../media/make.ts';
import { playAll, segmentsOf } from './play-all.ts';
import { makeDataDir, startServerProcess } from './server-process.ts';
import { playbackOf, uploadWhole, waitForAsset } from './upload.ts';

test('a film whose objects all lie in S3 is uploaded, examined, played, completed and deleted', {
  skip: s3ServerMissing(),
  timeout: 1_000_000, // The first run builds the S3 server.
}, async (context) => {
  const s3 = await startS3Server();
  context.after(() => s3.stop());
  const { bucket, endpoint, credentials } = await s3.newBucket();
  const data = await makeDataDir();
  context.after(() => data.remove());
  const server = await startServerProcess({
    dataDir: data.path,
    environment: {
      VITASCOPE_S3_BUCKET: bucket,
      VITASCOPE_S3_ENDPOINT: endpoint ?? '',
      VITASCOPE_S3_FORCE_PATH_STYLE: 'true',
      VITASCOPE_S3_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
      VITASCOPE_S3_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
    },
  });
  context.after(() => server.stop());

  const bytes = await readFile((await makeSource()).path);
  const id = await uploadWhole(server, { name: 'film.mp4', bytes });
  await waitForAsset(server, id, 'playable');
  const { hlsUrl } = await playbackOf(server, id);
  const segments = segmentsOf(await playAll(hlsUrl));
  const complete = await waitForAsset(server, id, 'complete');
  assert.equal(complete.state, 'complete');
  assert.equal(
    segments.size,
    complete.renditions.reduce((sum, rendition) => sum + rendition.segments, 0),
  );
  const objects = async () =>
    (await readdir(s3.folderOf(bucket), { recursive: true })).filter((path) => path.endsWith('.m4s'));
  assert.equal((await objects()).length, segments.size);
  assert.ok(!(await readdir(data.path)).includes('objects'), 'nothing lies in the data folder');
  assert.equal((await server.fetch(`/api/v1/assets/${id}?permanent=true`, { method: 'DELETE' })).status, 204);
  assert.deepEqual(await objects(), []);
});
