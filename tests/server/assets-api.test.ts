import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeSource } from '../media/make.ts';
import { playAll, segmentsOf } from './play-all.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';
import { type AssetAnswer, playbackOf, uploadWhole, waitForAsset } from './upload.ts';

describe('an asset through the API, from upload to deletion', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  let bytes: Buffer;

  before(async () => {
    data = await makeDataDir();
    bytes = await readFile((await makeSource({ seconds: 16 })).path);
    server = await startServerProcess({ dataDir: data.path });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  const post = (path: string, body?: unknown) =>
    server.fetch(path, {
      method: 'POST',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  const upload = () => uploadWhole(server, { name: 'film.mp4', bytes });

  test('the key of the owner is for the owner only', async () => {
    assert.equal((await stat(join(data.path, 'owner.key'))).mode & 0o777, 0o600);
    for (const headers of [{ authorization: '' }, { authorization: 'Bearer vk_0123456789abcdefghij' }])
      assert.equal((await server.fetch('/api/v1/assets', { headers })).status, 401);
  });

  test('what is cancelled still plays, and is completed when it is driven again', async () => {
    const id = await upload();
    await waitForAsset(server, id, 'playable');
    const cancelled = await post(`/api/v1/assets/${id}/cancel`);
    assert.equal(cancelled.status, 200);
    const { hlsUrl } = await playbackOf(server, id);
    const played = segmentsOf(await playAll(hlsUrl));
    assert.ok(played.size >= 9);
    assert.equal(((await cancelled.json()) as AssetAnswer).state, 'cancelled');

    assert.equal((await post(`/api/v1/assets/${id}/redrive`)).status, 200);
    const complete = await waitForAsset(server, id, 'complete');
    assert.equal(complete.state, 'complete');
    assert.equal(complete.progress, 1);
    assert.ok(complete.renditions.every(({ ready, segments }) => ready === segments));
    assert.deepEqual(segmentsOf(await playAll(hlsUrl)), played);
  });

  test('one rendition is made anew with the same bytes', async () => {
    const id = await upload();
    const { renditions } = await waitForAsset(server, id, 'complete');
    const { hlsUrl } = await playbackOf(server, id);
    const before = segmentsOf(await playAll(hlsUrl));
    const rendition = renditions.find((candidate) => candidate.id.startsWith('240p'))?.id;
    assert.ok(rendition !== undefined);
    const answer = (await (await post(`/api/v1/assets/${id}/redrive`, { rendition })).json()) as AssetAnswer;
    assert.equal(answer.state, 'playable');
    assert.equal((await waitForAsset(server, id, 'complete')).state, 'complete');
    assert.deepEqual(segmentsOf(await playAll(hlsUrl)), before);
  });

  test('deleting takes everything along, and the addresses lead nowhere', async () => {
    const id = await upload();
    await waitForAsset(server, id, 'playable');
    const { hlsUrl } = await playbackOf(server, id);
    await playAll(hlsUrl);
    assert.equal((await server.fetch(`/api/v1/assets/${id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await server.fetch(`/api/v1/assets/${id}`)).status, 404);
    assert.equal((await server.fetch(`/api/v1/assets/${id}`, { method: 'DELETE' })).status, 404);
    assert.equal((await fetch(hlsUrl)).status, 404);
    const left = await readdir(join(data.path, 'objects'), { recursive: true });
    assert.deepEqual(
      left.filter((path) => path.includes(id)),
      [],
    );
  });

  test('what cannot be done is answered with a code', async () => {
    const id = await upload();
    await waitForAsset(server, id, 'complete');
    const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
    assert.equal(await codeOf(await post(`/api/v1/assets/${id}/cancel`)), 'asset-busy');
    assert.equal(
      await codeOf(await post(`/api/v1/assets/${id}/redrive`, { rendition: '4320p' })),
      'rendition-not-found',
    );
    assert.equal(
      await codeOf(await post('/api/v1/assets/as_00000000000000000000000000/playback')),
      'asset-not-found',
    );
  });

  test('the next start carries on', async () => {
    const id = await upload();
    await waitForAsset(server, id, 'playable');
    const key = server.ownerKey;
    await server.stop();
    server = await startServerProcess({ dataDir: data.path });
    assert.equal(server.ownerKey, key);
    assert.equal((await waitForAsset(server, id, 'complete')).state, 'complete');
  });
});
