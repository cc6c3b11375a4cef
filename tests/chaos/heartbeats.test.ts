// What was acknowledged of heartbeats survives a kill, but for the last second.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { makeDataDir, startServerProcess } from '../server/server-process.ts';
import { makeViewings, storedSequences } from '../server/viewings.ts';
import { isConnectionError, killAndWait } from './restarting-server.ts';

const VIEWINGS = 6;
const AT_RISK_MS = 1_000;
const RUN_MS = 3_000;

describe('heartbeats', { timeout: 120_000 }, () => {
  test('that were acknowledged a second before the server is killed are stored, in the order of each session', async (context) => {
    const database = await openTestDatabase({});
    const data = await makeDataDir();
    const environment = { VITASCOPE_DATABASE_URL: database.url };
    const server = await startServerProcess({ dataDir: data.path, environment, role: 'all' });
    context.after(async () => {
      await server.stop('SIGKILL');
      await data.remove();
      await database.close();
    });
    const viewings = await makeViewings(database, VIEWINGS);
    const acknowledged = new Map<string, { readonly sequence: number; readonly at: number }[]>();
    let isKilled = false;
    /** One beat after the other until the server is gone. */
    const play = async ({ sessionId, token }: (typeof viewings)[number]): Promise<void> => {
      const said: { sequence: number; at: number }[] = [];
      acknowledged.set(sessionId, said);
      const url = `${server.url}/api/v1/playback-sessions/${sessionId}/heartbeats`;
      for (let sequence = 1; !isKilled; sequence++) {
        const time = { atMs: sequence, positionMs: sequence, playedMs: sequence };
        const beat = { sequence, ...time, durationMs: 1_000_000, state: 'playing' };
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token, beats: [beat] }),
        });
        const body = (await response.json()) as { acknowledged: boolean };
        assert.equal(response.status, 200, JSON.stringify(body));
        if (body.acknowledged) said.push({ sequence, at: performance.now() });
      }
    };
    const playing = viewings.map((viewing) =>
      play(viewing).catch((error: unknown) => {
        if (!isKilled || !isConnectionError(error)) throw error;
      }),
    );
    await Promise.race([Promise.all(playing), new Promise((resolve) => setTimeout(resolve, RUN_MS))]);
    isKilled = true;
    const killedAt = performance.now();
    await killAndWait(server);
    await Promise.all(playing);

    const stored = await storedSequences(database);
    let lost = 0;
    let oldestMs = 0;
    for (const [id, said] of acknowledged) {
      assert.ok(said.length > 0, 'Nothing was acknowledged.');
      const greatest = stored.get(id) ?? -1;
      assert.ok(greatest > 0, 'Nothing was stored.');
      for (const { sequence, at } of said.filter((one) => one.sequence > greatest)) {
        lost += 1;
        oldestMs = Math.max(oldestMs, killedAt - at);
        assert.ok(
          killedAt - at <= AT_RISK_MS,
          `beat ${sequence} of ${id}, ${killedAt - at} ms before the kill`,
        );
      }
    }
    const total = [...acknowledged.values()].reduce((sum, said) => sum + said.length, 0);
    context.diagnostic(
      `${lost} of ${total} acknowledged beats were lost, the oldest from ${oldestMs.toFixed(0)} ms before`,
    );
  });
});
