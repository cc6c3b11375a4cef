import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoxError } from '../isobmff/index.ts';
import {
  type AacTrack,
  type InitTrack,
  readInitSegment,
  type VideoTrack,
  writeInitSegment,
} from './index.ts';

const video: VideoTrack = {
  kind: 'video',
  codec: 'avc1',
  timescale: 24_000,
  config: Uint8Array.of(1, 0x64, 0, 0x28, 0xff),
  width: 720,
  height: 576,
  pixelAspect: { h: 16, v: 11 },
  colour: { primaries: 5, transfer: 1, matrix: 6, fullRange: false },
};

const aac: AacTrack = {
  kind: 'audio',
  codec: 'mp4a',
  timescale: 48_000,
  config: Uint8Array.of(0x11, 0x90),
  sampleRate: 48_000,
  channels: 2,
  language: 'fra',
  averageBitrate: 128_000,
};

function find(bytes: Uint8Array, type: string): string {
  const text = Buffer.from(bytes).toString('latin1');
  const at = text.indexOf(type);
  assert.ok(at > 0, `${type} is there`);
  return Buffer.from(bytes)
    .subarray(at - 4, at - 4 + new DataView(bytes.buffer).getUint32(at - 4))
    .toString('hex');
}

test('reads back what it writes', () => {
  const [track, ...more] = readInitSegment(writeInitSegment(video)).tracks;
  assert.equal(more.length, 0);
  assert.deepEqual(
    [track?.trackId, track?.handler, track?.sampleEntry, track?.timescale, track?.width, track?.height],
    [1, 'vide', 'avc1', 24_000, 720, 576],
  );
  assert.deepEqual(track?.config, video.config);
  const audio = readInitSegment(writeInitSegment(aac)).tracks[0];
  assert.deepEqual(
    [audio?.handler, audio?.sampleEntry, audio?.channels, audio?.sampleRate, audio?.language],
    ['soun', 'mp4a', 2, 48_000, 'fra'],
  );
  assert.deepEqual(audio?.config, aac.config);
});

test('writes colour, pixel shape, esds and roll group as the clauses ask', () => {
  const bytes = writeInitSegment(video);
  assert.equal(find(bytes, 'colr'), '00000013636f6c726e636c7800050001000600');
  assert.equal(find(bytes, 'pasp'), '0000001070617370000000100000000b');
  assert.equal(find(bytes, 'ftyp'), '0000001c66747970636d66320000000069736f36636d6663636d6632');
  const sound = writeInitSegment(aac);
  assert.equal(
    find(sound, 'esds'),
    '0000002765736473000000000319000000041140150000000001f4000001f40005021190060102',
  );
  assert.equal(find(sound, 'sgpd'), '0000001a7367706401000000726f6c6c0000000200000001ffff');
});

test('the same track gives the same bytes', () => {
  assert.deepEqual(writeInitSegment(aac), writeInitSegment(structuredClone(aac)));
});

test('keeps languages of any form, and Opus with its configuration', () => {
  const dops = Uint8Array.of(0, 2, 1, 0x38, 0, 0, 0xbb, 0x80, 0, 0, 0);
  const opus: InitTrack = { ...aac, codec: 'Opus', config: dops, language: 'pt-BR' };
  const track = readInitSegment(writeInitSegment(opus)).tracks[0];
  assert.deepEqual([track?.sampleEntry, track?.language], ['Opus', 'pt-BR']);
  assert.deepEqual(track?.config, dops);
  assert.equal(readInitSegment(writeInitSegment({ ...aac, language: null })).tracks[0]?.language, null);
});

test('refuses values that do not fit and languages that are none', () => {
  const hasCode = (error: unknown) => error instanceof BoxError && error.code === 'out-of-range';
  assert.throws(() => writeInitSegment({ ...video, width: 70_000 }), hasCode);
  assert.throws(() => writeInitSegment({ ...video, timescale: 0 }), hasCode);
  for (const language of ['', 'x\0y', '../..', 'é', 'a'.repeat(100)]) {
    assert.throws(() => writeInitSegment({ ...aac, language }), hasCode, language);
  }
});

test('refuses an init segment cut at any byte', () => {
  const bytes = writeInitSegment(aac);
  for (let length = 0; length < bytes.byteLength; length++) {
    assert.throws(() => readInitSegment(bytes.subarray(0, length)), BoxError, String(length));
  }
});
