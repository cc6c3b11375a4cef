// What the whole product does with files that were made to harm it.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Canary, startCanary } from '../media/canary.ts';
import { makeDecodeBomb, makeHostileCorpus } from '../media/hostile.ts';
import type { HostileFile } from '../media/hostile-file.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { type AssetAnswer, uploadWhole, waitForAsset } from '../server/upload.ts';

/** Uploads at once: enough to mix what they do. */
const CONCURRENCY = 6;

/** The promise is 100 ms; a stretch is measured by processor time, so that only our own code can break it. */
const STALL_LIMIT_MS = 100;

describe('hostile uploads', { timeout: 400_000 }, () => {
  let canary: Canary;
  let dir: Awaited<ReturnType<typeof makeDataDir>>;
  let server: ServerProcess;
  let files: readonly HostileFile[];
  const outcomes = new Map<string, AssetAnswer>();

  before(async () => {
    canary = await startCanary();
    files = [...(await makeHostileCorpus(canary)), await makeDecodeBomb()];
    dir = await makeDataDir();
    server = await startServerProcess({ dataDir: dir.path });
  });
  after(async () => {
    await server?.stop();
    await dir?.remove();
    await canary?.close();
  });

  test('every one ends as rejected with a reason a person understands, or plays', async (context) => {
    server.resetLoop();
    const waiting = [...files];
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
          const id = await uploadWhole(server, { name: file.fileName, bytes: file.bytes });
          outcomes.set(file.name, await waitForAsset(server, id, 'playable'));
        }
      }),
    );
    const wrong = files.flatMap((file) => describeWrong(file, outcomes.get(file.name)));
    context.diagnostic(
      `${files.length} files in ${((performance.now() - startedAt) / 1000).toFixed(0)} s: ${count([...outcomes.values()].map((asset) => asset.reason?.code ?? asset.state))}`,
    );
    assert.deepEqual(wrong, []);
  });

  test('the server stays up and its event loop free', async (context) => {
    const ready = await fetch(`${server.url}/readyz`);
    assert.equal(ready.status, 200, await ready.text());
    const { longestStretchMs, rssBytes } = await server.loop();
    context.diagnostic(
      `longest stretch ${longestStretchMs.toFixed(0)} ms, resident ${(rssBytes / 2 ** 20).toFixed(0)} MiB`,
    );
    assert.ok(longestStretchMs <= STALL_LIMIT_MS, `the event loop stood still for ${longestStretchMs} ms`);
  });

  test('no file and no network outside is touched', async () => {
    assert.equal(canary.connections(), 0);
    assert.notEqual(await canary.wasRead(), true);
    assert.ok(!server.output().includes(canary.secret));
    assert.ok(![...outcomes.values()].some((asset) => JSON.stringify(asset).includes(canary.secret)));
  });

  test('nothing half-written is left behind by a server that stops', async () => {
    assert.equal((await server.stop()).code, 0);
    assert.deepEqual(await readdir(join(dir.path, 'objects', 'tmp')), []);
    assert.deepEqual(await readdir(join(dir.path, 'objects', 'uploads')), []);
  });

  test('a restart changes no verdict', async (context) => {
    server = await startServerProcess({ dataDir: dir.path });
    const later: string[] = [];
    for (const asset of outcomes.values()) {
      const again = (await (await server.fetch(`/api/v1/assets/${asset.id}`)).json()) as AssetAnswer;
      if (asset.state === 'rejected') {
        assert.deepEqual([again.state, again.reason], [asset.state, asset.reason], asset.name);
        continue;
      }
      // Damage in the middle of a film shows only when that part is made; then it is said.
      assert.ok(['playable', 'complete', 'failed', 'rejected'].includes(again.state), again.state);
      if (again.reason !== null) later.push(`${again.state}: ${again.reason.code}: ${again.reason.message}`);
      assert.equal(again.state === 'failed' || again.state === 'rejected', again.reason !== null);
    }
    if (later.length > 0) context.diagnostic(`refused while it was made: ${later.join(' | ')}`);
  });
});

/** Not every word, but what a sentence for a person has and what it never holds. */
function describeWrong(file: HostileFile, asset: AssetAnswer | undefined): string[] {
  const said = `${file.name}: ${asset?.state} ${asset?.reason?.code ?? ''} ${asset?.reason?.message ?? ''}`;
  if (asset === undefined) return [`${file.name}: no outcome`];
  if (asset.state === 'playable' || asset.state === 'complete') return file.expect === 'either' ? [] : [said];
  const { code = '', message = '' } = asset.reason ?? {};
  const problems = [
    asset.state === 'rejected',
    /^[a-z]+(-[a-z0-9]+)+$/.test(code),
    // At least two sentences: what was wrong, and what to do.
    /^[A-Z].{15,}[.:?!].* .*[.!]$/s.test(message),
    !/\/tmp|\/work|node_modules|undefined|null|NaN|\[object|Error:|errno|E[A-Z]{4,}\b/.test(message),
    message.length < 400,
  ];
  return problems.every(Boolean) ? [] : [said];
}

function count(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, times]) => `${times} ${value}`).join(', ');
}
