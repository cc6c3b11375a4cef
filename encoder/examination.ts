// Reads an examination from the wire, believing nothing that an encoder process says.
import { z } from 'zod';
import type { Examination } from './protocol.ts';
import { decodeTexts, type TextFiles } from './source-texts.ts';

// Nine days of 4 s segments: enough for any title, little enough to check without a stall.
const maxSegments = 200_000;

const count = z.int().min(0);
const ticks = z.int();
const positive = z.int().min(1);
const label = z.string().max(200);

const ratio = z.object({ numerator: positive, denominator: positive });
const rotation = z.literal([0, 90, 180, 270]);

const videoFacts = z.object({
  track: count,
  codec: label,
  width: positive,
  height: positive,
  frameRate: z.object({ numerator: count, denominator: count }),
  bitDepth: count,
  pixelFormat: label,
  interlaced: z.boolean(),
  rotateDegrees: rotation,
  hdr: z.boolean(),
  bitrate: z.number().min(0),
});

const audioFacts = z.object({
  track: count,
  codec: label,
  channels: count,
  sampleRate: count,
  language: label.nullable(),
  title: z.string().max(2000).nullable(),
  isDefault: z.boolean(),
  bitrate: z.number().min(0),
});

const facts = z.object({
  container: z.enum(['mp4', 'matroska', 'mpegts', 'avi', 'flv', 'wav', 'mp3', 'flac', 'ogg']),
  durationMs: z.number().min(0),
  video: videoFacts.nullable(),
  audio: z.array(audioFacts).max(100),
  carriesCaptions: z.boolean(),
});

const anchor = z.object({
  packetTicks: ticks,
  samplePosition: ticks,
  stored: z.object({ bytePosition: count, before: count }).exactOptional(),
});

const timeline = z.object({
  durationMs: z.number().min(0),
  video: z
    .object({
      track: count,
      timescale: positive,
      originTicks: ticks,
      cuts: z.array(ticks).max(maxSegments + 1),
      frames: z.array(count).max(maxSegments),
      cutsAtKeys: z.boolean(),
      compositionShift: count,
    })
    .nullable(),
  audio: z
    .array(
      z.object({
        track: count,
        timescale: positive,
        sourceTimescale: positive,
        sourceRate: positive,
        originTicks: ticks,
        overlapSamples: count.exactOptional(),
        cuts: z.array(ticks).max(maxSegments + 1),
        anchors: z.array(anchor).max(maxSegments),
        copiesPackets: z.boolean(),
      }),
    )
    .max(100),
});

const recipe = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('video-copy'), track: count }),
  z.object({
    kind: z.literal('video-h264'),
    track: count,
    width: positive,
    height: positive,
    frameRate: ratio,
    maxFrameRate: z.number().positive().nullable(),
    treatment: z.object({ deinterlace: z.boolean(), rotateDegrees: rotation, tonemap: z.boolean() }),
    preset: label,
    crf: z.number(),
    maxBitrate: count,
    bufferBits: count,
    gopSeconds: z.number().positive(),
    threads: count,
    encoder: label,
  }),
  z.object({ kind: z.literal('audio-copy'), track: count }),
  z.object({
    kind: z.literal('audio-aac'),
    track: count,
    sampleRate: z.literal(48000),
    channels: z.literal([1, 2]),
    bitrate: count,
    encoder: label,
  }),
]);

const examination = z.object({
  facts,
  timeline,
  renditions: z
    .array(
      z.object({
        label,
        recipe,
        codecs: label,
        peakBandwidth: z.number().min(0),
        averageBandwidth: z.number().min(0),
        width: positive.exactOptional(),
        height: positive.exactOptional(),
        channels: positive.exactOptional(),
        sampleRate: positive.exactOptional(),
        init: z.base64().transform((text): Uint8Array => Buffer.from(text, 'base64')),
      }),
    )
    .max(1000),
  texts: z.unknown(),
});

/** Checks every field and drops what does not belong. Throws with the path of the first field that is wrong. */
export function decodeExamination(wire: unknown, files: Pick<TextFiles, 'take'>): Examination {
  const parsed = examination.safeParse(wire);
  if (parsed.success) return { ...parsed.data, texts: decodeTexts(parsed.data.texts, files) };
  const issue = parsed.error.issues[0];
  throw new TypeError(
    `The examination is wrong at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? ''}`,
  );
}
