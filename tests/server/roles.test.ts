import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { makeSource } from '../media/make.ts';
import { freePort } from './free-port.ts';
import { playAll, segmentsOf } from './play-all.ts';
import { makeDataDir, startServerProcess } from './server-process.ts';
import { playbackOf, uploadWhole, waitForAsset } from './upload.ts';

test('three processes on one data folder, each with one role, are one server', async (context) => {
  const data = await makeDataDir();
  const originPort = await freePort();
  const start = async (role: string, port: number) => {
    const process = await startServerProcess({
      dataDir: data.path,
      role,
      port,
      environment: { VITASCOPE_PUBLIC_URL: `http://127.0.0.1:${originPort}` },
    });
    stops.unshift(() => process.stop());
    return process;
  };
  // The one that starts the database stops it: it goes last.
  const stops: (() => Promise<unknown>)[] = [() => data.remove()];
  context.after(async () => {
    for (const stop of stops) await stop();
  });
  const api = await start('api', await freePort());
  const [origin, worker] = await Promise.all([
    start('origin', originPort),
    start('worker', await freePort()),
  ]);

  const bytes = await readFile((await makeSource()).path);
  const id = await uploadWhole(api, { name: 'film.mp4', bytes });
  assert.equal((await waitForAsset(api, id, 'playable')).reason, null);
  const { hlsUrl } = await playbackOf(api, id);
  assert.equal(new URL(hlsUrl).origin, origin.url);
  const segments = segmentsOf(await playAll(hlsUrl));
  const complete = await waitForAsset(api, id, 'complete');
  assert.equal(complete.state, 'complete');
  assert.equal(
    segments.size,
    complete.renditions.reduce((sum, rendition) => sum + rendition.segments, 0),
  );
  // Each does its own part only.
  assert.equal((await fetch(hlsUrl.replace(origin.url, api.url))).status, 404);
  assert.equal((await origin.fetch('/api/v1/assets')).status, 404);
  assert.equal((await worker.fetch('/api/v1/assets')).status, 404);
  for (const one of [api, origin, worker]) assert.equal((await one.fetch('/readyz')).status, 200);

  // A deletion is heard of everywhere.
  assert.equal((await api.fetch(`/api/v1/assets/${id}`, { method: 'DELETE' })).status, 204);
  while ((await fetch(hlsUrl)).status === 200);
  assert.equal((await fetch(hlsUrl)).status, 404);
});
