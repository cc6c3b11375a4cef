// Draws a sheet of small pictures: one of each span of the track, put side by side, as a JPEG.
import { type StoryboardPlan, tileSpan, tilesOnSheet } from '@vitascope/media/storyboard';
import { rescale } from '@vitascope/media/time';
import { AV_CODEC_FLAG_QSCALE, AV_PIX_FMT_YUVJ420P, FF_ENCODER_MJPEG, FF_QP2LAMBDA } from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, type Frame, Packet, Rational, type Stream } from 'node-av/lib';
import { SHEETS } from '../messages.ts';
import type { DrawSheetRequest } from '../protocol.ts';
import { newFrame } from './decode-video.ts';
import { createSheetGraph, createTileGraph, type PictureGraph, type TileShape } from './filter-graph.ts';
import { findStills } from './find-stills.ts';
import type { Reply } from './handler.ts';
import type { OpenSource } from './open-source.ts';
import { displaySize, videoFacts } from './track-facts.ts';

/** The longer side of a tile, in pixels. */
const TILE_SIDE = 160;

/** Of 1 to 31, small is fine: faces are recognised, and a sheet of a hundred tiles weighs some 250 KB. */
const JPEG_QUANTISER = 5;

export interface TileSize {
  readonly tileWidth: number;
  readonly tileHeight: number;
}

/** Sends the sheet in one piece. @throws SourceError where not a single picture can be decoded */
export function drawSheet(
  input: { readonly source: OpenSource; readonly stream: Stream },
  { timeline, plan, sheet }: DrawSheetRequest,
  reply: Reply,
): TileSize {
  const shape = tileShape(input.stream);
  const { first, end } = tilesOnSheet(plan, sheet);
  const stills = findStills(input, reply);
  const canvas = createCanvas(shape, plan);
  try {
    for (let tile = first; tile < end; tile++) {
      const span = tileSpan(plan, tile);
      const ticks = (ms: number) => rescale(ms, 1000, timeline.timescale) + timeline.originTicks;
      canvas.add(stills.find({ start: ticks(span.start), end: ticks(span.end) }));
      reply.giveWay();
    }
    reply.chunk(SHEETS, sheet, [canvas.finish()], true);
  } finally {
    stills.close();
    canvas.free();
  }
  return { tileWidth: shape.width, tileHeight: shape.height };
}

/** Upright, in the aspect in which the track is to be shown; even, as the halved colour planes want it. */
function tileShape(stream: Stream): TileShape {
  const facts = videoFacts(stream);
  const { displayWidth, displayHeight } = displaySize(stream, facts);
  const factor = TILE_SIDE / Math.max(displayWidth, displayHeight);
  const even = (side: number) => Math.max(2, 2 * Math.round((side * factor) / 2));
  return {
    width: even(displayWidth),
    height: even(displayHeight),
    // Lines of a field are a fraction of a line here: nothing is left to deinterlace.
    treatment: { deinterlace: false, rotateDegrees: facts.rotateDegrees, tonemap: facts.hdr },
  };
}

interface Canvas {
  add(picture: Frame): void;
  /** The JPEG of what was added. */
  finish(): Uint8Array;
  free(): void;
}

function createCanvas(shape: TileShape, { columns, rows }: StoryboardPlan): Canvas {
  const small = newFrame();
  let tiles: PictureGraph | null = null;
  let sheet: PictureGraph | null = null;
  return {
    add(picture) {
      if (tiles !== null && !tiles.fits(picture)) {
        tiles.free();
        tiles = null;
      }
      tiles ??= createTileGraph(picture, shape);
      picture.pts = 0n;
      tiles.push(picture);
      if (!tiles.pull(0, small)) throw new Error('The filters gave no picture for the one they got.');
      sheet ??= createSheetGraph(small, columns, rows);
      sheet.push(small);
      small.unref();
    },
    finish() {
      sheet?.flush();
      if (sheet?.pull(0, small) !== true) throw new Error('The filters gave no sheet.');
      const jpeg = encodeJpeg(small);
      small.unref();
      return jpeg;
    },
    free() {
      tiles?.free();
      sheet?.free();
      small.free();
    },
  };
}

function encodeJpeg(picture: Frame): Uint8Array {
  const codec = Codec.findEncoderByName(FF_ENCODER_MJPEG);
  if (codec === null) throw new Error('this build of FFmpeg has no JPEG encoder');
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  const packet = new Packet();
  packet.alloc();
  try {
    encoder.width = picture.width;
    encoder.height = picture.height;
    encoder.pixelFormat = AV_PIX_FMT_YUVJ420P;
    encoder.timeBase = new Rational(1, 1);
    encoder.threadCount = 1;
    encoder.setFlags(AV_CODEC_FLAG_QSCALE);
    encoder.globalQuality = JPEG_QUANTISER * FF_QP2LAMBDA;
    FFmpegError.throwIfError(encoder.open2Sync(codec, null), 'Opening the JPEG encoder');
    picture.quality = JPEG_QUANTISER * FF_QP2LAMBDA;
    FFmpegError.throwIfError(encoder.sendFrameSync(picture), 'Encoding a sheet');
    encoder.sendFrameSync(null);
    FFmpegError.throwIfError(encoder.receivePacketSync(packet), 'Encoding a sheet');
    return Uint8Array.from(packet.data ?? []);
  } finally {
    packet.free();
    encoder.freeContext();
  }
}
