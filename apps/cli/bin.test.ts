import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('./bin.mjs', import.meta.url));

function start(args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });
}

test('the installed command runs and passes its exit code on', async () => {
  const [version, missing] = await Promise.all([
    start(['--version']),
    start(['push', 'nothing.mp4', '--json']),
  ]);
  assert.equal(version.code, 0);
  assert.match(version.out, /^vitascope \d+\.\d+\.\d+ \(Node \d+\./);
  assert.equal(missing.code, 1);
  assert.equal(missing.err, '');
  assert.equal(JSON.parse(missing.out).error.code, 'file-not-found');
});
