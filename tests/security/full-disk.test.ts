// The whole product, its database included, on a disk that is full for a while: a small file system of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeSource } from '../media/make.ts';
import { makeDataDir, type ServerProcess, startServerProcess } from '../server/server-process.ts';
import {
  type AssetAnswer,
  createUpload,
  playbackOf,
  sendBytes,
  uploadOffset,
  uploadWhole,
  waitForAsset,
} from '../server/upload.ts';
import { describeStream } from '../verify/stream.ts';

const NAMESPACE = ['--user', '--map-root-user', '--mount'];
const possible = spawnSync('unshare', [...NAMESPACE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
const skip = possible ? false : 'this machine allows no mounts in a namespace (unshare --user --mount)';

const MIB = 2 ** 20;
const DISK_MIB = 320;
const RESERVE_BYTES = 128 * MIB;

test('a full disk refuses uploads with 507, plays on, and goes on filling when there is room', {
  skip,
  timeout: 240_000,
}, async (context) => {
  const dir = await makeDataDir();
  // What is mounted in the namespace is not seen from outside: not even the file with the key.
  const mount = `mount -t tmpfs -o size=${DISK_MIB}m,mode=777 tmpfs "$0" && cd "$0" && exec "$@"`;
  const server = await startServerProcess({
    dataDir: dir.path,
    wrap: ['unshare', ...NAMESPACE, 'sh', '-c', mount, dir.path],
    environment: { VITASCOPE_RESERVE_BYTES: String(RESERVE_BYTES), VITASCOPE_OWNER_KEY: ownerKey },
  });
  try {
    // Until the ballast is gone there is no room for what is made of this film.
    const ballast = await fillWithUploads(server);
    context.diagnostic(`full after ${ballast.length} uploads`);
    await makeRoom(server, ballast, 1);
    const film = await makeSource({ seconds: 20, container: 'mkv', video: { gopFrames: 500 } });
    const id = await uploadWhole(server, { name: 'film.mkv', bytes: await readFile(film.path) });
    await waitForAsset(server, id, 'playable');
    ballast.push(...(await fillWithUploads(server)));
    const stalled = await untilStalled(server, id);
    assert.equal(stalled.state, 'playable', 'the film fitted: the disk of this test is too large');

    const refused = await createAndSend(server, MIB);
    assert.equal(refused.status, 507);
    assert.equal((JSON.parse(refused.text) as { code: string }).code, 'blob-out-of-space');

    const { renditions } = await describeStream((await playbackOf(server, id)).hlsUrl);
    for (const rendition of renditions)
      for (const segment of [rendition.segments[0], rendition.segments.at(-1)])
        assert.equal((await fetch(segment?.url ?? '')).status, 200, `${segment?.url} while the disk is full`);
    assert.equal((await server.fetch('/readyz')).status, 200);

    await makeRoom(server, ballast, ballast.length);
    const done = await waitForAsset(server, id, 'complete');
    assert.equal(done.state, 'complete', JSON.stringify(done.reason));
    const jobs = (await (await server.fetch('/api/v1/system')).json()) as {
      queues: Record<string, { failed: number }>;
    };
    assert.deepEqual(
      Object.entries(jobs.queues).filter(([, queue]) => queue.failed > 0),
      [],
    );
  } finally {
    await server.stop();
    await dir.remove();
  }
});

const ownerKey = `vk_${randomBytes(24).toString('base64url')}`;

/** Begins uploads and sends into them until nothing more fits; returns their paths. */
async function fillWithUploads(server: ServerProcess): Promise<string[]> {
  const paths: string[] = [];
  for (const pieceBytes of [16 * MIB, MIB, 64 * 1024]) {
    for (;;) {
      const { status, path, text } = await createAndSend(server, pieceBytes);
      if (path !== null) paths.push(path);
      if (status === 507) break;
      assert.equal(status, 204, text);
    }
  }
  return paths;
}

/** Sends a piece of an upload that will never be whole. */
async function createAndSend(
  server: ServerProcess,
  bytes: number,
): Promise<{ status: number; text: string; path: string | null }> {
  const created = await createUpload(server, { name: 'ballast', sizeBytes: bytes + 1 });
  const text = await created.text();
  if (created.status !== 201) return { status: created.status, text, path: null };
  const path = new URL(created.headers.get('location') ?? '', server.url).pathname;
  const sent = await sendBytes(server, path, { offset: 0, bytes: Buffer.alloc(bytes, 1) });
  const answer = await sent.text();
  if (sent.status === 507) assert.ok((await uploadOffset(server, path)) <= bytes);
  return { status: sent.status, text: answer, path };
}

async function makeRoom(server: ServerProcess, ballast: string[], count: number): Promise<void> {
  for (const path of ballast.splice(0, count)) {
    const response = await server.fetch(path, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } });
    assert.equal(response.status, 204);
  }
}

/** Until an asset is settled, or nothing has become ready for a while though there is work left. */
async function untilStalled(server: ServerProcess, id: string): Promise<AssetAnswer> {
  let progress = -1;
  for (let calm = 0; ; calm++) {
    const asset = (await (await server.fetch(`/api/v1/assets/${id}`)).json()) as AssetAnswer;
    if (asset.progress !== progress) calm = 0;
    if (asset.state !== 'playable' || calm === 25) return asset;
    ({ progress } = asset);
    await delay(200);
  }
}
