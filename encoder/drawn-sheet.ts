// Takes over a drawn sheet, believing nothing that an encoder process says.
import { z } from 'zod';
import { encoderError } from './errors.ts';
import type { DrawnSheet } from './protocol.ts';

/** A hundred tiles of noise weigh half of this. */
const MAX_SHEET_BYTES = 4 * 1024 * 1024;

const size = z.object({
  tileWidth: z.int().min(1).max(1000),
  tileHeight: z.int().min(1).max(1000),
});

/** @throws EncoderError `encoder-protocol` for what is no sheet */
export function decodeSheet(jpeg: Buffer, result: unknown): DrawnSheet {
  const parsed = size.safeParse(result);
  const isJpeg = jpeg.length <= MAX_SHEET_BYTES && jpeg[0] === 0xff && jpeg[1] === 0xd8;
  if (parsed.success && isJpeg) return { jpeg, ...parsed.data };
  throw encoderError('encoder-protocol', 'The encoder process answered with something that is no sheet.');
}
