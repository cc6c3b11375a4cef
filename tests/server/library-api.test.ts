// What Studio's library stands on: a line for each asset, what was found in it, its name, and every change as it happens.
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

  test('a name can be changed, but not to one that nobody can see', async () => {
    const id = await uploadWhole(server, { name: 'draft.mp4', bytes });
    const renamed = await send('PATCH', `/api/v1/assets/${id}`, { name: '  Harbour at dawn ' });
    assert.equal(renamed.status, 200);
    assert.equal(((await renamed.json()) as Summary).name, 'Harbour at dawn');
    for (const name of ['', '   ', 'a\u202Eb', 'x'.repeat(256)])
      assert.equal((await send('PATCH', `/api/v1/assets/${id}`, { name })).status, 400, JSON.stringify(name));
    const nobody = '/api/v1/assets/as_00000000000000000000000000';
    assert.equal((await send('PATCH', nobody, { name: 'x' })).status, 404);
  });

  test('tells every change of every asset as it happens, deletions too', { timeout: 60_000 }, async () => {
    const stop = new AbortController();
    const stream = await server.fetch('/api/v1/assets/events', { signal: stop.signal });
    assert.equal(stream.headers.get('content-type'), 'text/event-stream');
    const told: { event: string; data: { id?: string; state?: string } }[] = [];
    const until = async (enough: () => boolean): Promise<void> => {
      while (!enough()) {
        const { value, done } = await reader.read();
        assert.equal(done, false);
        text += value;
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const found = /^event: (\w+)\ndata: (.*)$/.exec(block);
          if (found !== null) told.push({ event: found[1] ?? '', data: JSON.parse(found[2] ?? '') });
        }
      }
    };
    let text = '';
    const reader = (stream.body ?? assert.fail()).pipeThrough(new TextDecoderStream()).getReader();
    await until(() => told.some(({ event }) => event === 'ready'));
    const ids = [
      await uploadWhole(server, { name: 'a', bytes }),
      await uploadWhole(server, { name: 'b', bytes }),
    ];
    const isTold = (id: string, state: string) =>
      told.some(({ event, data }) => event === 'asset' && data.id === id && data.state === state);
    await until(() => ids.every((id) => isTold(id, 'complete')));
    await send('DELETE', `/api/v1/assets/${ids[0]}`);
    await until(() => told.some(({ event, data }) => event === 'deleted' && data.id === ids[0]));
    assert.equal(
      told.some(({ event, data }) => event === 'deleted' && data.id === ids[1]),
      false,
    );
    stop.abort();
  });
});
