// A machine-readable frame number: a row of black and white blocks along the top of the picture.

/** One luma plane. Samples deeper than 8 bits are 16-bit little-endian words. */
export interface LumaPlane {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Bytes from one line to the next. */
  readonly stride: number;
  readonly bitDepth: number;
}

/** Clockwise quarter turns that bring the coded picture upright. */
export type QuarterTurns = 0 | 1 | 2 | 3;

const blocks = 24;
const numberBits = 18;
const rowHeight = 1 / 10;
const black = 16;
const white = 235;

/** Numbers run from 0 up to this, which is two hours at 36 fps. */
export const maxFrameNumber = 2 ** numberBits - 1;

/** Draws a number into the top tenth of the upright picture. */
export function drawFrameNumber(plane: LumaPlane, number: number, turns: QuarterTurns = 0): void {
  if (!Number.isInteger(number) || number < 0 || number > maxFrameNumber)
    throw new RangeError(`frame number ${number} is not an integer from 0 to ${maxFrameNumber}`);
  const code = withCheck(number);
  for (let block = 0; block < blocks; block++) {
    const level = (code >> (blocks - 1 - block)) & 1 ? white : black;
    fill(plane, blockArea(plane, block, turns), level);
  }
}

/**
 * Reads the number back, whichever way the picture is turned.
 * Null where no orientation passes the check bits: the picture is damaged or not one of ours.
 */
export function readFrameNumber(plane: LumaPlane): { number: number; turns: QuarterTurns } | null {
  const readings = ([0, 1, 2, 3] as const).flatMap((turns) => {
    const reading = readTurned(plane, turns);
    return reading === null ? [] : [{ ...reading, turns }];
  });
  readings.sort((one, other) => other.clarity - one.clarity);
  const [clearest] = readings;
  return clearest === undefined ? null : { number: clearest.number, turns: clearest.turns };
}

/** Clarity: how far the most doubtful block is from the threshold, 0 to 0.5. Texture passes for blocks only below 0.2. */
function readTurned(plane: LumaPlane, turns: QuarterTurns): { number: number; clarity: number } | null {
  const levels = Array.from({ length: blocks }, (_, block) => mean(plane, blockArea(plane, block, turns)));
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  if (high - low < 40) return null; // both colours are always present; tone mapping may bring them nearer
  const middle = (low + high) / 2;
  const clarity = Math.min(...levels.map((level) => Math.abs(level - middle))) / (high - low);
  const code = levels.reduce((bits, level) => bits * 2 + (level > middle ? 1 : 0), 0);
  const number = code >>> (blocks - numberBits);
  return clarity >= 0.2 && withCheck(number) === code ? { number, clarity } : null;
}

/** The number followed by 6 check bits (CRC-6 with a non-zero start, so that frame 0 is not all black). */
function withCheck(number: number): number {
  let remainder = 0b101101;
  for (let bit = numberBits - 1; bit >= 0; bit--) {
    const carry = (remainder >> 5) ^ ((number >> bit) & 1);
    remainder = ((remainder << 1) & 0b111111) ^ (carry ? 0b000011 : 0);
  }
  return number * 64 + remainder;
}

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where a block lies in the coded picture, in samples. */
function blockArea(plane: LumaPlane, block: number, turns: QuarterTurns): Area {
  const corners = [turnBack(block / blocks, 0, turns), turnBack((block + 1) / blocks, rowHeight, turns)];
  const x = corners.map((corner) => Math.round(corner.x * plane.width));
  const y = corners.map((corner) => Math.round(corner.y * plane.height));
  return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
}

/** From the upright picture to the coded one, both 0 to 1. */
function turnBack(x: number, y: number, turns: QuarterTurns): { x: number; y: number } {
  if (turns === 0) return { x, y };
  if (turns === 1) return { x: y, y: 1 - x };
  if (turns === 2) return { x: 1 - x, y: 1 - y };
  return { x: 1 - y, y: x };
}

function fill(plane: LumaPlane, area: Area, level: number): void {
  for (let y = area.top; y < area.bottom; y++) {
    const line = y * plane.stride;
    if (plane.bitDepth === 8) {
      plane.data.fill(level, line + area.left, line + area.right);
      continue;
    }
    const deep = level << (plane.bitDepth - 8);
    for (let x = area.left; x < area.right; x++) {
      plane.data[line + 2 * x] = deep & 0xff;
      plane.data[line + 2 * x + 1] = deep >> 8;
    }
  }
}

/** Mean level of the block's middle, on the 8-bit scale: edges ring and bleed after scaling. */
function mean(plane: LumaPlane, area: Area): number {
  const marginX = Math.floor((area.right - area.left) / 4);
  const marginY = Math.floor((area.bottom - area.top) / 4);
  let sum = 0;
  let count = 0;
  for (let y = area.top + marginY; y < area.bottom - marginY; y++) {
    for (let x = area.left + marginX; x < area.right - marginX; x++) {
      sum += sampleAt(plane, x, y);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

function sampleAt(plane: LumaPlane, x: number, y: number): number {
  if (plane.bitDepth === 8) return plane.data[y * plane.stride + x] ?? 0;
  const at = y * plane.stride + 2 * x;
  return ((plane.data[at] ?? 0) + 256 * (plane.data[at + 1] ?? 0)) / 2 ** (plane.bitDepth - 8);
}
