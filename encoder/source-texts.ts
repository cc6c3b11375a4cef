// Takes over the subtitles that a process found in a source, believing nothing that it says.
import { z } from 'zod';
import type { EncoderChunk } from './child.ts';
import { encoderError } from './errors.ts';
import { MAX_TRACKS } from './messages.ts';
import type { SourceText } from './protocol.ts';

/** Of all texts of a source together: twice what a process takes in, since escaping makes it grow. */
const MAX_BYTES = 32 * 1024 * 1024;

const text = z.object({
  track: z
    .int()
    .min(0)
    .max(MAX_TRACKS - 1),
  codec: z.string().max(40),
  language: z.string().max(35).nullable(),
  title: z.string().max(200).nullable(),
  isDefault: z.boolean(),
  isForced: z.boolean(),
  isForImpaired: z.boolean(),
  state: z.enum(['read', 'unread', 'empty', 'pictures', 'unsupported', 'unreadable']),
  message: z.string().max(1000).nullable(),
});

const texts = z.array(text).max(MAX_TRACKS);

export interface TextFiles {
  /** @throws EncoderError `encoder-protocol` where there is more than any source has */
  add(chunk: EncoderChunk): void;
  /** Null for a track of which nothing came. */
  take(track: number): Buffer | null;
}

/** Puts the files together that come in pieces beside a message. */
export function collectTextFiles(): TextFiles {
  const pieces = new Map<number, Buffer[]>();
  let left = MAX_BYTES;
  return {
    add({ segment, bytes }) {
      left -= bytes.byteLength;
      if (left < 0)
        throw encoderError(
          'encoder-protocol',
          'The encoder process sent more subtitles than a source can have.',
        );
      const known = pieces.get(segment) ?? [];
      known.push(bytes);
      pieces.set(segment, known);
    },
    take(track) {
      const found = pieces.get(track);
      return found === undefined ? null : Buffer.concat(found);
    },
  };
}

/** @throws TypeError at what is none */
export function decodeTexts(wire: unknown, files: Pick<TextFiles, 'take'>): SourceText[] {
  const parsed = texts.safeParse(wire);
  if (!parsed.success) throw new TypeError(`The texts are wrong: ${parsed.error.issues[0]?.message ?? ''}`);
  const tracks = new Set(parsed.data.map(({ track }) => track));
  if (tracks.size < parsed.data.length) throw new TypeError('Two texts are of one track.');
  return parsed.data.map((one) => {
    const webvtt = one.state === 'read' ? files.take(one.track) : null;
    if (one.state === 'read' && webvtt === null)
      throw new TypeError(`Text ${one.track} came without its file.`);
    return { ...one, webvtt };
  });
}
