// Encodes segments of one picture track in several renditions from a single decode.
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { VideoEncodeRecipe } from '@vitascope/media/ladder';
import { AV_PICTURE_TYPE_NONE, AVERROR_EOF } from 'node-av/constants';
import { FFmpegError, type Frame, type Stream } from 'node-av/lib';
import type { MakeVideoRequest } from '../protocol.ts';
import { newFrame, type PictureReader, readPictures } from './decode-video.ts';
import { createPictureGraph, isStateful, type PictureGraph } from './filter-graph.ts';
import { type Backlog, createGopEncoder, createThreadedGopEncoder, type GopEncoder } from './gop-encoder.ts';
import type { Reply } from './handler.ts';
import type { OpenSource } from './open-source.ts';
import { createSegmentWriter, type SegmentSpan, type SegmentWriter } from './segment-writer.ts';
import { openVideoEncoder, outputColour } from './video-encoder.ts';

export interface EncodedRendition {
  readonly id: string;
  readonly recipe: VideoEncodeRecipe;
}

/** Decoding that stands exactly at a cut, ready to go on with the next segment. */
export interface StandingReader {
  readonly reader: PictureReader;
  /** The first picture of the next segment, already decoded; null at the end of the track. */
  readonly pending: Frame | null;
  /** The picture before it, which stands in where a segment has none of its own. */
  readonly previous: Frame;
}

/** Keyed by what must be the same for a run to go on where another stopped. */
export interface RunStore {
  take(key: string): StandingReader | null;
  put(key: string, standing: StandingReader): void;
}

/** Nothing is shown for less than this share of its slot when frames are dropped to a lower rate. */
const RATE_TOLERANCE = 0.9;

/** Pictures that may wait for the threads of a segment's GOPs: 60 at 1080p. */
const MAX_BACKLOG_BYTES = 192 * 1024 * 1024;

/** One rendition of one segment: the GOP that is being encoded, and the chunks of those before it. */
interface Output {
  readonly rendition: EncodedRendition;
  readonly writer: SegmentWriter;
  gop: GopEncoder | null;
  /** GOPs from here on that were made before, and are passed over. */
  toSkip: number;
  /** Resolves when the chunks of all GOPs that have ended are sent. */
  sent: Promise<void>;
}

/** Rejects with SourceError, FFmpegError; chunks already sent stay unfinished. */
export async function encodeVideo(
  input: { readonly source: OpenSource; readonly stream: Stream; readonly runs: RunStore },
  request: MakeVideoRequest,
  renditions: readonly EncodedRendition[],
  reply: Reply,
): Promise<void> {
  const { timeline, cuts, firstSegment } = request;
  const sourceCut = (i: number) => (cuts[i] as number) + timeline.originTicks;
  const runKey = (cut: number) => `${request.source.id} ${timeline.track} ${cut}`;
  const standing = input.runs.take(runKey(sourceCut(0)));
  // A single segment of a single rendition is what a viewer waits for. Anything else has all processors busy already.
  const isThreaded = cuts.length === 2 && renditions.length === 1 && availableParallelism() > 1;
  const plan = { timeline, renditions, isThreaded };
  const run = createRun(input, plan, standing ?? beginAt(input, sourceCut(0)));
  try {
    for (let i = 0; i + 1 < cuts.length; i++) {
      const span = { number: firstSegment + i, start: cuts[i] as number, end: cuts[i + 1] as number };
      const startMs = Date.now();
      await run.segment(span, reply, i === 0 ? request.begun : undefined);
      reply.span(`encode segment ${span.number}`, startMs, Date.now());
    }
    input.runs.put(runKey(sourceCut(cuts.length - 1)), run.stand());
  } finally {
    run.free();
  }
}

/** Starts decoding so that the next picture is the first one at or after `ticks`. */
function beginAt(
  input: { readonly source: OpenSource; readonly stream: Stream },
  ticks: number,
): StandingReader {
  const reader = readPictures(input.source, input.stream, ticks);
  const previous = newFrame();
  const frame = newFrame();
  while (reader.next(frame)) {
    if (reader.time() >= ticks) return { reader, pending: frame, previous };
    previous.unref();
    previous.ref(frame);
    frame.unref();
  }
  frame.free();
  return { reader, pending: null, previous };
}

interface Run {
  /** `begun`: the chunks that renditions have of it already. */
  segment(span: SegmentSpan, reply: Reply, begun: MakeVideoRequest['begun']): Promise<void>;
  stand(): StandingReader;
  free(): void;
}

interface RunPlan {
  readonly timeline: MakeVideoRequest['timeline'];
  readonly renditions: readonly EncodedRendition[];
  /** GOPs are encoded side by side, each by a thread of its own. */
  readonly isThreaded: boolean;
}

function createRun(input: { readonly stream: Stream }, plan: RunPlan, from: StandingReader): Run {
  const { timescale, originTicks, compositionShift } = plan.timeline;
  const recipes = plan.renditions.map((rendition) => rendition.recipe);
  const first = recipes[0] as VideoEncodeRecipe;
  const colour = outputColour(input.stream, first.treatment.tonemap);
  const { reader, previous } = from;
  let pending = from.pending;
  let graph: PictureGraph | null = null;
  const scaled = newFrame();

  const openGop = (rendition: EncodedRendition, backlog: Backlog): GopEncoder => {
    const context = openVideoEncoder(rendition.recipe, { timescale, colour });
    return plan.isThreaded ? createThreadedGopEncoder(context, backlog) : createGopEncoder(context);
  };

  const pull = ({ outputs, gops, backlog }: SegmentState): void => {
    outputs.forEach((output, i) => {
      while (graph?.pull(i, scaled)) {
        const time = Number(scaled.pts);
        if (gops.startsAt(time)) {
          endGop(output, time);
          output.gop = output.toSkip > 0 ? null : openGop(output.rendition, backlog);
          output.toSkip = Math.max(0, output.toSkip - 1);
        }
        scaled.pictType = AV_PICTURE_TYPE_NONE;
        output.gop?.push(scaled);
        scaled.unref();
      }
    });
  };

  const show = (frame: Frame, time: number, state: SegmentState): void => {
    if (graph !== null && !graph.fits(frame)) {
      graph.flush();
      pull(state);
      graph.free();
      graph = null;
    }
    graph ??= createPictureGraph(frame, timescale, recipes);
    state.gops.note(time);
    frame.pts = BigInt(time);
    graph.push(frame);
    pull(state);
  };

  /** Lets chunks and threads get on; a thread that falls behind is waited for. */
  const pace = async ({ outputs, backlog }: SegmentState): Promise<void> => {
    if (!plan.isThreaded) {
      for (const output of outputs) await output.sent;
      return;
    }
    await nextTurn();
    while (backlog.bytes > MAX_BACKLOG_BYTES) {
      const less = Promise.withResolvers<void>();
      backlog.onLess = less.resolve;
      await less.promise;
    }
  };

  const showAll = async (span: SegmentSpan, state: SegmentState, reply: Reply): Promise<void> => {
    const pacer = createPacer(first.maxFrameRate, timescale);
    let last = -1;
    const accept = (frame: Frame, time: number): void => {
      // A segment's first picture is shown from its cut on, wherever the source put it.
      const shown = last < 0 ? span.start : time;
      if (shown <= last || !pacer.admits(shown)) return;
      show(frame, shown, state);
      last = shown;
    };
    while (pending !== null) {
      const time = reader.time() - originTicks;
      if (time >= span.end) break;
      accept(pending, time);
      previous.unref();
      previous.ref(pending);
      pending.unref();
      if (!reader.next(pending)) {
        pending.free();
        pending = null;
      }
      await pace(state);
      reply.giveWay();
    }
    if (last < 0) accept(standIn(previous, pending), span.start);
    if (isStateful(first.treatment)) {
      graph?.flush();
      pull(state);
      graph?.free();
      graph = null;
    }
  };

  return {
    async segment(span, reply, begun) {
      const outputs = plan.renditions.map((rendition): Output => {
        const firstChunk = begun?.[rendition.id] ?? 0;
        return {
          rendition,
          writer: createSegmentWriter({ rendition: rendition.id, compositionShift, firstChunk }, span, reply),
          gop: null,
          toSkip: firstChunk,
          sent: Promise.resolve(),
        };
      });
      const gops = planGops(span, first.gopSeconds * timescale);
      try {
        await showAll(span, { outputs, gops, backlog: { bytes: 0, onLess() {} } }, reply);
        outputs.forEach(endSegment);
        for (const output of outputs) await output.sent;
      } finally {
        // No thread may still be at work on what is freed next.
        await Promise.allSettled(outputs.flatMap(({ gop, sent }) => [gop?.end(), sent]));
      }
    },
    stand: () => ({ reader, pending, previous }),
    free() {
      graph?.free();
      scaled.free();
    },
  };
}

interface SegmentState {
  readonly outputs: readonly Output[];
  readonly gops: GopPlan;
  readonly backlog: Backlog;
}

/** Sends the chunk of the GOP under way, shown until `end`, when it is encoded and those before it are sent. */
function endGop(output: Output, end: number): void {
  if (output.gop !== null) sendGop(output, output.gop, (writer) => writer.cut(end));
}

/** The same for the last GOP. @throws RangeError where the segment got no picture */
function endSegment(output: Output): void {
  if (output.gop === null) output.writer.finish();
  else sendGop(output, output.gop, (writer) => writer.finish());
}

function sendGop(output: Output, gop: GopEncoder, close: (writer: SegmentWriter) => void): void {
  const { sent, writer } = output;
  const send = async (): Promise<void> => {
    const pictures = await gop.end();
    await sent;
    for (const picture of pictures) writer.add(picture);
    close(writer);
  };
  output.gop = null;
  output.sent = send();
  output.sent.catch(() => {}); // told to whoever awaits it
}

/** What a segment without pictures of its own shows: the picture before it, else the one after it. */
function standIn(previous: Frame, pending: Frame | null): Frame {
  if (previous.width > 0) return previous;
  if (pending !== null) return pending;
  throw new FFmpegError(AVERROR_EOF);
}

interface GopPlan {
  /** Tells the plan of a picture before it is filtered. */
  note(time: number): void;
  /** True where a picture begins a GOP. */
  startsAt(time: number): boolean;
}

/** Divides a segment evenly into GOPs of about the wanted length: each begins at the first picture of its share. */
function planGops(span: SegmentSpan, gopTicks: number): GopPlan {
  const length = span.end - span.start;
  const count = Math.max(1, Math.round(length / gopTicks));
  const starts = new Set<number>();
  let next = 0;
  return {
    note(time) {
      if (next >= count || time < span.start + (length * next) / count) return;
      starts.add(time);
      while (next < count && time >= span.start + (length * next) / count) next++;
    },
    startsAt: (time) => starts.has(time),
  };
}

/** Drops pictures that come faster than the rate; begun anew for each segment, so that segments stay independent. */
function createPacer(maxFrameRate: number | null, timescale: number): { admits(time: number): boolean } {
  if (maxFrameRate === null) return { admits: () => true };
  const slot = timescale / maxFrameRate;
  let due = Number.NEGATIVE_INFINITY;
  return {
    admits(time) {
      if (time < due - slot * (1 - RATE_TOLERANCE)) return false;
      due = Math.max(due + slot, time + slot * RATE_TOLERANCE);
      return true;
    },
  };
}
