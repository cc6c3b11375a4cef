import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { type Canary, startCanary } from './canary.ts';
import { makeHostileCorpus } from './hostile.ts';
import type { HostileFile } from './hostile-file.ts';

describe('the hostile corpus', () => {
  let canary: Canary;
  let files: HostileFile[];
  before(async () => {
    canary = await startCanary();
    files = await makeHostileCorpus(canary);
  });
  after(() => canary.close());

  test('has unique names and stays of a size that a test can upload', () => {
    assert.equal(new Set(files.map((file) => file.name)).size, files.length);
    assert.ok(files.length > 150, `${files.length} files`);
    assert.ok(files.every((file) => file.bytes.length < 16_000_000));
  });

  test('is the same every time but for where the canary is', async () => {
    const again = await makeHostileCorpus(canary);
    assert.deepEqual(
      again.map((file) =>
        file.bytes.equals(files.find((other) => other.name === file.name)?.bytes ?? Buffer.alloc(0)),
      ),
      again.map(() => true),
    );
  });
});

describe('the canary', () => {
  test('counts connections and notices that its file is read', async () => {
    const canary = await startCanary();
    try {
      assert.equal(canary.connections(), 0);
      assert.notEqual(await canary.wasRead(), true);
      await fetch(canary.httpUrl);
      assert.equal(canary.connections(), 1);
      await readFile(canary.filePath);
      assert.notEqual(await canary.wasRead(), false);
    } finally {
      await canary.close();
    }
  });
});
