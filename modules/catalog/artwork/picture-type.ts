// What an upload is, by its first bytes. What its name or its headers say counts for nothing.

export type PictureType = 'jpeg' | 'png' | 'webp' | 'avif';

type Recognition = { readonly type: PictureType } | { readonly refused: string };

const decoder = new TextDecoder('latin1');

/** What the bytes are, or what they are instead. */
export function recognisePicture(bytes: Uint8Array): Recognition {
  const ascii = (start: number, end: number): string => decoder.decode(bytes.subarray(start, end));
  const starts = (...wanted: readonly number[]): boolean => wanted.every((byte, at) => bytes[at] === byte);
  if (starts(0xff, 0xd8, 0xff)) return { type: 'jpeg' };
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return { type: 'png' };
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return { type: 'webp' };
  if (ascii(4, 8) === 'ftyp') {
    // ISO 23008-12 §10: the brands of still AV1 pictures. `avis` is a sequence.
    const brands = [ascii(8, 12), ...brandsOf(bytes)];
    if (brands.includes('avif')) return { type: 'avif' };
    return { refused: `an ISO media file of the brand ${JSON.stringify(brands[0])}` };
  }
  return { refused: nameOf(bytes, ascii) };
}

/** The first bytes of every format that we write, to hold what a process made against what was wanted. */
export function isOfFormat(bytes: Uint8Array, format: 'avif' | 'webp' | 'jpg' | 'png'): boolean {
  const recognised = recognisePicture(bytes);
  return 'type' in recognised && recognised.type === (format === 'jpg' ? 'jpeg' : format);
}

function brandsOf(bytes: Uint8Array): string[] {
  const length = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), 256, bytes.length);
  const brands: string[] = [];
  for (let at = 16; at + 4 <= length; at += 4) brands.push(decoder.decode(bytes.subarray(at, at + 4)));
  return brands;
}

/** Only for the message: whatever is not one of our four types is refused. */
function nameOf(bytes: Uint8Array, ascii: (start: number, end: number) => string): string {
  if (bytes.length === 0) return 'empty';
  if (ascii(0, 4) === 'GIF8') return 'a GIF';
  if (ascii(0, 2) === 'BM') return 'a BMP';
  if (ascii(0, 4) === 'II*\0' || ascii(0, 4) === 'MM\0*') return 'a TIFF';
  if (ascii(0, 4) === '%PDF') return 'a PDF';
  if (ascii(0, 4) === '%!PS' || (bytes[0] === 0xc5 && bytes[1] === 0xd0)) return 'PostScript';
  if (ascii(0, 4) === '\0\0\x01\0' || ascii(0, 4) === '\0\0\x02\0') return 'an icon (ICO)';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'compressed with gzip (an SVGZ?)';
  const text = ascii(0, 1_024).replaceAll('\0', '').toLowerCase();
  if (text.includes('<svg')) return 'an SVG';
  if (text.includes('<html') || text.includes('<!doctype')) return 'HTML';
  if (text.includes('<?xml')) return 'XML';
  if (text.includes('push graphic-context') || text.includes('viewbox')) return 'an MVG';
  return 'something else';
}
