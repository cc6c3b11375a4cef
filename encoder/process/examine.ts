// Examines a source: what it is, where it is cut, and every rendition that it will be offered in.

import { writeInitSegment } from '@vitascope/media/cmaf';
import { codecString } from '@vitascope/media/codecs';
import {
  defaultLadder,
  type PictureTreatment,
  rungName,
  type VideoEncodeRecipe,
} from '@vitascope/media/ladder';
import { rescale, type Time } from '@vitascope/media/time';
import {
  type AudioIndex,
  type AudioTimeline,
  cutAudio,
  cutVideo,
  type VideoIndex,
  type VideoTimeline,
  weighSegments,
} from '@vitascope/media/timeline';
import type { Stream } from 'node-av/lib';
import type { AudioFacts, Examination, ExamineRequest, PlannedRendition, VideoFacts } from '../protocol.ts';
import { openAudioEncoder } from './audio-encoder.ts';
import { carriesCaptions } from './carries-captions.ts';
import { checkLength } from './check-length.ts';
import {
  type CopyableVideo,
  copyableAudioConfig,
  copyableVideo,
  isStreamable,
  keysAreIdr,
} from './copyable.ts';
import type { OpenSource } from './open-source.ts';
import { indexSource, type SourceIndex } from './source-index.ts';
import { openTextStreams } from './text-streams.ts';
import { audioFacts, type ChosenStreams, chooseStreams, displaySize, videoFacts } from './track-facts.ts';
import {
  BUFFER_AT_START,
  encoderConfig,
  encoderVersion,
  openVideoEncoder,
  outputColour,
} from './video-encoder.ts';

/** A copied rendition's segments may be this long: the usual encoder defaults put IDR pictures up to 10.4 s apart. */
const MAX_COPIED_SEGMENT_SECONDS = 12;

/** Where nothing is copied, the source's own cuts are only worth taking when they make ordinary segments. */
const MAX_ENCODED_SEGMENT_SECONDS = 6;

/** Frames that may be delayed by reordering still count when rate control overshoots for a moment. */
const PEAK_MARGIN = 1.1;

const STEREO_BITRATE = 128_000;
const MONO_BITRATE = 80_000;

/** @throws SourceError saying why the file is not accepted */
export function examine(source: OpenSource, request: ExamineRequest): Examination {
  const chosen = chooseStreams(source);
  const texts = openTextStreams(source);
  const index = indexSource(source, chosen, texts);
  checkLength(index);
  const origin = originOf(index);
  const video =
    index.video === null || chosen.video === null
      ? null
      : planVideo({ source, stream: chosen.video, index, origin }, request);
  const pictureCuts =
    video === null
      ? null
      : video.timeline.cuts.map((ticks) => ({ ticks, timescale: video.timeline.timescale }));
  const audio = index.audio.map((track) =>
    planAudio(streamOf(chosen, track.track), track, { origin, pictureCuts }),
  );
  nameAudio(audio);
  const durationMs = Math.max(
    ...[video?.timeline, ...audio.map((track) => track.timeline)].map((timeline) =>
      timeline == null ? 0 : endMs(timeline),
    ),
  );
  return {
    facts: {
      container: source.container,
      durationMs,
      video: video?.facts ?? null,
      audio: audio.map((track) => track.facts),
      carriesCaptions: carriesCaptions(source, index),
    },
    timeline: { durationMs, video: video?.timeline ?? null, audio: audio.map((track) => track.timeline) },
    renditions: [...(video?.renditions ?? []), ...audio.map((track) => track.rendition)],
    texts: texts.finish({ origin, durationMs, isRead: index.isScanned }),
  };
}

function endMs(timeline: VideoTimeline | AudioTimeline): number {
  return Math.round(((timeline.cuts.at(-1) ?? 0) * 1000) / timeline.timescale);
}

function streamOf(chosen: ChosenStreams, track: number): Stream {
  return chosen.audio.find((stream) => stream.index === track) as Stream;
}

/** The earliest moment at which anything is seen or heard: presentation time zero. */
function originOf(index: SourceIndex): Time {
  const starts: Time[] = index.audio.map((track) => ({
    ticks: (track.pts[0] as number) + rescale(track.skipSamples, track.rate, track.timescale),
    timescale: track.timescale,
  }));
  if (index.video !== null) {
    let first = Number.POSITIVE_INFINITY;
    for (const time of index.video.pts) if (time < first) first = time;
    starts.push({ ticks: first, timescale: index.video.timescale });
  }
  return starts.reduce((a, b) => (b.ticks / b.timescale < a.ticks / a.timescale ? b : a));
}

interface VideoPlanInput {
  readonly source: OpenSource;
  readonly stream: Stream;
  readonly index: SourceIndex;
  readonly origin: Time;
}

interface VideoPlan {
  readonly facts: VideoFacts;
  readonly timeline: VideoTimeline;
  readonly renditions: readonly PlannedRendition[];
}

function planVideo(input: VideoPlanInput, request: ExamineRequest): VideoPlan {
  const index = input.index.video as VideoIndex;
  const found = videoFacts(input.stream);
  const originTicks = rescale(input.origin.ticks, input.origin.timescale, index.timescale);
  const copyable = copyableVideo(input.source, input.stream, found);
  const cutAt = (maxKeyGapSeconds: number) => cutVideo(index, { originTicks, maxKeyGapSeconds });
  const copied =
    copyable === null
      ? null
      : copiedRendition(input, { copyable, timeline: cutAt(MAX_COPIED_SEGMENT_SECONDS), index });
  const timeline = copied?.timeline ?? cutAt(MAX_ENCODED_SEGMENT_SECONDS);
  const facts = { ...found, bitrate: found.bitrate > 0 ? found.bitrate : averageBitrate(index, timeline) };
  const treatment: PictureTreatment = {
    deinterlace: facts.interlaced,
    rotateDegrees: facts.rotateDegrees,
    tonemap: facts.hdr,
  };
  const display = displaySize(input.stream, facts);
  const ladder = defaultLadder(
    {
      track: facts.track,
      ...display,
      frameRate: facts.frameRate,
      treatment,
      hasCopy: copied !== null,
      copyPeakBitrate: copied?.rendition.peakBandwidth ?? null,
    },
    {
      maxHeight: request.policy.maxHeight,
      preset: request.policy.preset,
      encoder: encoderVersion('libx264'),
    },
  );
  const encoded = ladder.map(({ label, recipe }) =>
    encodedRendition(input.stream, { label, recipe, timeline }),
  );
  return { facts, timeline, renditions: [...(copied === null ? [] : [copied.rendition]), ...encoded] };
}

function averageBitrate(index: VideoIndex, timeline: VideoTimeline): number {
  return videoBandwidth(index, timeline).average;
}

function videoBandwidth(index: VideoIndex, timeline: VideoTimeline) {
  return weighSegments(index, {
    cuts: timeline.cuts,
    timescale: timeline.timescale,
    place: (ticks) => ticks - timeline.originTicks,
  });
}

/** The passthrough rendition, or null where the source's keys or its weight do not allow one. */
function copiedRendition(
  input: VideoPlanInput,
  plan: { readonly copyable: CopyableVideo; readonly timeline: VideoTimeline; readonly index: VideoIndex },
): { rendition: PlannedRendition; timeline: VideoTimeline } | null {
  const { copyable, timeline } = plan;
  if (!timeline.cutsAtKeys || !keysAreIdr(input, copyable.config)) return null;
  const bandwidth = videoBandwidth(plan.index, timeline);
  if (!isStreamable(bandwidth.average)) return null;
  const { width, height, config, pixelAspect } = copyable;
  return {
    timeline,
    rendition: {
      label: `${rungName(width, height)}-source`,
      recipe: { kind: 'video-copy', track: input.stream.index },
      codecs: codecString('avc1', config),
      peakBandwidth: bandwidth.peak,
      averageBandwidth: bandwidth.average,
      width,
      height,
      init: writeInitSegment({
        kind: 'video',
        codec: 'avc1',
        timescale: timeline.timescale,
        config,
        width,
        height,
        ...(pixelAspect === null ? {} : { pixelAspect }),
        compositionShift: timeline.compositionShift,
      }),
    },
  };
}

function encodedRendition(
  stream: Stream,
  plan: { readonly label: string; readonly recipe: VideoEncodeRecipe; readonly timeline: VideoTimeline },
): PlannedRendition {
  const { recipe } = plan;
  const { timescale, compositionShift } = plan.timeline;
  const colour = outputColour(stream, recipe.treatment.tonemap);
  const encoder = openVideoEncoder(recipe, { timescale, colour });
  const config = encoderConfig(encoder);
  encoder.freeContext();
  // Each GOP may spend the buffer it begins with on top of the rate.
  const peak = recipe.maxBitrate + (recipe.bufferBits * BUFFER_AT_START) / recipe.gopSeconds;
  return {
    label: plan.label,
    recipe,
    codecs: codecString('avc1', config),
    peakBandwidth: Math.ceil(peak * PEAK_MARGIN),
    averageBandwidth: recipe.maxBitrate,
    width: recipe.width,
    height: recipe.height,
    init: writeInitSegment({
      kind: 'video',
      codec: 'avc1',
      timescale,
      config,
      width: recipe.width,
      height: recipe.height,
      compositionShift,
    }),
  };
}

interface AudioPlan {
  readonly facts: AudioFacts;
  readonly timeline: AudioTimeline;
  rendition: PlannedRendition;
}

function planAudio(
  stream: Stream,
  index: AudioIndex,
  shared: { readonly origin: Time; readonly pictureCuts: readonly Time[] | null },
): AudioPlan {
  const facts = audioFacts(stream);
  const originTicks = rescale(shared.origin.ticks, shared.origin.timescale, index.timescale);
  const config = copyableAudioConfig(stream, index.firstPacket);
  const timeline = cutAudio(index, {
    originTicks,
    pictureCuts: shared.pictureCuts,
    mayCopy: config !== null,
  });
  const rendition =
    config !== null && timeline.copiesPackets
      ? copiedSound({ index, timeline, facts, config })
      : encodedSound(facts);
  return { facts, timeline, rendition };
}

function copiedSound(plan: {
  readonly index: AudioIndex;
  readonly timeline: AudioTimeline;
  readonly facts: AudioFacts;
  readonly config: Uint8Array;
}): PlannedRendition {
  const { index, timeline, facts, config } = plan;
  const bandwidth = weighSegments(index, {
    cuts: timeline.cuts,
    timescale: timeline.timescale,
    place: (ticks) => rescale(ticks - timeline.originTicks, timeline.sourceTimescale, timeline.timescale),
  });
  return {
    label: 'audio-source',
    recipe: { kind: 'audio-copy', track: facts.track },
    codecs: codecString('mp4a', config),
    peakBandwidth: bandwidth.peak,
    averageBandwidth: bandwidth.average,
    channels: facts.channels,
    sampleRate: facts.sampleRate,
    init: writeInitSegment({
      kind: 'audio',
      codec: 'mp4a',
      timescale: timeline.timescale,
      config,
      sampleRate: facts.sampleRate,
      channels: facts.channels,
      language: facts.language,
      averageBitrate: bandwidth.average,
    }),
  };
}

function encodedSound(facts: AudioFacts): PlannedRendition {
  const channels = facts.channels === 1 ? 1 : 2;
  const bitrate = channels === 1 ? MONO_BITRATE : STEREO_BITRATE;
  const recipe = {
    kind: 'audio-aac',
    track: facts.track,
    sampleRate: 48000,
    channels,
    bitrate,
    encoder: encoderVersion('aac'),
  } as const;
  const encoder = openAudioEncoder(recipe);
  const config = new Uint8Array(encoder.extraData ?? []);
  encoder.freeContext();
  return {
    label: 'audio',
    recipe,
    codecs: codecString('mp4a', config),
    peakBandwidth: Math.ceil(bitrate * 1.25),
    averageBandwidth: bitrate,
    channels,
    sampleRate: 48_000,
    init: writeInitSegment({
      kind: 'audio',
      codec: 'mp4a',
      timescale: 48_000,
      config,
      sampleRate: 48_000,
      channels,
      language: facts.language,
      averageBitrate: bitrate,
    }),
  };
}

/** Labels tell several sound tracks apart: by language, and by number where that is not enough. */
function nameAudio(plans: readonly AudioPlan[]): void {
  const seen = new Map<string, number>();
  for (const plan of plans) {
    const base =
      plan.facts.language === null
        ? plan.rendition.label
        : `${plan.rendition.label}-${plan.facts.language.toLowerCase()}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    plan.rendition = { ...plan.rendition, label: count === 1 ? base : `${base}-${count}` };
  }
}
