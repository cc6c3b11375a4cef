// What Studio's library stands on: a line for each asset, and what was found in it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { makeSource } from '../media/make.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';
import { uploadWhole, waitForAsset } from './upload.ts';

interface Summary {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly progress: number;
  readonly height: number | null;
}

describe('the library through the API', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;
  let bytes: Buffer;

  before(async () => {
    data = await makeDataDir();
    bytes = await readFile((await makeSource({ seconds: 8 })).path);
    server = await startServerProcess({ dataDir: data.path });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  const send = (method: string, path: string, body?: unknown) =>
    server.fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });

  test('every asset has a line, page by page, newest first', async () => {
    const ids = [];
    for (const name of ['one.mp4', 'two.mp4', 'three.mp4'])
      ids.push(await uploadWhole(server, { name, bytes }));
    for (const id of ids) await waitForAsset(server, id, 'complete');
    const seen: Summary[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = cursor === '' ? 'limit=2' : `limit=2&cursor=${cursor}`;
      const page = (await (await send('GET', `/api/v1/assets/summaries?${query}`)).json()) as {
        items: Summary[];
        nextCursor: string | null;
      };
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    assert.deepEqual(
      seen.map(({ id, name, state, progress }) => [id, name, state, progress]),
      ids.toReversed().map((id, index) => [id, ['three.mp4', 'two.mp4', 'one.mp4'][index], 'complete', 1]),
    );
    assert.ok(seen.every(({ height }) => typeof height === 'number'));
  });

  test('tells what was found in a file, and who links it', async () => {
    const id = await uploadWhole(server, { name: 'facts.mp4', bytes });
    await waitForAsset(server, id, 'complete');
    const linked = await send('POST', '/api/v1/catalog/titles', {
      kind: 'film',
      originalLanguage: 'en',
      texts: { en: { name: 'Linked' } },
      assets: [{ assetId: id, purpose: 'main' }],
    });
    assert.equal(linked.status, 201, await linked.clone().text());
    const details = (await (await send('GET', `/api/v1/assets/${id}/details`)).json()) as {
      source: { container: string; video: { codec: string; framesPerSecond: number }; audio: unknown[] };
      linkedBy: string[];
    };
    assert.equal(details.source.container, 'mp4');
    assert.equal(details.source.video.codec, 'h264');
    assert.ok(details.source.video.framesPerSecond > 20);
    assert.equal(details.source.audio.length, 1);
    assert.deepEqual(details.linkedBy, [((await linked.json()) as { id: string }).id]);
  });
});
