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

  const remove = async (id: string, query = '') =>
    (await server.fetch(`/api/v1/assets/${id}${query}`, { method: 'DELETE' })).status;
  const restore = async (id: string) => (await post(`/api/v1/assets/${id}/restore`)).status;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many forms.
  const read = async (path: string): Promise<any> => (await server.fetch(`/api/v1${path}`)).json();
  const listed = async (path: string): Promise<string[]> =>
    (await read(path)).items.map((item: { id: string }) => item.id);

  test('what is deleted plays nothing and is in no list, and is all there when it is restored', async () => {
    const id = await upload();
    await waitForAsset(server, id, 'complete');
    const { hlsUrl } = await playbackOf(server, id);
    const played = segmentsOf(await playAll(hlsUrl));
    const segment = new URL(`../${[...played.keys()][0]}`, hlsUrl).href;
    assert.equal((await fetch(segment)).status, 200);
    assert.equal(await remove(id), 204);
    for (const url of [hlsUrl, segment]) assert.equal((await fetch(url)).status, 404);
    for (const path of ['', '/events', '/details'])
      assert.equal((await server.fetch(`/api/v1/assets/${id}${path}`)).status, 404);
    assert.equal((await post(`/api/v1/assets/${id}/playback`)).status, 404);
    for (const list of ['/assets', '/assets/summaries', '/assets?name=film'])
      assert.ok(!(await listed(list)).includes(id), list);
    // A request that comes twice finds it done.
    assert.equal(await remove(id), 404);

    const { items } = await read('/assets/trash');
    const trashed = items.find((item: { id: string }) => item.id === id);
    assert.deepEqual([trashed.name, trashed.state], ['film.mp4', 'complete']);
    assert.equal(Date.parse(trashed.purgedAt) - Date.parse(trashed.deletedAt), 7 * 24 * 3_600_000);
    assert.ok(trashed.storedBytes > bytes.length);
    const { storage } = await read('/system/status');
    assert.equal(storage.trash.count, 1);
    assert.equal(storage.trash.bytes, trashed.storedBytes);

    assert.equal(await restore(id), 200);
    assert.equal(await restore(id), 404);
    assert.ok((await listed('/assets')).includes(id));
    assert.deepEqual(segmentsOf(await playAll(hlsUrl)), played);
    assert.deepEqual(await listed('/assets/trash'), []);
  });

  test('what was still being made when it was deleted is made when it is restored', async () => {
    const id = await upload();
    await waitForAsset(server, id, 'playable');
    assert.equal(await remove(id), 204);
    assert.equal(await restore(id), 200);
    assert.equal((await waitForAsset(server, id, 'complete')).progress, 1);
  });

  test('deleting for good takes everything along, past the trash and out of it', async () => {
    const id = await upload();
    await waitForAsset(server, id, 'playable');
    const { hlsUrl } = await playbackOf(server, id);
    await playAll(hlsUrl);
    const other = await upload();
    await waitForAsset(server, other, 'complete');
    assert.equal(await remove(other), 204);
    for (const one of [id, other]) assert.equal(await remove(one, '?permanent=true'), 204);
    assert.equal((await server.fetch(`/api/v1/assets/${id}`)).status, 404);
    assert.equal(await remove(id), 404);
    assert.equal(await remove(id, '?permanent=true'), 404);
    assert.equal(await restore(other), 404);
    assert.equal((await fetch(hlsUrl)).status, 404);
    const left = await readdir(join(data.path, 'objects'), { recursive: true });
    assert.deepEqual(
      left.filter((path) => path.includes(id) || path.includes(other)),
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
