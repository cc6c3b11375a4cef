/** What counts as passed and failed, with files that misbehave in every way. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { withTree } from './checks/temp-tree.ts';
import { type FileResult, type RunOptions, runTestFile } from './test-file.ts';

async function runSource(source: string, options?: RunOptions): Promise<FileResult> {
  const content = `import { describe, it, before } from 'node:test';\n${source}`;
  return withTree({ 'x.test.mjs': content }, (root) => runTestFile(join(root, 'x.test.mjs'), options));
}

function counts({ passed, failed, skipped }: FileResult): number[] {
  return [passed, failed, skipped];
}

describe('a test file', () => {
  it('has its passed, failed and skipped tests counted, at every depth', async () => {
    const result = await runSource(`
      describe('suite', () => {
        it('a', () => {});
        it('b', () => { throw new Error('the reason'); });
        it('c', { skip: true }, () => {});
        describe('inner', () => { it('d', () => {}); });
      });`);
    assert.deepEqual(counts(result), [2, 1, 1]);
    assert.match(result.output, /the reason/);
  });

  it('fails when it crashes, is killed, cannot be read or holds no tests', async () => {
    const crashed = await runSource("it('a', () => {}); process.exit(3);");
    assert.ok(crashed.failed > 0);
    const killed = await runSource("it('a', () => {}); it('b', () => process.kill(process.pid, 'SIGKILL'));");
    assert.match(killed.problem ?? '', /SIGKILL/);
    assert.ok((await runSource('this is not JavaScript')).failed > 0);
    const empty = await runSource('');
    assert.deepEqual([empty.failed, empty.problem], [1, 'The file holds no tests.']);
  });

  it('fails when something is thrown outside its tests, or a hook fails', async () => {
    const thrown =
      "it('a', async () => { setTimeout(() => { throw new Error('late'); }); await new Promise((r) => setTimeout(r, 50)); });";
    assert.ok((await runSource(thrown)).failed > 0);
    assert.ok((await runSource("before(() => { throw new Error('hook'); }); it('a', () => {});")).failed > 0);
  });

  it('is killed at its deadline when it does not end, and a slow test at its own', {
    timeout: 60_000,
  }, async () => {
    const hanging = await runSource("it('a', () => {}); setInterval(() => {}, 1000);", {
      fileTimeoutMs: 1_000,
    });
    assert.deepEqual([hanging.passed, hanging.failed], [1, 1]);
    assert.match(hanging.problem ?? '', /did not end within 1 s/);
    const slow = await runSource("it('a', () => new Promise((r) => setTimeout(r, 5000)));", {
      testTimeoutMs: 100,
    });
    assert.deepEqual(counts(slow), [0, 1, 0]);
  });
});
