// ADTS, the framing of AAC in transport streams and .aac files (ISO/IEC 13818-7 §6.2).
import { BoxError } from '../isobmff/index.ts';
import { sampleRateOf } from './aac-config.ts';
import { readBits } from './bit-reader.ts';

export interface AdtsHeader {
  /** 7 bytes, or 9 with a checksum. */
  readonly headerBytes: number;
  /** Header included. */
  readonly frameBytes: number;
  readonly objectType: number;
  readonly sampleRate: number;
  readonly channelConfiguration: number;
  /** Raw AAC frames within; more than one is rare. */
  readonly rawFrames: number;
}

/** @throws BoxError `inconsistent` without the sync word or for a frame shorter than its header, `truncated` */
export function parseAdtsHeader(bytes: Uint8Array): AdtsHeader {
  const bits = readBits(bytes);
  if (bits.bits(12) !== 0xfff) throw new BoxError('inconsistent', 'no ADTS sync word', 0);
  bits.skip(1); // MPEG-2 or MPEG-4
  if (bits.bits(2) !== 0) throw new BoxError('inconsistent', 'an ADTS header has layer 0', 1);
  const headerBytes = bits.flag() ? 7 : 9;
  const objectType = bits.bits(2) + 1;
  const sampleRate = sampleRateOf(bits.bits(4));
  bits.skip(1);
  const channelConfiguration = bits.bits(3);
  bits.skip(4);
  const frameBytes = bits.bits(13);
  bits.skip(11);
  const rawFrames = bits.bits(2) + 1;
  if (frameBytes < headerBytes) {
    throw new BoxError(
      'inconsistent',
      `an ADTS frame claims ${frameBytes} bytes, its header has ${headerBytes}`,
      3,
    );
  }
  return { headerBytes, frameBytes, objectType, sampleRate, channelConfiguration, rawFrames };
}

/** The AAC frame inside one ADTS frame, as a view. @throws BoxError */
export function stripAdts(frame: Uint8Array): Uint8Array {
  const { headerBytes, frameBytes } = parseAdtsHeader(frame);
  if (frameBytes > frame.byteLength) {
    throw new BoxError(
      'truncated',
      `an ADTS frame claims ${frameBytes} bytes, ${frame.byteLength} are there`,
    );
  }
  return frame.subarray(headerBytes, frameBytes);
}
