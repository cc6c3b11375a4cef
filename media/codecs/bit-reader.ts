// Reads bits and Exp-Golomb codes (ITU-T H.264 §9.1), never past the end.
import { BoxError } from '../isobmff/index.ts';

export interface BitReader {
  readonly remainingBits: number;
  readonly positionBits: number;
  /** Up to 32 bits, unsigned. */
  bits(count: number): number;
  flag(): boolean;
  /** Unsigned Exp-Golomb, at most 2^32 − 2. */
  ue(): number;
  /** Signed Exp-Golomb. */
  se(): number;
  skip(count: number): void;
}

/** Every method throws `BoxError` `truncated` where the bits are not all there. */
export function readBits(bytes: Uint8Array): BitReader {
  const end = bytes.byteLength * 8;
  let position = 0;
  const need = (count: number): void => {
    if (count > end - position) {
      throw new BoxError('truncated', `${count} bits wanted, ${end - position} are there`, position >> 3);
    }
  };
  const bits = (count: number): number => {
    need(count);
    let value = 0;
    for (let left = count; left > 0; ) {
      const available = 8 - (position & 7);
      const take = Math.min(available, left);
      const byte = bytes[position >> 3] as number;
      // A multiplication: a shift would turn 32-bit values negative.
      value = value * 2 ** take + ((byte >> (available - take)) & ((1 << take) - 1));
      position += take;
      left -= take;
    }
    return value;
  };
  const ue = (): number => {
    let zeros = 0;
    while (bits(1) === 0) {
      zeros++;
      if (zeros > 31) throw new BoxError('inconsistent', 'an Exp-Golomb code is over 32 bits', position >> 3);
    }
    return 2 ** zeros - 1 + bits(zeros);
  };
  return {
    get remainingBits() {
      return end - position;
    },
    get positionBits() {
      return position;
    },
    bits,
    flag: () => bits(1) === 1,
    ue,
    se: () => {
      const code = ue();
      return code % 2 === 1 ? (code + 1) / 2 : -(code / 2);
    },
    skip: (count) => {
      need(count);
      position += count;
    },
  };
}
