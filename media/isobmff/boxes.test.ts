import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Box,
  BoxError,
  type BoxParts,
  box,
  childBoxes,
  findChild,
  fullBox,
  mdatHeader,
  readBoxes,
  readFields,
  readFullBox,
  requireChild,
  serialize,
  u8,
  u16,
  u24,
  u32,
  u64,
  zeros,
} from './index.ts';

const hasCode = (code: string) => (error: unknown) => error instanceof BoxError && error.code === code;

test('reads what it writes, nested, with offsets from the outermost byte', () => {
  const bytes = serialize(
    box('free', u8(1, 2, 3)),
    box('moov', box('trak', u16(7)), fullBox('mvhd', { version: 1, flags: 5 }, u64(9))),
  );
  const [free, moov] = readBoxes(bytes) as [Box, Box];
  assert.deepEqual([free.type, free.offset, free.sizeBytes, [...free.payload]], ['free', 0, 11, [1, 2, 3]]);
  assert.equal(requireChild(moov, 'trak').offset, 19);
  const { version, flags, fields } = readFullBox(requireChild(moov, 'mvhd'));
  assert.deepEqual([version, flags, fields.u64(), fields.remaining], [1, 5, 9, 0]);
  assert.equal(findChild(moov, 'mdia'), null);
  assert.throws(() => requireChild(moov, 'mdia'), hasCode('missing-box'));
});

test('understands size 0 and 64-bit sizes, refuses sizes that cannot be', () => {
  assert.equal(readBoxes(Uint8Array.of(0, 0, 0, 0, 109, 100, 97, 116, 1, 2))[0]?.payload.byteLength, 2);
  const large = serialize(u32(1), Uint8Array.of(109, 100, 97, 116), u64(18), u16(5));
  assert.deepEqual([...(readBoxes(large)[0]?.payload ?? [])], [0, 5]);
  for (const size of [2, 7, 100]) {
    assert.throws(() => readBoxes(serialize(u32(size), zeros(12))), hasCode('bad-size'));
  }
  assert.throws(() => readBoxes(serialize(u32(1), zeros(4), u32(0x80000000, 0))), hasCode('bad-size'));
  assert.throws(() => readBoxes(zeros(5)), hasCode('truncated'));
});

test('refuses boxes nested without end and more boxes than a parent can have', () => {
  let nested: BoxParts = box('moov');
  for (let i = 0; i < 10_000; i++)
    nested = { type: 'moov', sizeBytes: nested.sizeBytes + 8, parts: [nested] };
  const deep = new Uint8Array(nested.sizeBytes);
  for (let at = 0; at < deep.byteLength; at += 8)
    deep.set(serialize(u32(deep.byteLength - at), u32(0x6d6f6f76)), at);
  let [inner] = readBoxes(deep);
  assert.throws(() => {
    while (inner !== undefined) inner = childBoxes(inner)[0];
  }, hasCode('too-deep'));
  const wide = new Uint8Array(8 * 70_000);
  for (let at = 0; at < wide.byteLength; at += 8) wide[at + 3] = 8;
  assert.throws(() => readBoxes(wide), hasCode('too-many'));
});

test('ignores the 32-bit zero with which QuickTime ends a container', () => {
  const [udta] = readBoxes(serialize(box('udta', box('free'), u32(0)))) as [Box];
  assert.deepEqual(
    childBoxes(udta).map((child) => child.type),
    ['free'],
  );
});

test('writes no value into a field that cannot hold it', () => {
  for (const write of [
    () => u8(256),
    () => u16(-1),
    () => u24(2 ** 24),
    () => u32(2 ** 32),
    () => u32(1.5),
    () => u64(2 ** 53),
  ]) {
    assert.throws(write, hasCode('out-of-range'));
  }
  assert.throws(() => box('toolong'), hasCode('out-of-range'));
});

test('widens the header of mdat where 32 bits do not hold its size', () => {
  assert.deepEqual([...mdatHeader(2 ** 32 - 9)], [255, 255, 255, 255, 109, 100, 97, 116]);
  assert.deepEqual([...mdatHeader(2 ** 32 - 8)], [0, 0, 0, 1, 109, 100, 97, 116, 0, 0, 0, 1, 0, 0, 0, 8]);
});

test('reads fields of every width and never past the end', () => {
  const fields = readFields(Uint8Array.of(1, 255, 254, 1, 2, 3, 255, 255, 255, 255, 65, 66, 67, 68));
  assert.deepEqual(
    [fields.u8(), fields.i16(), fields.u24(), fields.i32(), fields.fourcc()],
    [1, -2, 0x010203, -1, 'ABCD'],
  );
  assert.throws(() => fields.u8(), hasCode('truncated'));
  assert.throws(() => readFields(serialize(u32(0x00200000, 0))).u64(), hasCode('unsupported'));
  assert.equal(readFields(serialize(u32(0xffffffff, 0xffffffff))).i64(), -1);
});
