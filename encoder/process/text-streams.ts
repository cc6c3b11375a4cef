// Takes the subtitles out of a source: which of its streams are text, and their cues while packets are read anyhow.
import {
  CaptionError,
  captionLimits,
  placeCues,
  readPacketText,
  type TextForm,
  type TimedText,
  writeWebVtt,
} from '@vitascope/media/captions';
import type { Time } from '@vitascope/media/time';
import {
  AV_CODEC_ID_ASS,
  AV_CODEC_ID_DVB_SUBTITLE,
  AV_CODEC_ID_DVB_TELETEXT,
  AV_CODEC_ID_DVD_SUBTITLE,
  AV_CODEC_ID_EIA_608,
  AV_CODEC_ID_HDMV_PGS_SUBTITLE,
  AV_CODEC_ID_MOV_TEXT,
  AV_CODEC_ID_SSA,
  AV_CODEC_ID_SUBRIP,
  AV_CODEC_ID_TEXT,
  AV_CODEC_ID_TTML,
  AV_CODEC_ID_WEBVTT,
  AV_CODEC_ID_XSUB,
  AV_DISPOSITION_CAPTIONS,
  AV_DISPOSITION_DEFAULT,
  AV_DISPOSITION_FORCED,
  AV_DISPOSITION_HEARING_IMPAIRED,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_WEBVTT_SETTINGS,
  type AVCodecID,
  AVMEDIA_TYPE_SUBTITLE,
} from 'node-av/constants';
import type { Packet, Stream } from 'node-av/lib';
import type { ContainerName, SourceText, TextStreamFacts } from '../protocol.ts';
import type { OpenSource } from './open-source.ts';
import { languageOf } from './track-facts.ts';

/** Of all streams together: a hundred languages of a long film. */
const MAX_TEXTS = 300_000;
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

interface TextCodec {
  readonly name: string;
  /** How its packets are written; null where they hold no text that is read here. */
  readonly form: TextForm | null;
  readonly isPictures?: true;
}

const codecs: ReadonlyMap<AVCodecID, TextCodec> = new Map<AVCodecID, TextCodec>([
  [AV_CODEC_ID_SUBRIP, { name: 'subrip', form: 'subrip' }],
  [AV_CODEC_ID_TEXT, { name: 'text', form: 'subrip' }],
  [AV_CODEC_ID_ASS, { name: 'ass', form: 'ass' }],
  [AV_CODEC_ID_SSA, { name: 'ssa', form: 'ass' }],
  [AV_CODEC_ID_WEBVTT, { name: 'webvtt', form: 'webvtt' }],
  [AV_CODEC_ID_MOV_TEXT, { name: 'mov_text', form: 'tx3g' }],
  [AV_CODEC_ID_HDMV_PGS_SUBTITLE, { name: 'pgs', form: null, isPictures: true }],
  [AV_CODEC_ID_DVD_SUBTITLE, { name: 'vobsub', form: null, isPictures: true }],
  [AV_CODEC_ID_DVB_SUBTITLE, { name: 'dvb', form: null, isPictures: true }],
  [AV_CODEC_ID_XSUB, { name: 'xsub', form: null, isPictures: true }],
  [AV_CODEC_ID_DVB_TELETEXT, { name: 'teletext', form: null }],
  [AV_CODEC_ID_EIA_608, { name: 'cea-608', form: null }],
  [AV_CODEC_ID_TTML, { name: 'ttml', form: null }],
]);

/** Containers whose packets are the texts that {@link codecs} says: in others, boxes or headers lie around them. */
const formsOf: Readonly<Partial<Record<ContainerName, readonly TextForm[]>>> = {
  matroska: ['subrip', 'ass', 'webvtt'],
  mp4: ['tx3g'],
};

interface Reading {
  readonly stream: Stream;
  readonly facts: TextStreamFacts;
  readonly form: TextForm;
  readonly texts: TimedText[];
  bytes: number;
  error: CaptionError | null;
}

export interface TextStreams {
  /** The streams whose packets are to be handed to `take`. */
  readonly wanted: readonly Stream[];
  /** Packets of other streams are none of its business. */
  take(packet: Packet): void;
  /** What has come of every stream; `unread` where no packets were handed over. */
  finish(title: {
    readonly origin: Time;
    readonly durationMs: number;
    readonly isRead: boolean;
  }): SourceText[];
}

/** @param tracks only these; all without them */
export function openTextStreams(
  source: Pick<OpenSource, 'container' | 'streams'>,
  tracks?: readonly number[],
): TextStreams {
  const streams = source.streams.filter(
    ({ index, codecpar }) =>
      codecpar.codecType === AVMEDIA_TYPE_SUBTITLE && (tracks === undefined || tracks.includes(index)),
  );
  const readings = new Map<number, Reading>();
  for (const stream of streams) {
    const form = formOf(stream, source.container);
    if (form === null) continue;
    readings.set(stream.index, { stream, facts: textFacts(stream), form, texts: [], bytes: 0, error: null });
  }
  const left = { texts: MAX_TEXTS, bytes: MAX_TEXT_BYTES };
  return {
    wanted: [...readings.values()].map(({ stream }) => stream),
    take(packet) {
      const reading = readings.get(packet.streamIndex);
      if (reading === undefined || reading.error !== null) return;
      try {
        takePacket(reading, packet, left);
      } catch (error) {
        if (!(error instanceof CaptionError)) throw error;
        reading.error = error;
        reading.texts.length = 0;
      }
    },
    finish: (title) =>
      streams.map((stream) => {
        const reading = readings.get(stream.index);
        if (reading !== undefined) return finishReading(reading, title);
        const isPictures = codecs.get(stream.codecpar.codecId)?.isPictures === true;
        return {
          ...textFacts(stream),
          state: isPictures ? 'pictures' : 'unsupported',
          message: null,
          webvtt: null,
        };
      }),
  };
}

function formOf({ codecpar }: Stream, container: ContainerName): TextForm | null {
  const form = codecs.get(codecpar.codecId)?.form ?? null;
  return form !== null && formsOf[container]?.includes(form) === true ? form : null;
}

/** @throws CaptionError `too-large` */
function takePacket(reading: Reading, packet: Packet, left: { texts: number; bytes: number }): void {
  const { stream, form, texts } = reading;
  const start = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts;
  if (start === AV_NOPTS_VALUE) return;
  reading.bytes += packet.size;
  left.bytes -= packet.size;
  expectRoom(reading.bytes <= captionLimits.bytes && left.bytes >= 0, `${captionLimits.bytes} bytes`);
  const settings =
    form === 'webvtt' ? packet.getSideData(AV_PKT_DATA_WEBVTT_SETTINGS)?.toString('utf8', 0, 500) : '';
  const text = readPacketText(form, packet.data ?? new Uint8Array(), settings);
  if (text === null) return;
  expectRoom(texts.length < captionLimits.cues && left.texts-- > 0, `${captionLimits.cues} cues`);
  const { num } = stream.timeBase;
  texts.push({ ...text, start: Number(start) * num, duration: Number(packet.duration) * num });
}

function expectRoom(isRoom: boolean, limit: string): void {
  if (!isRoom)
    throw new CaptionError('too-large', `There is more of it than the ${limit} that captions may have.`);
}

function finishReading(
  { stream, facts, texts, error }: Reading,
  { isRead, ...title }: { readonly origin: Time; readonly durationMs: number; readonly isRead: boolean },
): SourceText {
  if (!isRead) return { ...facts, state: 'unread', message: null, webvtt: null };
  if (error !== null) return { ...facts, state: 'unreadable', message: error.message, webvtt: null };
  const cues = placeCues(texts, { ...title, timescale: stream.timeBase.den });
  if (cues.length === 0) return { ...facts, state: 'empty', message: null, webvtt: null };
  return { ...facts, state: 'read', message: null, webvtt: Buffer.from(writeWebVtt(cues)) };
}

/** MP4 has no titles: many programs write them as the name of the handler, and most just what handler it is. */
function titleOf({ metadata }: Stream): string {
  const handler = metadata?.get('handler_name') ?? '';
  return (metadata?.get('title') ?? (/handler|gpac|timed text/i.test(handler) ? '' : handler)).trim();
}

function textFacts(stream: Stream): TextStreamFacts {
  const title = titleOf(stream);
  return {
    track: stream.index,
    codec:
      codecs.get(stream.codecpar.codecId)?.name ?? stream.codecpar.codecTagString?.slice(0, 40) ?? 'unknown',
    language: languageOf(stream),
    title: title === '' ? null : title.slice(0, 200).toWellFormed(),
    isDefault: stream.hasDisposition(AV_DISPOSITION_DEFAULT),
    isForced: stream.hasDisposition(AV_DISPOSITION_FORCED),
    isForImpaired:
      stream.hasDisposition(AV_DISPOSITION_HEARING_IMPAIRED) ||
      stream.hasDisposition(AV_DISPOSITION_CAPTIONS),
  };
}
