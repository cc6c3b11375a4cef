// How many samples each Vorbis packet adds: told by its first byte and by the setup of the stream (Vorbis I §4.2, §4.3).
import { BoxError } from '../isobmff/index.ts';

export interface VorbisSetup {
  /** Samples of the transform of a short and of a long block. */
  readonly blockSizes: readonly [short: number, long: number];
  /** For each mode whether its blocks are long. */
  readonly longModes: readonly boolean[];
}

const HEADER_START = 7; // packet type and "vorbis"
const IDENTIFICATION_BYTES = 30;

/** Block flag, window type, transform type and mapping of one mode, in bits (§4.2.4). */
const MODE_BITS = 1 + 16 + 16 + 8;
const MODE_COUNT_BITS = 6;
const MAX_MODES = 64;
const MAX_MAPPING = 63;

/**
 * Reads what decides the lengths of packets from a codec's private data: three headers with Xiph lacing (Matroska) or
 * with 16-bit lengths before each.
 * @throws BoxError `truncated`, `inconsistent` and `unsupported`, naming what is wrong
 */
export function parseVorbisSetup(privateData: Uint8Array): VorbisSetup {
  const [identification, , setup] = splitHeaders(privateData);
  return { blockSizes: blockSizes(identification), longModes: longModes(setup) };
}

/**
 * Gives the number of samples that each packet adds, packets told in order. The first gives none: what comes out is
 * where two blocks overlap (§4.3.8). Neither does a packet that no decoder takes for sound.
 */
export function vorbisSampleCounter(setup: VorbisSetup): (packet: Uint8Array) => number {
  let before = 0;
  return (packet) => {
    const block = blockSize(setup, packet);
    if (block === 0) return 0;
    const samples = before === 0 ? 0 : (before + block) / 4;
    before = block;
    return samples;
  };
}

function blockSize({ blockSizes, longModes }: VorbisSetup, packet: Uint8Array): number {
  const first = packet[0];
  // A set lowest bit marks a header (§4.3.1).
  if (first === undefined || (first & 1) === 1) return 0;
  const modeBits = 32 - Math.clz32(longModes.length - 1);
  const isLong = longModes[(first >> 1) & ((1 << modeBits) - 1)];
  return isLong === undefined ? 0 : blockSizes[isLong ? 1 : 0];
}

function splitHeaders(bytes: Uint8Array): [Uint8Array, Uint8Array, Uint8Array] {
  if (((bytes[0] ?? 0) << 8) + (bytes[1] ?? 0) === IDENTIFICATION_BYTES) return splitPrefixed(bytes);
  // One less than the number of headers; the last one's length is what is left.
  if (bytes[0] !== 2) {
    throw new BoxError('unsupported', `Vorbis private data begins with ${bytes[0]}; 2 or 0 is known`, 0);
  }
  const lengths = [0, 0];
  let position = 1;
  for (let header = 0; header < 2; header++) {
    for (let byte = 255; byte === 255; ) {
      byte = bytes[position++] ?? fail('truncated', 'the lengths of the Vorbis headers are cut short');
      lengths[header] = (lengths[header] as number) + byte;
    }
  }
  const second = position + (lengths[0] as number);
  const third = second + (lengths[1] as number);
  if (third > bytes.byteLength)
    fail('truncated', `Vorbis headers of ${third} bytes, ${bytes.byteLength} are there`);
  return [bytes.subarray(position, second), bytes.subarray(second, third), bytes.subarray(third)];
}

function splitPrefixed(bytes: Uint8Array): [Uint8Array, Uint8Array, Uint8Array] {
  let position = 0;
  const next = (): Uint8Array => {
    const length = ((bytes[position] ?? 0) << 8) + (bytes[position + 1] ?? 0);
    const header = bytes.subarray(position + 2, position + 2 + length);
    if (header.byteLength < length) fail('truncated', `a Vorbis header of ${length} bytes is cut short`);
    position += 2 + length;
    return header;
  };
  return [next(), next(), next()];
}

function requireHeader(header: Uint8Array, type: number): void {
  if (String.fromCharCode(...header.subarray(0, HEADER_START)) === `${String.fromCharCode(type)}vorbis`)
    return;
  fail('inconsistent', `a Vorbis header of type ${type} is not where it belongs`);
}

/** @throws BoxError unless both are powers of two from 64 to 8192, the long one not shorter (§4.2.2) */
function blockSizes(identification: Uint8Array): [number, number] {
  requireHeader(identification, 1);
  const exponents = identification[28];
  if (exponents === undefined || identification.byteLength < IDENTIFICATION_BYTES)
    fail('truncated', 'the Vorbis identification header is cut short');
  const [short, long] = [exponents & 15, exponents >> 4];
  if (short < 6 || long > 13 || short > long) fail('inconsistent', `block sizes 2^${short} and 2^${long}`);
  return [2 ** short, 2 ** long];
}

/**
 * Modes are the last that a setup header holds, but only behind codebooks, floors, residues and mappings of every
 * length. They are found from the end: a mode's windows and transforms are always zero, its mapping is below 64, and
 * before the first stands how many there are. The highest count for which that is true is taken, for the six bits
 * before a mode are mostly zeros and look like a count of one.
 */
function longModes(setup: Uint8Array): boolean[] {
  requireHeader(setup, 5);
  const bits = (from: number, count: number): number => {
    let value = 0;
    for (let i = count - 1; i >= 0; i--) {
      const at = from + i;
      value = value * 2 + (((setup[at >> 3] as number) >> (at & 7)) & 1);
    }
    return value;
  };
  const first = HEADER_START * 8;
  let end = setup.byteLength * 8 - 1; // of the modes: where the framing bit stands
  while (end > first && bits(end, 1) === 0) end--;
  const flags: boolean[] = [];
  let found: boolean[] = [];
  for (let at = end - MODE_BITS; at - MODE_COUNT_BITS >= first && flags.length < MAX_MODES; at -= MODE_BITS) {
    if (bits(at + 1, 16) !== 0 || bits(at + 17, 16) !== 0 || bits(at + 33, 8) > MAX_MAPPING) break;
    flags.unshift(bits(at, 1) === 1);
    if (bits(at - MODE_COUNT_BITS, MODE_COUNT_BITS) + 1 === flags.length) found = [...flags];
  }
  if (found.length === 0) fail('inconsistent', 'the Vorbis setup header ends with no modes');
  return found;
}

function fail(code: 'truncated' | 'inconsistent', message: string): never {
  throw new BoxError(code, message);
}
