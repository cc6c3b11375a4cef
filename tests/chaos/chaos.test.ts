import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChaos } from './chaos.ts';

for (const { what, isApart } of [
  { what: 'server and encoders', isApart: false },
  { what: 'processes with one role each, and encoders,', isApart: true },
]) {
  test(`nothing acknowledged is lost and nothing half-made is served when ${what} are killed`, {
    timeout: 300_000,
  }, async (context) => {
    const report = await runChaos({
      seed: 7,
      kills: 6,
      seconds: 12,
      pauseMs: 1500,
      isApart,
      log: (line) => context.diagnostic(line),
    });
    context.diagnostic(JSON.stringify(report));
    assert.ok(report.films > 0 && report.segmentsCompared > 0);
  });
}
