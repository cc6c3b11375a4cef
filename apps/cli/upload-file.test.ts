import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from './api-client.ts';
import { readConfig } from './config.ts';
import { startScriptedServer, testAsset, testKey } from './scripted-server.ts';
import { uploadFile } from './upload-file.ts';

test('a second run carries on from the bytes that a stopped one left', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitascope-upload-'));
  const server = await startScriptedServer();
  try {
    const path = join(folder, 'film.mp4');
    const content = randomBytes(40_000_000);
    await writeFile(path, content);
    const file = {
      path,
      name: 'film.mp4',
      sizeBytes: content.length,
      modifiedMs: (await stat(path)).mtimeMs,
    };
    const config = readConfig({ VITASCOPE_URL: server.url, VITASCOPE_OWNER_KEY: testKey });
    const connection = await connect(config);
    const controller = new AbortController();
    const stopped = uploadFile(file, {
      connection,
      stateDir: folder,
      signal: controller.signal,
      onProgress: (sent) => {
        if (sent > 10_000_000) controller.abort();
      },
    });
    await assert.rejects(stopped, { code: 'command-stopped' });

    let first: number | null = null;
    const signal = new AbortController().signal;
    const assetId = await uploadFile(file, {
      connection,
      stateDir: folder,
      signal,
      onProgress: (sent, resumed) => {
        assert.equal(resumed, true);
        first ??= sent;
      },
    });
    assert.equal(assetId, testAsset.id);
    assert.ok((first ?? 0) > 0);
    assert.ok(server.uploaded().equals(content));
    assert.equal(server.requests.filter((line) => line.startsWith('POST')).length, 1);
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
