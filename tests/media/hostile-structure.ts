// Files whose structure lies: box sizes, table lengths, track counts and picture sizes beyond all reason.
import { box, edited, type HostileFile, replaceBoxes, words } from './hostile-file.ts';

const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0isomavc1'));
const billion = 1_000_000_000;

/** `mp4` holds its media before its index; `fragmented` has moof boxes. */
export function makeStructureFiles(mp4: Buffer, fragmented: Buffer): HostileFile[] {
  return [
    ...boxSizes(mp4),
    ...tables(mp4, fragmented),
    ...tracks(mp4),
    ...pictures(mp4),
    ...foreignCodecs(mp4),
  ];
}

function boxSizes(mp4: Buffer): HostileFile[] {
  const payload = Buffer.alloc(64);
  const wide = (size: bigint) => {
    const large = Buffer.alloc(8);
    large.writeBigUInt64BE(size);
    return box('moov', Buffer.concat([large, payload]), 1);
  };
  let nested = box('mvhd', payload);
  for (let depth = 0; depth < 10_000; depth++) nested = box('moov', nested);
  const variants: Record<string, Buffer> = {
    'moov of size 0': box('moov', payload, 0),
    'moov of size 1 without its large size': box('moov', Buffer.alloc(0), 1),
    'moov of size 7': box('moov', payload, 7),
    'moov of size 2^32-1': box('moov', payload, 0xffff_ffff),
    'moov of large size 0': wide(0n),
    'moov of large size 1': wide(1n),
    'moov of large size 2^63': wide(2n ** 63n),
    'moov of large size 2^64-1': wide(2n ** 64n - 1n),
    'moov nested 10,000 deep': nested,
    'a million empty free boxes': Buffer.concat(
      Array.from({ length: 1_000_000 }, () => box('free', Buffer.alloc(0))),
    ),
  };
  const inside = [0, 1, 7, 0xffff_ffff].map((size): [string, Buffer] => [
    `trak of size ${size} in a real moov`,
    edited(mp4, (copy) => copy.writeUInt32BE(size, copy.indexOf('trak') - 4)),
  ]);
  return [
    ...Object.entries(variants).map(([name, bytes]) => reject(name, Buffer.concat([ftyp, bytes]))),
    ...inside.map(([name, bytes]): HostileFile => ({ ...reject(name, bytes), expect: 'either' })),
  ];
}

/** Tables that say they have 10^9 entries, and few that need no bytes for them. */
function tables(mp4: Buffer, fragmented: Buffer): HostileFile[] {
  const count = (at: number) => (payload: Buffer) =>
    edited(payload, (copy) => copy.writeUInt32BE(billion, at));
  const files = ['stts', 'ctts', 'stsc', 'stco', 'stss', 'elst'].map((type) =>
    reject(`${type} of 10^9 entries`, replaceBoxes(mp4, type, count(4))),
  );
  const oneSize = () => words(0, 1, billion);
  const oneDuration = () => words(0, 1, billion, 1);
  const all = replaceBoxes(replaceBoxes(mp4, 'stsz', oneSize), 'stts', oneDuration);
  return [
    ...files,
    reject('stsz of 10^9 entries', replaceBoxes(mp4, 'stsz', count(8))),
    reject('stsz of 10^9 samples of one byte', replaceBoxes(mp4, 'stsz', oneSize)),
    reject(
      '10^9 samples in one chunk, said in 100 bytes',
      replaceBoxes(all, 'stsc', () => words(0, 1, 1, billion, 1)),
    ),
    reject(
      'a timescale of 0',
      replaceBoxes(mp4, 'mdhd', (mdhd) => edited(mdhd, (copy) => copy.writeUInt32BE(0, 12))),
    ),
    reject('trun of 10^9 samples', replaceBoxes(fragmented, 'trun', count(4))),
  ].map((file) => ({ ...file, expect: 'either' as const }));
}

function tracks(mp4: Buffer): HostileFile[] {
  const trak = mp4.subarray(mp4.indexOf('trak') - 4);
  const one = Buffer.from(trak.subarray(0, trak.readUInt32BE(0)));
  const empties = Buffer.concat(Array.from({ length: 1_000_000 }, () => box('trak', Buffer.alloc(0))));
  const copies = Buffer.concat(Array.from({ length: 10_000 }, () => one));
  return [
    reject(
      'a million empty tracks',
      Buffer.concat([ftyp, box('moov', Buffer.concat([movieHeader(mp4), empties]))]),
    ),
    reject(
      '10,000 whole tracks',
      Buffer.concat([
        mp4.subarray(0, mp4.lastIndexOf('moov') - 4),
        box('moov', Buffer.concat([movieHeader(mp4), copies])),
      ]),
    ),
    { ...reject('Matroska of 100,000 tracks', manyMatroskaTracks(100_000)), fileName: 'film.mkv' },
  ];
}

function movieHeader(mp4: Buffer): Buffer {
  const at = mp4.indexOf('mvhd') - 4;
  return mp4.subarray(at, at + mp4.readUInt32BE(at));
}

function manyMatroskaTracks(count: number): Buffer {
  const element = (id: number[], payload: Buffer) =>
    Buffer.concat([Buffer.from(id), words(0x1000_0000 + payload.length), payload]);
  const entries = Array.from({ length: count }, (_, n) =>
    element(
      [0xae],
      Buffer.concat([
        element([0xd7], words(n + 1)),
        element([0x73, 0xc5], words(n + 1)),
        element([0x83], Buffer.from([1])),
        element([0x86], Buffer.from('V_VP9')),
      ]),
    ),
  );
  const head = element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], Buffer.from('matroska')));
  return Buffer.concat([
    head,
    element([0x18, 0x53, 0x80, 0x67], element([0x16, 0x54, 0xae, 0x6b], Buffer.concat(entries))),
  ]);
}

/** Pictures that would take gigabytes: by the sample entry's word, and by the parameter set that a decoder obeys. */
function pictures(mp4: Buffer): HostileFile[] {
  const byParameterSet = (size: number) =>
    replaceBoxes(mp4, 'stsd', (stsd) => {
      const at = stsd.indexOf('avcC');
      if (at < 0) return stsd;
      const entry = Buffer.from(stsd.subarray(0, at - 4));
      const avcc = box('avcC', avcConfiguration(size));
      entry.writeUInt32BE(entry.length - 8 + avcc.length, 8);
      sizeInSampleEntry(entry, size);
      return Buffer.concat([entry, avcc]);
    });
  const byWord = replaceBoxes(mp4, 'stsd', (stsd) =>
    stsd.includes('avc1') ? edited(stsd, (copy) => sizeInSampleEntry(copy, 32_768)) : stsd,
  );
  return [
    { ...reject('a sample entry that says 32,768 pixels', byWord), expect: 'either' },
    reject('a parameter set of 32,768 pixels', byParameterSet(32_768)),
    reject('a parameter set of 16,000 pixels, which FFmpeg would decode', byParameterSet(16_000)),
  ];
}

function sizeInSampleEntry(stsd: Buffer, size: number): void {
  const at = stsd.indexOf('avc1') + 4 + 24; // ISO/IEC 14496-12 §12.1.3: width after 24 bytes
  stsd.writeUInt16BE(Math.min(size, 0xffff), at);
  stsd.writeUInt16BE(Math.min(size, 0xffff), at + 2);
}

/** ISO/IEC 14496-15 §5.3.3.1 around an H.264 sequence parameter set (§7.3.2.1.1) of size x size pixels. */
function avcConfiguration(size: number): Buffer {
  const golomb = (value: number) => {
    const bits = (value + 1).toString(2);
    return '0'.repeat(bits.length - 1) + bits;
  };
  const blocks = Math.ceil(size / 16) - 1;
  const bits = [
    golomb(0),
    golomb(0),
    golomb(0),
    golomb(2),
    golomb(1),
    '0',
    golomb(blocks),
    golomb(blocks),
    '11',
    '0',
    '0',
    '1',
  ].join('');
  const body = (bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
  const sps = Buffer.from([0x67, 77, 0, 62, ...body]); // Main profile, level 6.2
  const pps = Buffer.from([0x68, 0xce, 0x3c, 0x80]);
  return Buffer.concat([
    Buffer.from([1, 77, 0, 62, 0xff, 0xe1, 0, sps.length]),
    sps,
    Buffer.from([1, 0, pps.length]),
    pps,
  ]);
}

/** Codecs that no allow-list of ours holds. */
function foreignCodecs(mp4: Buffer): HostileFile[] {
  return ['SVQ3', 'cvid', 'rle ', 'smc ', 'MJ2 '].map((tag) =>
    reject(
      `video coded as ${tag.trim()}`,
      replaceBoxes(mp4, 'stsd', (stsd) =>
        edited(stsd, (copy) => copy.write(copy.includes('avc1') ? tag : 'QDM2', 12, 'latin1')),
      ),
    ),
  );
}

function reject(name: string, bytes: Buffer): HostileFile {
  return { name, fileName: 'film.mp4', bytes, expect: 'rejected' };
}
