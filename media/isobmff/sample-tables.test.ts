import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ascii,
  BoxError,
  type BoxErrorCode,
  type BoxPart,
  box,
  findMoov,
  fullBox,
  readSampleTables,
  serialize,
  u16,
  u32,
  u64,
  zeros,
} from './index.ts';

const plain = { version: 0, flags: 0 };
const fileSizeBytes = 10_000;

/** The boxes of one track; a test replaces those it is about. */
function tables(): Record<string, BoxPart> {
  return {
    stsd: fullBox('stsd', plain, u32(1), box('avc1', zeros(6), u16(1), zeros(70))),
    stts: fullBox('stts', plain, u32(1, 4, 1000)),
    ctts: fullBox('ctts', plain, u32(2, 1, 2000, 3, 1000)),
    stss: fullBox('stss', plain, u32(1, 1)),
    stsc: fullBox('stsc', plain, u32(2, 1, 1, 1, 2, 3, 1)),
    stsz: fullBox('stsz', plain, u32(0, 4, 10, 20, 30, 40)),
    stco: fullBox('stco', plain, u32(2, 100, 500)),
  };
}

function movie(
  stbl: Record<string, BoxPart>,
  changes: { readonly handler?: string; readonly dref?: BoxPart; readonly tail?: BoxPart[] } = {},
): Uint8Array {
  const dref = changes.dref ?? fullBox('url ', { version: 0, flags: 1 });
  const media = box(
    'mdia',
    fullBox('mdhd', plain, u32(0, 0, 24_000, 0), u16(0x55c4, 0)),
    fullBox('hdlr', plain, zeros(4), ascii(changes.handler ?? 'vide'), zeros(13)),
    box('minf', box('dinf', fullBox('dref', plain, u32(1), dref)), box('stbl', ...Object.values(stbl))),
  );
  const edits = fullBox('elst', { version: 1, flags: 0 }, u32(1), u64(6_000_000_000, 2000), u32(0x10000));
  const trak = box('trak', fullBox('tkhd', plain, u32(0, 0, 7, 0, 0)), box('edts', edits), media);
  const mvhd = fullBox('mvhd', { version: 1, flags: 0 }, u64(0, 0), u32(600), u64(0));
  return serialize(box('moov', mvhd, trak, ...(changes.tail ?? [])));
}

function throwsCode(code: BoxErrorCode, action: () => unknown): void {
  assert.throws(action, (error: unknown) => error instanceof BoxError && error.code === code);
}

function refuses(code: BoxErrorCode, changed: Record<string, BoxPart>): void {
  throwsCode(code, () => readSampleTables(movie({ ...tables(), ...changed }), fileSizeBytes));
}

test('unrolls times, places and sync samples', () => {
  const [table] = readSampleTables(movie(tables()), fileSizeBytes);
  assert.ok(table);
  assert.deepEqual(
    [table.trackId, table.handler, table.timescale, table.language],
    [7, 'vide', 24_000, null],
  );
  assert.deepEqual([table.sampleEntry, table.sampleEntryCount, table.fragmented], ['avc1', 1, false]);
  assert.deepEqual([...table.dts], [0, 1000, 2000, 3000]);
  assert.deepEqual([...table.pts], [2000, 2000, 3000, 4000]);
  assert.deepEqual([...table.durations], [1000, 1000, 1000, 1000]);
  assert.deepEqual([...table.sizes], [10, 20, 30, 40]);
  assert.deepEqual([...table.offsets], [100, 500, 520, 550]);
  assert.deepEqual([...table.keys], [1, 0, 0, 0]);
  assert.deepEqual(table.edits, [{ segmentDuration: 6_000_000_000, mediaTime: 2000, rate: 1 }]);
  assert.equal(table.movieTimescale, 600);
});

test('reads co64, stz2 and signed composition offsets', () => {
  const stbl: Record<string, BoxPart> = {
    ...tables(),
    stco: fullBox('co64', plain, u32(2), u64(2 ** 33, 2 ** 33 + 50)),
    stsz: fullBox('stz2', plain, u32(4, 4), u16(0x1234)),
    ctts: fullBox('ctts', { version: 1, flags: 0 }, u32(1, 4, 0xfffffc18)),
  };
  const [table] = readSampleTables(movie(stbl), 2 ** 34);
  assert.deepEqual([...(table?.sizes ?? [])], [1, 2, 3, 4]);
  assert.deepEqual([...(table?.offsets ?? [])], [2 ** 33, 2 ** 33 + 50, 2 ** 33 + 52, 2 ** 33 + 55]);
  assert.deepEqual([...(table?.pts ?? [])], [-1000, 0, 1000, 2000]);
});

test('marks all samples as sync where there is no stss, and repeats the last duration of a short stts', () => {
  const { stss: _, ...stbl } = tables();
  const [table] = readSampleTables(
    movie({ ...stbl, stts: fullBox('stts', plain, u32(1, 2, 500)) }),
    fileSizeBytes,
  );
  assert.deepEqual([...(table?.keys ?? [])], [1, 1, 1, 1]);
  assert.deepEqual([...(table?.dts ?? [])], [0, 500, 1000, 1500]);
});

test('refuses tables that claim a thousand million entries', () => {
  for (const name of ['stts', 'ctts', 'stss', 'stsc', 'stco']) {
    refuses('truncated', { [name]: fullBox(name, plain, u32(1_000_000_000, 1, 1)) });
  }
  refuses('truncated', { stsz: fullBox('stsz', plain, u32(0, 1_000_000_000)) });
  // One size for all needs no bytes: bounded by the file's size, and by a number.
  refuses('inconsistent', { stsz: fullBox('stsz', plain, u32(1, 5_000_000)) });
  refuses('too-many', { stsz: fullBox('stsz', plain, u32(1, 1_000_000_000)) });
});

test('survives runs of a thousand million samples within a small table', () => {
  const many = 1_000_000_000;
  const stbl = {
    ...tables(),
    stts: fullBox('stts', plain, u32(2, many, 1, many, 1)),
    ctts: fullBox('ctts', plain, u32(2, many, 5, many, 5)),
    stsc: fullBox('stsc', plain, u32(1, 1, many, 1)),
  };
  const [table] = readSampleTables(movie(stbl), fileSizeBytes);
  assert.deepEqual([...(table?.pts ?? [])], [5, 6, 7, 8]);
});

test('refuses samples outside the file, chunks without samples to match, and gaps in stsc', () => {
  refuses('inconsistent', { stco: fullBox('stco', plain, u32(2, 100, 9_990)) });
  refuses('inconsistent', { stco: fullBox('co64', plain, u32(2, 0, 100, 0x7fffffff, 0xffffffff)) });
  refuses('inconsistent', { stco: fullBox('stco', plain, u32(1, 100)) });
  refuses('inconsistent', { stsc: fullBox('stsc', plain, u32(1, 2, 4, 1)) });
  refuses('inconsistent', { stsc: fullBox('stsc', plain, u32(0)) });
  refuses('inconsistent', { stts: fullBox('stts', plain, u32(0)) });
  refuses('unsupported', { stsz: fullBox('stz2', plain, u32(5, 4), u32(0)) });
});

test('refuses samples in another file', () => {
  const elsewhere = fullBox('url ', plain, ascii('file:///etc/passwd\0'));
  throwsCode('external-data', () => readSampleTables(movie(tables(), { dref: elsewhere }), fileSizeBytes));
});

test('refuses a million tracks, missing boxes and compressed headers', () => {
  const traks = Array.from({ length: 300 }, () => box('trak'));
  throwsCode('too-many', () => readSampleTables(movie(tables(), { tail: traks }), fileSizeBytes));
  const million = new Uint8Array(8_000_008);
  new DataView(million.buffer).setUint32(0, million.byteLength);
  million.set(ascii('moov'), 4);
  const one = serialize(box('trak'));
  for (let at = 8; at < million.byteLength; at += 8) million.set(one, at);
  throwsCode('too-many', () => readSampleTables(million, fileSizeBytes));
  const { stco: _, ...withoutChunks } = tables();
  throwsCode('missing-box', () => readSampleTables(movie(withoutChunks), fileSizeBytes));
  throwsCode('unsupported', () => readSampleTables(movie(tables(), { tail: [box('cmov')] }), fileSizeBytes));
});

test('uncompressed sound gives a row a chunk', () => {
  const stbl = {
    ...tables(),
    stsd: fullBox('stsd', plain, u32(1), box('sowt', zeros(6), u16(1), zeros(20))),
    stts: fullBox('stts', plain, u32(1, 345_600_000, 1)),
    stsz: fullBox('stsz', plain, u32(4, 345_600_000)),
    stsc: fullBox('stsc', plain, u32(2, 1, 1024, 1, 2, 100, 1)),
  };
  const [table] = readSampleTables(movie(stbl, { handler: 'soun' }), 10_000);
  assert.deepEqual([table?.isPerChunk, table?.count], [true, 2]);
  assert.deepEqual([...(table?.durations ?? [])], [1024, 100]);
  assert.deepEqual([...(table?.sizes ?? [])], [4096, 400]);
  assert.deepEqual([...(table?.dts ?? [])], [0, 1024]);
});

test('a movie box with flipped bytes gives tables or a BoxError, and tables stay within the file', () => {
  const good = movie(tables());
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let round = 0; round < 20_000; round++) {
    const bytes = Uint8Array.from(good);
    for (let n = random(4); n >= 0; n--)
      bytes[random(bytes.length)] = [0, 1, 0x7f, 0xff, random(256)][random(5)] as number;
    try {
      for (const table of readSampleTables(bytes, fileSizeBytes)) {
        for (let i = 0; i < table.count; i++) {
          assert.ok((table.offsets[i] ?? -1) + (table.sizes[i] ?? 0) <= fileSizeBytes);
        }
      }
    } catch (error) {
      assert.ok(error instanceof BoxError, String(error));
    }
  }
});

test('finds the movie box by ranged reads, whether before or behind the media', () => {
  const sizeBytes = 2 ** 40;
  const head = serialize(box('ftyp', zeros(8)), u32(1), ascii('mdat'), u64(sizeBytes - 16 - 100));
  const moovAt = sizeBytes - 100;
  let reads = 0;
  const found = findMoov((position, length) => {
    reads++;
    assert.ok(position >= 0 && position + length <= sizeBytes);
    if (position === moovAt) return serialize(u32(100), ascii('moov'), zeros(length - 8));
    return head.slice(position, position + length);
  }, sizeBytes);
  assert.deepEqual(found, { position: moovAt, size: 100 });
  assert.equal(reads, 3);
});

test('a walk over the top level ends for every kind of wrong size', () => {
  const walk = (bytes: Uint8Array, sizeBytes = bytes.byteLength) =>
    findMoov((position, length) => bytes.subarray(position, position + length), sizeBytes);
  const bad = (size: number) => serialize(u32(size), ascii('mdat'), zeros(32));
  for (const size of [2, 7, 41, 0xffffffff]) throwsCode('bad-size', () => walk(bad(size)));
  for (const size of [0, 15, 2 ** 53 - 1]) {
    throwsCode('bad-size', () => walk(serialize(u32(1), ascii('mdat'), u64(size), zeros(16))));
  }
  throwsCode('bad-size', () => walk(serialize(u32(1), ascii('mdat'), u32(0x80000000, 0), zeros(16))));
  assert.equal(walk(bad(0)), null); // size 0: to the end of the file
  assert.equal(walk(serialize(box('ftyp', zeros(8)), zeros(5))), null);
  throwsCode('truncated', () => walk(zeros(7)));
  throwsCode('too-many', () => walk(serialize(...Array.from({ length: 1_100 }, () => box('free')))));
});
