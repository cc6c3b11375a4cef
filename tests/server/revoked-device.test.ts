// A device that is revoked plays no longer: its player is told with the next beat, and gets no new addresses.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeSource } from '../media/make.ts';
import { createAccountClient, signUp } from './account-client.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from './server-process.ts';
import { uploadWhole, waitForAsset } from './upload.ts';

const person = { email: 'ada@example.org', name: 'Ada', password: 'correct horse battery' };

describe('a revoked device', { timeout: 180_000 }, () => {
  let data: Awaited<ReturnType<typeof makeDataDir>>;
  let server: ServerProcess;
  before(async () => {
    data = await makeDataDir();
    server = await startServerProcess({ dataDir: data.path });
  });
  after(async () => {
    await server?.stop();
    await data?.remove();
  });

  test('is told so by the next beat, and its session cannot be renewed; the others play on', async () => {
    const assetId = await uploadWhole(server, {
      name: 'film.mp4',
      bytes: await readFile((await makeSource()).path),
    });
    await waitForAsset(server, assetId, 'playable');
    const made = await server.fetch('/api/v1/catalog/titles', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        kind: 'film',
        originalLanguage: 'en',
        texts: { en: { name: 'The film' } },
        assets: [{ assetId, purpose: 'main' }],
        publication: { released: true },
        windows: [{ offer: { kind: 'free' } }],
      }),
    });
    const { id: titleId } = (await made.json()) as { id: string };
    const sofa = createAccountClient(server);
    await signUp(server, sofa, person);
    const profile = await sofa.ask('POST', '/api/v1/profiles', { name: 'Ada', password: person.password });
    const tablet = createAccountClient(server);
    const { email, password } = person;
    assert.equal((await tablet.ask('POST', '/api/v1/auth/sign-in', { email, password })).status, 200);
    const wish = { profileId: profile.body.id, titleId };
    const [here, away] = [
      await sofa.ask('POST', '/api/v1/playback-sessions', wish),
      await tablet.ask('POST', '/api/v1/playback-sessions', wish),
    ];
    assert.deepEqual([here.status, away.status], [201, 201]);
    let sequence = 0;
    const beat = async ({ body }: typeof here): Promise<string | null> => {
      sequence += 1;
      const time = { atMs: 0, positionMs: sequence, durationMs: 100_000, playedMs: 0 };
      const { url, token } = body.heartbeat;
      const answer = await createAccountClient(server).ask('POST', url, {
        token,
        beats: [{ sequence, ...time, state: 'playing' }],
      });
      assert.equal(answer.status, 200);
      return answer.body.ended;
    };
    assert.equal(await beat(away), null);

    const { items } = (await tablet.ask('GET', '/api/v1/devices')).body;
    const own = items.find(({ isThis }: { isThis: boolean }) => isThis);
    const revoked = await sofa.ask('POST', `/api/v1/devices/${own.id}/revoke`);
    assert.ok(revoked.status < 300, JSON.stringify(revoked.body));
    // What a beat learns is what was known when the last one was written.
    let ended = await beat(away);
    while (ended === null) {
      await delay(50);
      ended = await beat(away);
    }
    assert.equal(ended, 'revoked');
    const renewed = await tablet.ask('POST', `/api/v1/playback-sessions/${away.body.id}/token`);
    assert.deepEqual([renewed.status, renewed.body.code], [401, 'device-revoked']);
    const again = await tablet.ask('POST', '/api/v1/playback-sessions', wish);
    assert.equal(again.body.code, 'device-revoked');
    assert.equal(await beat(here), null);
    assert.equal((await sofa.ask('POST', `/api/v1/playback-sessions/${here.body.id}/token`)).status, 200);
  });
});
