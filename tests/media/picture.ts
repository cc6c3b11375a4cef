// The pictures of every test source: a textured wall panning behind the frame number (grey in high dynamic range), as packed planar 4:2:0.
import { drawFrameNumber, type QuarterTurns } from './frame-number.ts';
import type { VideoSpec } from './spec.ts';

export interface CodedSize {
  readonly width: number;
  readonly height: number;
}

/** The size that is coded: a quarter turn exchanges width and height. */
export function codedSize(video: VideoSpec): CodedSize {
  const turned = video.rotateDegrees === 90 || video.rotateDegrees === 270;
  return turned ? { width: video.height, height: video.width } : { width: video.width, height: video.height };
}

/** A function that gives frame n, packed yuv420p or, from 10 bits, yuv420p10le. The Buffer is used again by the next call. */
export function createPainter(video: VideoSpec): (number: number) => Buffer {
  const { width, height } = codedSize(video);
  const bytes = video.bitDepth > 8 ? 2 : 1;
  const planes = [
    createPan({ width, height, bytes, bitDepth: video.bitDepth, seed: 1 }),
    createPan({ width: width / 2, height: height / 2, bytes, bitDepth: video.bitDepth, seed: 2 }),
    createPan({ width: width / 2, height: height / 2, bytes, bitDepth: video.bitDepth, seed: 3 }),
  ];
  const sizes = planes.map((plane) => plane.sizeBytes);
  const picture = Buffer.alloc(sizes.reduce((sum, size) => sum + size, 0));
  const luma = { data: picture, width, height, stride: width * bytes, bitDepth: video.bitDepth };
  const turns = (video.rotateDegrees / 90) as QuarterTurns;
  return (number) => {
    let at = 0;
    for (const [n, plane] of planes.entries()) {
      const painted = picture.subarray(at, at + plane.sizeBytes);
      plane.paint(painted, number);
      // Colour behind the number would become brightness when high dynamic range is brought down.
      if (n > 0 && video.hdr) fillGrey(painted, video.bitDepth);
      at += plane.sizeBytes;
    }
    drawFrameNumber(luma, number, turns);
    return picture;
  };
}

/** No colour: half of the range. */
function fillGrey(plane: Buffer, bitDepth: number): void {
  if (bitDepth === 8) plane.fill(128);
  else for (let at = 0; at < plane.length; at += 2) plane.writeUInt16LE(2 ** (bitDepth - 1), at);
}

interface PanSpec extends CodedSize {
  readonly bytes: number;
  readonly bitDepth: number;
  readonly seed: number;
}

const overscan = 64;

/** A texture larger than the frame; each frame copies a window of it, so a picture costs one copy a line. */
function createPan(spec: PanSpec): { sizeBytes: number; paint: (target: Buffer, number: number) => void } {
  const wide = spec.width + overscan;
  const texture = paintTexture({ ...spec, width: wide, height: spec.height + overscan });
  const line = spec.width * spec.bytes;
  return {
    sizeBytes: line * spec.height,
    paint(target, number) {
      const left = bounce(number * 2);
      const top = bounce(number);
      for (let y = 0; y < spec.height; y++) {
        const from = ((y + top) * wide + left) * spec.bytes;
        texture.copy(target, y * line, from, from + line);
      }
    },
  };
}

function bounce(distance: number): number {
  const at = distance % (2 * overscan);
  return at < overscan ? at : 2 * overscan - at;
}

/** Waves with a little noise: enough detail that motion search and rate control have work to do. */
function paintTexture(spec: PanSpec): Buffer {
  const texture = Buffer.alloc(spec.width * spec.height * spec.bytes);
  const scale = 2 ** (spec.bitDepth - 8);
  let noise = spec.seed;
  for (let y = 0; y < spec.height; y++) {
    for (let x = 0; x < spec.width; x++) {
      noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
      const wave = 40 * Math.sin(x / (9 + spec.seed)) * Math.cos(y / 13) + 30 * Math.sin((x + y) / 41);
      const level = Math.round((126 + wave + (noise >>> 28)) * scale);
      const at = (y * spec.width + x) * spec.bytes;
      if (spec.bytes === 1) texture[at] = level;
      else texture.writeUInt16LE(level, at);
    }
  }
  return texture;
}
