// What the process that makes pictures answers, as bytes: the length of a JSON head, the head, the files one after the other.
import { z } from 'zod';
import { imageFormats } from './image-kinds.ts';
import type { MadePicture } from './make-picture.ts';
import { isOfFormat } from './picture-type.ts';

export type PictureAnswer = { readonly made: MadePicture } | { readonly refused: string };

const LENGTH_BYTES = 4;
const share = z.number().min(0).max(1);
const pixels = z.int().min(1).max(100_000);

/** The process has read what strangers sent: it is believed only what has this form. */
const headSchema = z.union([
  z.strictObject({ refused: z.string().max(500) }),
  z.strictObject({
    source: z.strictObject({ width: pixels, height: pixels }),
    size: z.strictObject({ width: pixels, height: pixels }),
    focus: z.strictObject({ x: share, y: share }),
    placeholder: z.base64().max(60),
    color: z.string().regex(/^#[0-9a-f]{6}$/),
    files: z
      .array(
        z.strictObject({
          width: pixels,
          height: pixels,
          format: z.enum(imageFormats),
          sizeBytes: z.int().min(1),
        }),
      )
      .min(1)
      .max(32),
  }),
]);
type Head = z.infer<typeof headSchema>;

export function frameAnswer(answer: PictureAnswer): Uint8Array[] {
  const head = 'refused' in answer ? { refused: answer.refused.slice(0, 500) } : headOf(answer.made);
  const json = Buffer.from(JSON.stringify(head satisfies Head));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return [length, json, ...('made' in answer ? answer.made.files.map(({ bytes }) => bytes) : [])];
}

/** @throws an `Error` for everything that {@link frameAnswer} does not write */
export function readAnswer(bytes: Buffer): PictureAnswer {
  const headEnd = LENGTH_BYTES + bytes.readUInt32BE(0);
  const head = headSchema.parse(JSON.parse(bytes.toString('utf8', LENGTH_BYTES, headEnd)));
  if ('refused' in head) return head;
  let at = headEnd;
  const files = head.files.map(({ width, height, format, sizeBytes }) => {
    const file = bytes.subarray(at, at + sizeBytes);
    at += sizeBytes;
    if (!isOfFormat(file, format)) throw new Error(`What should be ${format} is not.`);
    return { width, height, format, bytes: file };
  });
  if (at !== bytes.length) throw new Error(`There are ${bytes.length} bytes instead of ${at}.`);
  const { source, size, focus, placeholder, color } = head;
  return { made: { source, size, focus, placeholder, color, files } };
}

function headOf({ source, size, focus, placeholder, color, files }: MadePicture): Head {
  return {
    source,
    size,
    focus,
    placeholder,
    color,
    files: files.map(({ width, height, format, bytes }) => ({
      width,
      height,
      format,
      sizeBytes: bytes.byteLength,
    })),
  };
}
