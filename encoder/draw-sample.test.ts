import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEncoderPool } from './index.ts';
import { openPool } from './testing/pools.ts';
import { quietLogger } from './testing/requests.ts';

const options = {
  interactiveProcesses: 1,
  fillProcesses: 0,
  memoryCapBytes: 1024 ** 3,
  recycleAfterJobs: 100,
  maxInteractiveWaitMs: 60_000,
  logger: quietLogger,
};

test('each picture is drawn as an MP4, the same one each time, and another in another colour', async (context) => {
  const pool = createEncoderPool(options);
  context.after(() => pool.close());
  const drawn = new Set<string>();
  for (const picture of ['mandelbrot', 'life', 'waves', 'dusk', 'spiral', 'rings'] as const) {
    const film = await pool.drawSample({ picture, hue: 30, seconds: 1 });
    assert.equal(film.subarray(4, 8).toString('latin1'), 'ftyp');
    drawn.add(film.toString('base64'));
  }
  assert.equal(drawn.size, 6);
  const again = await pool.drawSample({ picture: 'waves', hue: 30, seconds: 1 });
  assert.ok(drawn.has(again.toString('base64')));
  const other = await pool.drawSample({ picture: 'waves', hue: 120, seconds: 1 });
  assert.ok(!drawn.has(other.toString('base64')));
});

test('a film longer than one message holds is refused', async (context) => {
  const pool = createEncoderPool(options);
  context.after(() => pool.close());
  await assert.rejects(pool.drawSample({ picture: 'life', hue: 0, seconds: 3600 }), /from 1 to 60 s/);
});

test('a process that answers with no film has broken the protocol', async (context) => {
  const pool = openPool(context);
  await assert.rejects(pool.drawSample({ picture: 'life', hue: 0, seconds: 1 }), {
    code: 'encoder-protocol',
  });
});
