import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoxError } from '../isobmff/index.ts';
import {
  buildAacConfig,
  codecString,
  dopsFromOpusHead,
  parseAacConfig,
  parseAdtsHeader,
  parseDops,
  stripAdts,
} from './index.ts';

test('reads AAC-LC in its two bytes', () => {
  const config = parseAacConfig(Uint8Array.of(0x11, 0x90));
  assert.deepEqual(config, {
    objectType: 2,
    sampleRate: 48_000,
    channelConfiguration: 2,
    channels: 2,
    frameLength: 1024,
    hasSbr: false,
    hasPs: false,
    sbrSampleRate: null,
  });
  assert.equal(codecString('mp4a', Uint8Array.of(0x11, 0x90)), 'mp4a.40.2');
});

test('builds what it reads, for rates in the table and others', () => {
  for (const sampleRate of [96_000, 48_000, 44_100, 7_350, 47_952, 1]) {
    for (const channelConfiguration of [1, 2, 6, 7]) {
      const built = buildAacConfig({ objectType: 2, sampleRate, channelConfiguration });
      const config = parseAacConfig(built);
      assert.deepEqual([config.sampleRate, config.channelConfiguration], [sampleRate, channelConfiguration]);
    }
  }
  assert.deepEqual(
    [...buildAacConfig({ objectType: 2, sampleRate: 44_100, channelConfiguration: 2 })],
    [0x12, 0x10],
  );
});

test('detects SBR and PS, signalled in front (5, 29) and behind (sync extension)', () => {
  const inFront = Uint8Array.of(0x2b, 0x11, 0x88, 0x00); // 5, 24 kHz, 2 channels, 48 kHz, 2
  const config = parseAacConfig(inFront);
  assert.deepEqual([config.objectType, config.sampleRate, config.sbrSampleRate], [2, 24_000, 48_000]);
  assert.equal(codecString('mp4a', inFront), 'mp4a.40.5');
  const behind = Uint8Array.of(0x13, 0x10, 0x56, 0xe5, 0x98); // AAC-LC 24 kHz stereo, then 0x2b7, 5, 48 kHz
  assert.equal(parseAacConfig(behind).sbrSampleRate, 48_000);
  assert.equal(codecString('mp4a', behind), 'mp4a.40.5');
  assert.equal(codecString('mp4a', Uint8Array.of(0xeb, 0x09, 0x88, 0x00)), 'mp4a.40.29');
});

test('counts the channels of a program config element', () => {
  // AAC-LC 48 kHz, configuration 0; front 1 single + 1 pair, back 1 pair, 1 LFE: 5.1.
  const bits =
    '00010 0011 0000 0 0 0 0000 01 0011 0010 0000 0001 01 000 0000 0 0 0 0 0000 1 0000 1 0001 0000'.replace(
      / /g,
      '',
    );
  const padded = `${bits}${'0'.repeat((8 - (bits.length % 8)) % 8)}00000000`;
  const bytes = Uint8Array.from(padded.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  assert.equal(parseAacConfig(bytes).channels, 6);
});

test('refuses reserved rates and channel configurations, and cut configs', () => {
  const hasCode = (code: string) => (error: unknown) => error instanceof BoxError && error.code === code;
  assert.throws(() => parseAacConfig(Uint8Array.of(0x16, 0x90)), hasCode('unsupported'));
  assert.throws(() => parseAacConfig(Uint8Array.of(0x11, 0xc0)), hasCode('unsupported'));
  assert.throws(() => parseAacConfig(Uint8Array.of(0x11)), hasCode('truncated'));
  assert.throws(
    () => buildAacConfig({ objectType: 2, sampleRate: 2 ** 24, channelConfiguration: 2 }),
    hasCode('out-of-range'),
  );
});

test('strips ADTS headers, with and without checksum', () => {
  const frame = Uint8Array.of(0xff, 0xf1, 0x4c, 0x80, 0x01, 0x3f, 0xfc, 0xaa, 0xbb);
  const header = parseAdtsHeader(frame);
  assert.deepEqual(
    [header.objectType, header.sampleRate, header.channelConfiguration, header.frameBytes],
    [2, 48_000, 2, 9],
  );
  assert.deepEqual([...stripAdts(frame)], [0xaa, 0xbb]);
  assert.throws(() => stripAdts(frame.subarray(0, 8)), BoxError);
  assert.throws(() => parseAdtsHeader(Uint8Array.of(0xff, 0x00, 0, 0, 0, 0, 0)), BoxError);
});

test('turns an OpusHead into dOps', () => {
  const head = Uint8Array.from([
    ...new TextEncoder().encode('OpusHead'),
    ...[1, 2, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0],
  ]);
  const config = parseDops(dopsFromOpusHead(head));
  assert.deepEqual(
    [config.channels, config.preSkip, config.inputSampleRate, config.mappingFamily],
    [2, 312, 48_000, 0],
  );
  assert.throws(() => dopsFromOpusHead(head.subarray(0, 18)), BoxError);
  assert.throws(() => dopsFromOpusHead(new Uint8Array(19)), BoxError);
});
