// An asset that a title links, deleted: over the API, the event, and the walls between the modules.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeSource } from '../media/make.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';
import { uploadWhole, waitForAsset } from './upload.ts';

describe('an asset that a title links', () => {
  let data: { readonly path: string; remove(): Promise<void> };
  let server: ServerProcess;

  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  test('is not deleted by mistake, and its title says why it no longer plays', async () => {
    const bytes = await readFile((await makeSource({ seconds: 2 })).path);
    const assetId = await uploadWhole(server, { name: 'film.mp4', bytes });
    await waitForAsset(server, assetId, 'playable');
    // biome-ignore lint/suspicious/noExplicitAny: answers of many forms.
    const call = async (method: string, path: string, body?: unknown): Promise<any> => {
      const answer = await server.fetch(`/api/v1${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
    };
    const { body: title } = await call('POST', '/catalog/titles', {
      kind: 'film',
      originalLanguage: 'en',
      texts: { en: { name: 'Metropolis' } },
      assets: [{ assetId, purpose: 'main' }],
      publication: { released: true },
      windows: [{ offer: { kind: 'free' } }],
    });
    const refused = await call('DELETE', `/assets/${assetId}`);
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.details],
      [409, 'asset-linked', { linkedBy: [title.id] }],
    );
    assert.equal((await call('GET', `/catalog/browse/${title.id}`)).body.availability.playable, true);
    assert.equal((await call('DELETE', `/assets/${assetId}?force=true`)).status, 204);
    for (;;) {
      const { availability } = (await call('GET', `/catalog/browse/${title.id}`)).body;
      if (availability.reason === 'no-media') break;
      await delay(50);
    }
    const { items } = (await call('GET', '/catalog/missing-assets')).body;
    assert.deepEqual(
      items.map((item: { assetId: string; titleIds: string[] }) => [item.assetId, item.titleIds]),
      [[assetId, [title.id]]],
    );
    assert.equal((await call('POST', `/assets/${assetId}/restore`)).status, 200);
    for (;;) {
      const { availability } = (await call('GET', `/catalog/browse/${title.id}`)).body;
      if (availability.playable) break;
      await delay(50);
    }
    assert.deepEqual((await call('GET', '/catalog/missing-assets')).body.items, []);
  });
});
