// What the pool's tests ask for.
import type { EncoderLogger } from '../child.ts';
import type { MakeVideoRequest } from '../protocol.ts';

export const scriptedHandler = new URL('./scripted-handler.ts', import.meta.url).href;

export const quietLogger: EncoderLogger = { debug() {}, info() {}, warn() {} };

/** A request for 4 s segments of one 720p rendition, `r`. Its source's id is what the scripted handler obeys. */
export function makeRequest(script: string, firstSegment = 0, segments = 1): MakeVideoRequest {
  return {
    op: 'make-video',
    source: { id: script, location: { kind: 'file', path: '/nowhere', sizeBytes: 1 } },
    container: 'mp4',
    timeline: { track: 0, timescale: 1, originTicks: 0, compositionShift: 0 },
    cuts: Array.from({ length: segments + 1 }, (_, index) => (firstSegment + index) * 4),
    firstSegment,
    renditions: [
      {
        id: 'r',
        recipe: {
          kind: 'video-h264',
          track: 0,
          width: 1280,
          height: 720,
          frameRate: { numerator: 25, denominator: 1 },
          maxFrameRate: null,
          treatment: { deinterlace: false, rotateDegrees: 0, tonemap: false },
          preset: 'veryfast',
          crf: 23,
          maxBitrate: 3_000_000,
          bufferBits: 6_000_000,
          gopSeconds: 2,
          threads: 1,
          encoder: 'test',
        },
      },
    ],
  };
}
