/** When a failed file gets a second try, and what counts then. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_SECOND_TRIES, runFiles } from './run-files.ts';
import type { FileResult } from './test-file.ts';

const passed: FileResult = { passed: 1, failed: 0, skipped: 0, seconds: 0, problem: undefined, output: '' };
const failed: FileResult = { ...passed, passed: 0, failed: 1, output: 'the reason' };

/** Runs files whose successive results are given, and tells what was reported and how many ran at most at once. */
async function runScripted(scripts: Record<string, readonly FileResult[]>) {
  const left = new Map(Object.entries(scripts).map(([file, results]) => [file, [...results]]));
  const reports: { file: string; failed: number; firstTry: string | undefined }[] = [];
  const runs: string[] = [];
  await runFiles(Object.keys(scripts), {
    concurrency: 2,
    async run(file) {
      runs.push(file);
      const result = left.get(file)?.shift();
      assert.ok(result, `${file} was run too often`);
      return result;
    },
    report: (file, result, firstTry) =>
      reports.push({ file, failed: result.failed, firstTry: firstTry?.output }),
  });
  return { reports, runs };
}

describe('a run of test files', () => {
  it('tries a failed file once more after all the others, and names the first failure', async () => {
    const { reports, runs } = await runScripted({ a: [failed, passed], b: [passed], c: [passed] });
    assert.deepEqual(runs, ['a', 'b', 'c', 'a']);
    assert.deepEqual(reports.at(-1), { file: 'a', failed: 0, firstTry: 'the reason' });
    assert.equal(reports.length, 3);
  });

  it('fails what fails twice', async () => {
    const { reports } = await runScripted({ a: [failed, failed], b: [passed] });
    assert.deepEqual(
      reports.map((report) => [report.file, report.failed]),
      [
        ['b', 0],
        ['a', 1],
      ],
    );
  });

  it('tries nothing again when many files fail', async () => {
    const names = Array.from({ length: MAX_SECOND_TRIES + 1 }, (_, at) => `file-${at}`);
    const { reports, runs } = await runScripted(Object.fromEntries(names.map((name) => [name, [failed]])));
    assert.equal(runs.length, names.length);
    assert.ok(reports.every((report) => report.failed === 1 && report.firstTry === undefined));
  });
});
