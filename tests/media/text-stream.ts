// Writes subtitles into a test source, packet by packet as their container stores them: no encoder is needed for that.
import {
  AV_CODEC_ID_ASS,
  AV_CODEC_ID_HDMV_PGS_SUBTITLE,
  AV_CODEC_ID_MOV_TEXT,
  AV_CODEC_ID_SUBRIP,
  AV_CODEC_ID_WEBVTT,
  AV_DISPOSITION_DEFAULT,
  AV_DISPOSITION_FORCED,
  AV_DISPOSITION_HEARING_IMPAIRED,
  AVMEDIA_TYPE_SUBTITLE,
  Dictionary,
  FFmpegError,
  type FormatContext,
  Packet,
  Rational,
} from 'node-av';
import type { TextSpec } from './spec.ts';

const codecIds = {
  mov_text: AV_CODEC_ID_MOV_TEXT,
  subrip: AV_CODEC_ID_SUBRIP,
  ass: AV_CODEC_ID_ASS,
  webvtt: AV_CODEC_ID_WEBVTT,
  pgs: AV_CODEC_ID_HDMV_PGS_SUBTITLE,
} as const;

const dispositions = {
  default: AV_DISPOSITION_DEFAULT,
  forced: AV_DISPOSITION_FORCED,
  'hearing-impaired': AV_DISPOSITION_HEARING_IMPAIRED,
} as const;

const headers: Partial<Record<TextSpec['codec'], Buffer>> = {
  ass: Buffer.from(
    '[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n',
  ),
  // TS 26.245 §5.16 without its box header: flags, justification, colours, a text box, a style, and a table of one font.
  mov_text: Buffer.from(
    '000000000100000000000000000000000000000000000001001200ffffffff00000012667461620001000105417269616c',
    'hex',
  ),
};

/** Returns what writes all packets that begin before a time of the source, `startSeconds` later than they say. */
export function addTextStream(
  output: FormatContext,
  { codec, language, title, flags = [], cues }: TextSpec,
): (untilSeconds: number, startSeconds: number) => void {
  const stream = output.newStream(null);
  stream.codecpar.codecType = AVMEDIA_TYPE_SUBTITLE;
  stream.codecpar.codecId = codecIds[codec];
  stream.codecpar.codecTag = 0;
  const header = headers[codec];
  if (header !== undefined) stream.codecpar.extradata = header;
  stream.timeBase = new Rational(1, 1000);
  stream.metadata = Dictionary.fromObject({
    ...(language === undefined ? {} : { language }),
    ...(title === undefined ? {} : { title, handler_name: title }),
  });
  let disposition = 0;
  for (const flag of flags) disposition |= dispositions[flag];
  stream.disposition = disposition as typeof stream.disposition;
  let next = 0;
  return (untilSeconds, startSeconds) => {
    for (; next < cues.length; next++) {
      const [start, duration, text] = cues[next] as TextSpec['cues'][number];
      if (start / 1000 >= untilSeconds) return;
      const packet = new Packet();
      packet.alloc();
      packet.data = payload(codec, text, next);
      const at = BigInt(Math.round(start + startSeconds * 1000));
      packet.pts = at;
      packet.dts = at;
      packet.duration = BigInt(duration);
      packet.isKeyframe = true;
      packet.streamIndex = stream.index;
      const { num, den } = stream.timeBase;
      packet.rescaleTs({ num: 1, den: 1000 }, { num, den });
      FFmpegError.throwIfError(output.interleavedWriteFrameSync(packet), 'cannot write a text');
    }
  };
}

function payload(codec: TextSpec['codec'], text: string, number: number): Buffer {
  const said = Buffer.from(text);
  if (codec === 'ass') return Buffer.concat([Buffer.from(`${number},0,Default,,0,0,0,,`), said]);
  if (codec !== 'mov_text') return said;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Math.min(said.length, 0xffff));
  return Buffer.concat([length, said]);
}
