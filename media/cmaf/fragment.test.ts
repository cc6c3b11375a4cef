import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, BoxError, box, concatBytes, fullBox, serialize, u32, zeros } from '../isobmff/index.ts';
import { type Fragment, readFragments, writeFragment } from './index.ts';

const hasCode = (code: string) => (error: unknown) => error instanceof BoxError && error.code === code;

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const video: Fragment = {
  sequenceNumber: 7,
  baseDecodeTime: 2 ** 33,
  kind: 'video',
  startsSegment: true,
  samples: [
    { duration: 1001, sizeBytes: 5, compositionOffset: 0, isKey: true },
    { duration: 1001, sizeBytes: 3, compositionOffset: 1001, isKey: false },
    { duration: 1001, sizeBytes: 2, compositionOffset: -1001, isKey: false },
  ],
};

test('writes the bytes that the clauses ask for', () => {
  const wanted = [
    '00000020 73747970 6d736468 00000000 6d736468 636d6673 636d6666 636d666c',
    '0000007c 6d6f6f66',
    '00000010 6d666864 00000000 00000007',
    '00000064 74726166',
    '00000018 74666864 00020028 00000001 000003e9 01010000', // default-base-is-moof, duration, flags
    '00000014 74666474 01000000 0000000200000000',
    '00000030 7472756e 01000a05 00000003 00000084 02000000', // data offset, first flags, sizes, signed offsets
    '00000005 00000000 00000003 000003e9 00000002 fffffc17',
    '00000012 6d646174',
  ]
    .join('')
    .replaceAll(' ', '');
  const bytes = writeFragment(video);
  assert.equal(hex(bytes), wanted);
  assert.equal(hex(writeFragment(structuredClone(video))), hex(bytes));
});

test('reads back what it writes, key frames anywhere, equal and unequal fields', () => {
  let seed = 21;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let round = 0; round < 300; round++) {
    const spread = 1 + random(3);
    const samples = Array.from({ length: 1 + random(30) }, () => ({
      duration: 1000 + random(spread),
      sizeBytes: random(spread * 4),
      compositionOffset: random(spread) - 1,
      isKey: random(spread) === 0,
    }));
    const kind = round % 2 === 0 ? ('video' as const) : ('audio' as const);
    const fragment = {
      sequenceNumber: round,
      baseDecodeTime: random(2 ** 40),
      kind,
      samples,
      startsSegment: false,
    };
    const head = writeFragment(fragment);
    const payload = zeros(samples.reduce((sum, sample) => sum + sample.sizeBytes, 0));
    const [parsed, ...more] = readFragments(concatBytes([head, payload]));
    assert.ok(parsed);
    assert.equal(more.length, 0);
    assert.deepEqual([parsed.sequenceNumber, parsed.baseDecodeTime], [round, fragment.baseDecodeTime]);
    assert.equal(parsed.samples[0]?.offset, head.byteLength);
    const read = parsed.samples.map(({ duration, sizeBytes, compositionOffset, isKey }) => {
      return { duration, sizeBytes, compositionOffset, isKey };
    });
    assert.deepEqual(read, samples);
  }
});

test('states what all samples share once', () => {
  const sample = { duration: 1024, sizeBytes: 100, compositionOffset: 0, isKey: true };
  const sizeOf = (count: number) =>
    writeFragment({ ...video, kind: 'audio', samples: Array.from({ length: count }, () => sample) })
      .byteLength;
  assert.equal(sizeOf(1), sizeOf(200));
});

test('widens mdat past 4 GiB and keeps the data offset right', () => {
  const sample = { duration: 1, sizeBytes: 2 ** 31, compositionOffset: 0, isKey: true };
  const bytes = writeFragment({ ...video, startsSegment: false, samples: [sample, sample, sample] });
  assert.equal(hex(bytes.subarray(-16)), '000000016d6461740000000180000010');
  const trun = hex(bytes).indexOf(hex(ascii('trun')));
  const dataOffset = new DataView(bytes.buffer).getInt32(trun / 2 + 12);
  assert.equal(dataOffset, bytes.byteLength);
});

test('refuses empty fragments and values that do not fit', () => {
  const sample = video.samples[0] as Fragment['samples'][number];
  assert.throws(() => writeFragment({ ...video, samples: [] }), hasCode('inconsistent'));
  for (const wrong of [{ duration: 2 ** 32 }, { compositionOffset: 2 ** 31 }, { sizeBytes: -1 }]) {
    assert.throws(
      () => writeFragment({ ...video, samples: [{ ...sample, ...wrong }] }),
      hasCode('out-of-range'),
    );
  }
  assert.throws(() => writeFragment({ ...video, baseDecodeTime: -1 }), hasCode('out-of-range'));
});

test('refuses runs that claim a thousand million samples, and samples outside the segment', () => {
  const many = 1_000_000_000;
  const segment = (flags: number, ...run: number[]) =>
    serialize(
      box(
        'moof',
        fullBox('mfhd', { version: 0, flags: 0 }, u32(1)),
        box(
          'traf',
          fullBox('tfhd', { version: 0, flags: 0x020000 }, u32(1)),
          fullBox('trun', { version: 0, flags }, u32(...run)),
        ),
      ),
    );
  assert.throws(() => readFragments(segment(0x200, many, 1)), hasCode('truncated'));
  assert.throws(() => readFragments(segment(0, many)), hasCode('too-many'));
  assert.throws(() => readFragments(segment(0x201, 1, 0, 10_000)), hasCode('inconsistent'));
  assert.throws(() => readFragments(segment(0x201, 1, 0xffff0000, 1)), hasCode('inconsistent'));
});

test('a segment with flipped bytes gives samples within it or a BoxError', () => {
  const good = concatBytes([writeFragment(video), zeros(10)]);
  let seed = 4;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let round = 0; round < 10_000; round++) {
    const bytes = Uint8Array.from(good);
    for (let n = random(4); n >= 0; n--)
      bytes[random(bytes.length)] = [0, 1, 0x7f, 0xff, random(256)][random(5)] as number;
    try {
      for (const sample of readFragments(bytes).flatMap((fragment) => fragment.samples)) {
        assert.ok(sample.offset >= 0 && sample.offset + sample.sizeBytes <= bytes.byteLength);
      }
    } catch (error) {
      assert.ok(error instanceof BoxError, String(error));
    }
  }
});
