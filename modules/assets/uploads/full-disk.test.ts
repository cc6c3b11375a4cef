// A disk that is full, for real: a small file system mounted in a namespace of its own.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const NAMESPACE = ['--user', '--map-root-user', '--mount'];
const possible = spawnSync('unshare', [...NAMESPACE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
const skip = possible ? false : 'this machine allows no mounts in a namespace (unshare --user --mount)';

it('answers 507 on a full disk, keeps what it acknowledged, and goes on when there is room', {
  skip,
}, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'full-disk-'));
  try {
    const subject = fileURLToPath(new URL('./full-disk-subject.ts', import.meta.url));
    const script = `mount -t tmpfs -o size=8m tmpfs "${dir}" && exec "${process.execPath}" "${subject}" "${dir}"`;
    const { stdout } = await promisify(execFile)('unshare', [...NAMESPACE, 'sh', '-c', script], {
      timeout: 60_000,
    });
    const seen = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    assert.equal(seen.full.status, 507);
    assert.equal(seen.full.type, 'application/problem+json; charset=utf-8');
    assert.equal(seen.full.problem.code, 'blob-out-of-space');
    assert.equal(seen.full.problem.details.offset, seen.kept);
    assert.ok(seen.kept > 1_000_000 && seen.kept < 6 * 1024 * 1024);
    assert.equal(seen.refused, 507);
    assert.equal(seen.existing, 'still here');
    assert.equal(seen.resumed, 204);
    assert.ok(seen.equal);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
