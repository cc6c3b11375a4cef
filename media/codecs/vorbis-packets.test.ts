import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BoxError } from '../isobmff/index.ts';
import { parseVorbisSetup, vorbisSampleCounter } from './index.ts';

const ascii = (text: string): number[] => [...new TextEncoder().encode(text)];

/** 48 kHz stereo; block sizes as exponents of two. */
function identification(short: number, long: number): number[] {
  const rates = [0x80, 0xbb, 0, 0, ...new Array(12).fill(0)];
  return [1, ...ascii('vorbis'), 0, 0, 0, 0, 2, ...rates, (long << 4) | short, 1];
}

const comment = [3, ...ascii('vorbis'), ...new Array(300).fill(0), 1];

/** Fields as Vorbis packs them, the lowest bit first, behind `before` bits of ones. */
function setup(
  modes: readonly { readonly isLong: boolean; readonly mapping?: number }[],
  before = 500,
): number[] {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let i = 0; i < count; i++) bits.push(Math.floor(value / 2 ** i) % 2);
  };
  for (let i = 0; i < before; i++) put(1, 1);
  put(modes.length - 1, 6);
  for (const { isLong, mapping = 0 } of modes) {
    put(isLong ? 1 : 0, 1);
    put(0, 16);
    put(0, 16);
    put(mapping, 8);
  }
  put(1, 1);
  const bytes = new Array(Math.ceil(bits.length / 8)).fill(0);
  bits.forEach((bit, i) => {
    bytes[i >> 3] |= bit << (i & 7);
  });
  return [5, ...ascii('vorbis'), ...bytes];
}

/** As Matroska and FFmpeg keep the three headers. */
function laced(...headers: readonly number[][]): Uint8Array {
  const lengths = headers.slice(0, -1).flatMap(({ length }) => {
    return [...new Array(Math.floor(length / 255)).fill(255), length % 255];
  });
  return Uint8Array.from([headers.length - 1, ...lengths, ...headers.flat()]);
}

const shortAndLong = [{ isLong: false }, { isLong: true, mapping: 1 }];
const usual = laced(identification(8, 11), comment, setup(shortAndLong));

describe('Vorbis setup', () => {
  test('is read from laced and from prefixed headers, however many bits stand before the modes', () => {
    const expected = { blockSizes: [256, 2048], longModes: [false, true] };
    assert.deepEqual(parseVorbisSetup(usual), expected);
    for (let before = 40; before < 56; before++) {
      const headers = [identification(8, 11), comment, setup(shortAndLong, before)];
      assert.deepEqual(parseVorbisSetup(laced(...headers)), expected);
      const prefixed = headers.flatMap((header) => [header.length >> 8, header.length & 255, ...header]);
      assert.deepEqual(parseVorbisSetup(Uint8Array.from(prefixed)), expected);
    }
  });

  test('holds one mode or sixty-four, of any block size', () => {
    const parse = (modes: readonly { isLong: boolean; mapping?: number }[]) =>
      parseVorbisSetup(laced(identification(6, 13), comment, setup(modes)));
    assert.deepEqual(parse([{ isLong: true }]), { blockSizes: [64, 8192], longModes: [true] });
    const many = Array.from({ length: 64 }, (_, i) => ({ isLong: i % 3 === 0, mapping: i }));
    assert.deepEqual(
      parse(many).longModes,
      many.map(({ isLong }) => isLong),
    );
  });

  test('is refused where it is cut short at any byte, and where it contradicts itself', () => {
    const isRefused = (bytes: Uint8Array) => assert.throws(() => parseVorbisSetup(bytes), BoxError);
    for (let length = 0; length < usual.byteLength; length++) isRefused(usual.subarray(0, length));
    isRefused(laced(identification(11, 8), comment, setup(shortAndLong)));
    isRefused(laced(identification(5, 11), comment, setup(shortAndLong)));
    isRefused(laced(identification(8, 14), comment, setup(shortAndLong)));
    isRefused(laced(comment, identification(8, 11), setup(shortAndLong)));
    isRefused(laced(identification(8, 11), comment, [5, ...ascii('vorbis')]));
    isRefused(laced(identification(8, 11), comment, [5, ...ascii('vorbis'), ...new Array(2000).fill(0)]));
    isRefused(laced(identification(8, 11), comment, [5, ...ascii('vorbis'), ...new Array(2000).fill(255)]));
    isRefused(new Uint8Array(100_000).fill(255));
  });
});

describe('Vorbis packets', () => {
  const short = Uint8Array.of(0b0000);
  const long = Uint8Array.of(0b1110);
  const count = (...packets: Uint8Array[]) => packets.map(vorbisSampleCounter(parseVorbisSetup(usual)));

  test('add a quarter of the block before and of their own, the first one nothing', () => {
    assert.deepEqual(count(short, short, long, long, short, short), [0, 128, 576, 1024, 576, 128]);
    assert.deepEqual(count(long, short), [0, 576]);
  });

  test('add nothing where they are empty, a header, or of a mode that is not there', () => {
    const header = Uint8Array.of(3);
    assert.deepEqual(count(header, short, new Uint8Array(), header, long), [0, 0, 0, 0, 576]);
    const three = [{ isLong: true }, { isLong: false }, { isLong: true }];
    const counter = vorbisSampleCounter(
      parseVorbisSetup(laced(identification(8, 11), comment, setup(three))),
    );
    const ofMode = (mode: number) => counter(Uint8Array.of(mode << 1));
    assert.deepEqual([0, 1, 3, 2].map(ofMode), [0, 576, 0, 576]);
  });

  test('of one mode need no bit for it', () => {
    const only = parseVorbisSetup(laced(identification(8, 11), comment, setup([{ isLong: true }])));
    const counter = vorbisSampleCounter(only);
    assert.deepEqual(
      [0b0, 0b110, 0b10].map((first) => counter(Uint8Array.of(first))),
      [0, 1024, 1024],
    );
  });
});
