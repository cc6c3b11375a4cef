import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvents } from './event-stream.ts';

async function read(pieces: (string | Uint8Array)[]): Promise<string[]> {
  const encoder = new TextEncoder();
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield typeof piece === 'string' ? encoder.encode(piece) : piece;
  }
  return await Array.fromAsync(readEvents(chunks()));
}

const stream = ': hello\r\ndata: {"a":1}\r\n\r\nevent: x\ndata:two\ndata: lines\n\nretry: 10\n\ndata: ü\r\r';

test('reads events with every kind of line end, comments and several data lines', async () => {
  assert.deepEqual(await read([stream, '\n']), ['{"a":1}', 'two\nlines', 'ü']);
});

test('reads the same wherever the network cuts it, even inside a character', async () => {
  const bytes = new TextEncoder().encode(`${stream}\n`);
  for (let at = 1; at < bytes.length; at++) {
    assert.deepEqual(
      await read([bytes.slice(0, at), bytes.slice(at)]),
      ['{"a":1}', 'two\nlines', 'ü'],
      `cut at ${at}`,
    );
  }
});

test('drops an event that was cut off, and refuses one without end', async () => {
  assert.deepEqual(await read(['data: whole\n\ndata: cut']), ['whole']);
  await assert.rejects(read(['data: ', 'x'.repeat(1_000_001)]), /too long/);
});
