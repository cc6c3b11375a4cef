// Answers the requests of an encoder process: examine a source, make segments, test itself.

import { AV_LOG_ERROR } from 'node-av/constants';
import type { Stream } from 'node-av/lib';
import { getFFmpegInfo, Log } from 'node-av/lib';
import { TEXTS } from '../messages.ts';
import type {
  DrawSheetRequest,
  EncoderRequest,
  Examination,
  ExamineRequest,
  MakeAudioRequest,
  MakeVideoRequest,
  ReadTextsRequest,
  SourceText,
} from '../protocol.ts';
import { copyAudio } from './copy-audio.ts';
import { copyVideo } from './copy-video.ts';
import { drawSample } from './draw-sample.ts';
import { drawSheet, type TileSize } from './draw-sheet.ts';
import { encodeAudio } from './encode-audio.ts';
import { encodeTexts } from './encode-examination.ts';
import { type EncodedRendition, encodeVideo } from './encode-video.ts';
import { examine } from './examine.ts';
import type { Reply } from './handler.ts';
import { createSourceCache, type OpenSource, openSource } from './open-source.ts';
import { readTexts } from './read-texts.ts';
import { createRunStore } from './run-store.ts';
import { selfTest } from './self-test.ts';
import { SourceError } from './source-error.ts';

Log.setLevel(AV_LOG_ERROR);

/** Said when the process is ready. */
export const version = `ffmpeg ${getFFmpegInfo().version}`;

/** The demuxer of requests that begin with a seek; what examining opened serves the first segments too. */
const SHARED = 'shared';
/** The demuxer of encoding, which goes on from where the last segment ended. */
const STANDING = 'standing';

const sources = createSourceCache();
const runs = createRunStore();

/** @throws SourceError and others; the process stays usable after each of them */
export function handleRequest(request: EncoderRequest, reply: Reply): unknown {
  switch (request.op) {
    case 'examine':
      return examineAnew(request, reply);
    case 'make-video':
      return makeVideo(request, reply);
    case 'make-audio':
      return makeAudio(request, reply);
    case 'self-test':
      return selfTest();
    case 'draw-sample':
      return drawSample(request);
    case 'draw-sheet':
      return drawSheetOf(request, reply);
    case 'read-texts':
      return readTextsOf(request, reply);
  }
}

function examineAnew(request: ExamineRequest, reply: Reply): Examination {
  // A fresh look each time: what an earlier request read on this demuxer must not show.
  runs.dropAll();
  sources.drop(request.source, SHARED);
  const examination = examine(sources.get(request.source, SHARED), request);
  sendTexts(examination.texts, reply);
  return examination;
}

function readTextsOf(request: ReadTextsRequest, reply: Reply): unknown {
  // All others are read from end to end.
  const source = openSource(request.source, { isSparse: request.container === 'mp4' });
  try {
    const texts = readTexts(source, request);
    sendTexts(texts, reply);
    return encodeTexts(texts);
  } finally {
    source.close();
  }
}

function sendTexts(texts: readonly SourceText[], reply: Reply): void {
  for (const { track, webvtt } of texts) if (webvtt !== null) reply.chunk(TEXTS, track, [webvtt], true);
}

async function makeVideo(request: MakeVideoRequest, reply: Reply): Promise<void> {
  const encoded: EncodedRendition[] = [];
  const copied: string[] = [];
  for (const { id, recipe } of request.renditions) {
    if (recipe.kind === 'video-copy') copied.push(id);
    else encoded.push({ id, recipe });
  }
  if (copied.length > 0) {
    const source = sources.get(request.source, SHARED);
    const stream = streamAt(source, request.timeline.track);
    for (const id of copied) copyVideo({ source, stream }, request, id, reply);
  }
  if (encoded.length === 0) return;
  try {
    const source = sources.get(request.source, STANDING);
    const stream = streamAt(source, request.timeline.track);
    await encodeVideo({ source, stream, runs }, request, encoded, reply);
  } catch (error) {
    runs.dropAll();
    sources.drop(request.source, STANDING);
    throw error;
  }
}

function makeAudio(request: MakeAudioRequest, reply: Reply): void {
  const source = sources.get(request.source, SHARED);
  const stream = streamAt(source, request.timeline.track);
  for (const { id, recipe } of request.renditions) {
    if (recipe.kind === 'audio-copy') copyAudio({ source, stream }, request, id, reply);
    else encodeAudio({ source, stream }, request, { id, recipe }, reply);
  }
}

function drawSheetOf(request: DrawSheetRequest, reply: Reply): TileSize {
  const source = sources.get(request.source, SHARED);
  return drawSheet({ source, stream: streamAt(source, request.timeline.track) }, request, reply);
}

function streamAt(source: OpenSource, track: number): Stream {
  const stream = source.streams[track];
  if (stream !== undefined) return stream;
  throw new SourceError(
    'source-unreadable',
    `This file has no track ${track} any more: it was changed after it was examined.`,
  );
}
