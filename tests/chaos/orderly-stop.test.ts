// Stopping while there is work: nothing is left running, nothing is lost, and the next start carries on.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeSource } from '../media/make.ts';
import { descendantsOf, isRunning } from '../server/processes.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import { createUpload, sendBytes, uploadOffset, uploadWhole, waitForAsset } from '../server/upload.ts';

const skip = process.platform === 'linux' ? false : 'processes are found through /proc';

/** Draining, the jobs' grace and PostgreSQL's own end together, with room for a busy machine. */
const STOP_LIMIT_MS = 40_000;

describe('stopping', { skip, timeout: 240_000 }, () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`at ${signal} during an upload and the fill ends every process, and the next start carries on`, async (context) => {
      const dir = await makeDataDir();
      let server = await startServerProcess({ dataDir: dir.path });
      try {
        const film = await readFile(
          (await makeSource({ seconds: 16, container: 'mkv', video: { width: 426, height: 240 } })).path,
        );
        const id = await uploadWhole(server, { name: 'film.mkv', bytes: film });
        await waitForAsset(server, id, 'playable');
        const path = await halfAnUpload(server, film);
        const processes = await descendantsOf(server.pid);
        assert.ok(processes.length > 2, `only ${processes.length} processes`);

        const port = Number(new URL(server.url).port);
        const { code, tookMs } = await server.stop(signal);
        context.diagnostic(`stopped after ${tookMs.toFixed(0)} ms with ${processes.length} processes`);
        assert.equal(code, 0, server.output().slice(-2000));
        assert.ok(tookMs < STOP_LIMIT_MS, `${tookMs} ms`);
        await untilGone(processes);

        server = await startServerProcess({ dataDir: dir.path, port });
        const offset = await uploadOffset(server, path);
        assert.ok(offset >= film.length >> 1, `${offset} of ${film.length >> 1} acknowledged bytes are left`);
        const rest = await sendBytes(server, path, { offset, bytes: film.subarray(offset) });
        assert.equal(rest.status, 204);
        const second = rest.headers.get('vitascope-asset-id');
        for (const asset of [id, second ?? ''])
          assert.equal((await waitForAsset(server, asset, 'complete')).state, 'complete');
      } finally {
        await server.stop('SIGKILL');
        await dir.remove();
      }
    });
  }

  test('a second Ctrl-C does not wait, and leaves no process either', async () => {
    const dir = await makeDataDir();
    const server = await startServerProcess({ dataDir: dir.path });
    try {
      const processes = await descendantsOf(server.pid);
      const ended = once(server.child, 'exit');
      // A client that never finishes its request keeps an orderly stop waiting.
      const held = fetch(new URL('/api/v1/uploads', server.url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.ownerKey}`,
          'tus-resumable': '1.0.0',
          'upload-length': '1000000',
          'content-type': 'application/offset+octet-stream',
        },
        body: new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) }),
        duplex: 'half',
      } as RequestInit).catch(() => null);
      await delay(200);
      server.child.kill('SIGINT');
      // Signals within half a second count as one wish.
      await delay(700);
      server.child.kill('SIGINT');
      const [code] = await ended;
      assert.ok(code === 130 || code === 0, `exit code ${code}`);
      await held;
      await untilGone(processes);
    } finally {
      await server.stop('SIGKILL');
      await dir.remove();
    }
  });
});

/** Sends half of a film, and leaves it at that. */
async function halfAnUpload(server: ServerProcess, film: Buffer): Promise<string> {
  const created = await createUpload(server, { name: 'later.mkv', sizeBytes: film.length });
  assert.equal(created.status, 201);
  const path = new URL(created.headers.get('location') ?? '', server.url).pathname;
  const sent = await sendBytes(server, path, { offset: 0, bytes: film.subarray(0, film.length >> 1) });
  assert.equal(sent.status, 204);
  return path;
}

/** Encoders of a server that was ended by force look once a second whether it is still there. */
async function untilGone(pids: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    const left = (await Promise.all(pids.map(isRunning))).filter(Boolean);
    if (left.length === 0) return;
    await delay(100);
  }
  assert.fail(`processes are left: ${pids.join(', ')}`);
}
