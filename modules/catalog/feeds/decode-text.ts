// From bytes to text: UTF-8, or UTF-16 where its mark says so.
import { feedError } from './errors.ts';

/** @throws `feed-unreadable` for bytes that are no text, `feed-too-large` */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>, maxBytes: number): AsyncIterable<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let begin: Buffer = Buffer.alloc(0);
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw feedError('feed-too-large', `The feed has more than ${maxBytes} bytes. Send it in parts.`);
    if (decoder !== null) {
      yield decode(decoder, chunk);
      continue;
    }
    begin = Buffer.concat([begin, chunk]);
    if (begin.length < 3) continue;
    decoder = decoderFor(begin);
    yield decode(decoder, begin);
  }
  decoder ??= decoderFor(begin);
  if (size < 3) yield decode(decoder, begin);
  yield decode(decoder, null);
}

function decoderFor(begin: Buffer): InstanceType<typeof TextDecoder> {
  const [first, second] = begin;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be', { fatal: true });
  return new TextDecoder('utf-8', { fatal: true });
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array | null): string {
  try {
    return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    throw feedError(
      'feed-unreadable',
      `The feed has bytes that are not ${decoder.encoding}. Save it as UTF-8 ("CSV UTF-8" in a spreadsheet).`,
      { cause },
    );
  }
}
