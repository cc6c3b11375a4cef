// Opus decoder configuration: OpusHead (RFC 7845 §5.1, little-endian) and dOps (Opus in ISOBMFF §4.3.2, big-endian).
import { BoxError, readFields } from '../isobmff/index.ts';

export interface OpusConfig {
  readonly channels: number;
  /** Samples at 48 kHz to drop at the start. */
  readonly preSkip: number;
  /** Of the original sound, for information; decoding is always at 48 kHz. */
  readonly inputSampleRate: number;
  /** Q7.8 dB. */
  readonly outputGain: number;
  readonly mappingFamily: number;
  /** Stream count, coupled count and one byte a channel; empty for family 0. */
  readonly mapping: Uint8Array;
}

/** @throws BoxError `unsupported` for another version, `truncated`, `inconsistent` for no channels */
export function parseDops(payload: Uint8Array): OpusConfig {
  const fields = readFields(payload);
  const version = fields.u8();
  if (version !== 0) throw new BoxError('unsupported', `dOps version ${version} is unknown`, 0);
  const channels = fields.u8();
  const head = {
    channels,
    preSkip: fields.u16(),
    inputSampleRate: fields.u32(),
    outputGain: fields.i16(),
    mappingFamily: fields.u8(),
  };
  if (channels === 0) throw new BoxError('inconsistent', 'dOps states no channels', 1);
  return { ...head, mapping: head.mappingFamily === 0 ? new Uint8Array() : fields.bytes(2 + channels) };
}

/** The payload of `dOps` from an OpusHead, as encoders and Ogg files hand it over. @throws BoxError */
export function dopsFromOpusHead(head: Uint8Array): Uint8Array {
  const magic = readFields(head).bytes(8);
  if (String.fromCharCode(...magic) !== 'OpusHead') throw new BoxError('unsupported', 'no OpusHead', 0);
  if (head.byteLength < 19)
    throw new BoxError('truncated', `OpusHead has 19 bytes, ${head.byteLength} are there`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const channels = view.getUint8(9);
  const family = view.getUint8(18);
  const mapping = family === 0 ? new Uint8Array() : readFields(head.subarray(19)).bytes(2 + channels);
  const payload = new Uint8Array(11 + mapping.byteLength);
  const target = new DataView(payload.buffer);
  target.setUint8(1, channels);
  target.setUint16(2, view.getUint16(10, true));
  target.setUint32(4, view.getUint32(12, true));
  target.setInt16(8, view.getInt16(16, true));
  target.setUint8(10, family);
  payload.set(mapping, 11);
  return payload;
}
