// What the file-system store writes behind every object: its length and checksum, so that a torn or
// damaged file is recognised by itself, without a second file or a database.
//
// The bytes are an ISO BMFF 'free' box (ISO/IEC 14496-12 §8.1.2): an MP4 stays a valid MP4 even for a
// reader that ignores the object's length.

export const TRAILER_BYTES = 24;

const BOX_FREE = 0x66726565; // 'free'
const WITH_CRC = 0x76736263; // 'vsbc'
const WITHOUT_CRC = 0x7673626e; // 'vsbn'

export interface Trailer {
  readonly sizeBytes: number;
  /** `null` for objects that arrived as resumable uploads: their checksum was never known at once. */
  readonly crc32: number | null;
}

export function writeTrailer({ sizeBytes, crc32 }: Trailer): Buffer {
  const box = Buffer.allocUnsafe(TRAILER_BYTES);
  box.writeUInt32BE(TRAILER_BYTES, 0);
  box.writeUInt32BE(BOX_FREE, 4);
  box.writeUInt32BE(crc32 === null ? WITHOUT_CRC : WITH_CRC, 8);
  box.writeUInt32BE(crc32 ?? 0, 12);
  box.writeBigUInt64BE(BigInt(sizeBytes), 16);
  return box;
}

/** `null` unless `bytes` is a trailer of a file of `fileBytes` in all. */
export function readTrailer(bytes: Buffer, fileBytes: number): Trailer | null {
  if (bytes.length !== TRAILER_BYTES) return null;
  const magic = bytes.readUInt32BE(8);
  if (bytes.readUInt32BE(0) !== TRAILER_BYTES || bytes.readUInt32BE(4) !== BOX_FREE) return null;
  if (magic !== WITH_CRC && magic !== WITHOUT_CRC) return null;
  const sizeBytes = Number(bytes.readBigUInt64BE(16));
  if (sizeBytes !== fileBytes - TRAILER_BYTES) return null;
  return { sizeBytes, crc32: magic === WITH_CRC ? bytes.readUInt32BE(12) : null };
}
