import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createFrameDecoder,
  encodeFrame,
  type Frame,
  FrameError,
  maxHeaderBytes,
  maxPayloadBytes,
} from './framing.ts';

function decode(pieces: readonly Uint8Array[]): Frame[] {
  const decoder = createFrameDecoder();
  return pieces.flatMap((piece) => [...decoder.push(Buffer.from(piece))]);
}

const frames = [
  { header: { event: 'ready', version: 'ünïcode' }, payload: [] },
  { header: { event: 'chunk' }, payload: [Buffer.from('abc'), Buffer.alloc(0), Buffer.from('defg')] },
  { header: null, payload: [Buffer.alloc(70_000, 5)] },
];
const stream = Buffer.concat(frames.flatMap(({ header, payload }) => encodeFrame(header, payload)));

for (const size of [1, 2, 7, 8, 9, 64, 65_536, stream.byteLength]) {
  test(`gives back what was framed when the pipe delivers ${size} bytes at a time`, () => {
    const pieces = Array.from({ length: Math.ceil(stream.byteLength / size) }, (_, index) =>
      stream.subarray(index * size, (index + 1) * size),
    );
    assert.deepEqual(
      decode(pieces),
      frames.map(({ header, payload }) => ({ header, payload: Buffer.concat(payload) })),
    );
  });
}

function prefix(headerBytes: number, payloadBytes: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(headerBytes, 0);
  bytes.writeUInt32BE(payloadBytes, 4);
  return bytes;
}

test('refuses lengths out of bounds before a byte of the frame has come', () => {
  assert.throws(() => decode([Buffer.concat([prefix(maxHeaderBytes + 1, 0), Buffer.from('{')])]), FrameError);
  assert.throws(() => decode([prefix(2, maxPayloadBytes + 1), Buffer.from('{')]), FrameError);
  assert.throws(() => decode([prefix(0, 4), Buffer.from('abcd')]), FrameError);
});

test('refuses a violation at the very byte that completes the prefix', () => {
  assert.throws(() => decode([prefix(maxHeaderBytes + 1, 0)]), FrameError);
});

test('refuses a header that is not JSON', () => {
  assert.throws(() => decode([prefix(3, 0), Buffer.from('{a}')]), FrameError);
});

test('refuses to frame what the other side would refuse to read', () => {
  assert.throws(() => encodeFrame('x'.repeat(maxHeaderBytes)), FrameError);
  const part = Buffer.alloc(maxPayloadBytes / 4);
  assert.throws(() => encodeFrame({}, [part, part, part, part, Buffer.alloc(1)]), FrameError);
});
