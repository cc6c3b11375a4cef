// Makes all sizes and formats of one uploaded picture. Runs in a process of its own: libvips reads what strangers sent.
import sharp, { type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { dominantColour } from './dominant-colour.ts';
import { type Framing, focusWithin, frame, type Point, type Rectangle, type Size } from './frame.ts';
import { type ImageFormat, type ImageKind, kindRules, widthsFor } from './image-kinds.ts';
import type { PictureType } from './picture-type.ts';

export interface PictureWish {
  readonly type: PictureType;
  readonly kind: ImageKind;
  readonly framing: Framing;
  readonly maxPixels: number;
}

export interface PictureFile {
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  readonly bytes: Uint8Array;
}

export interface MadePicture {
  /** Of the upload, upright. */
  readonly source: Size;
  /** The largest file's. */
  readonly size: Size;
  /** Within the frame. */
  readonly focus: Point;
  /** A ThumbHash in base64. */
  readonly placeholder: string;
  /** `#rrggbb` */
  readonly color: string;
  readonly files: readonly PictureFile[];
}

/** The upload is at fault, with the remedy for its editor. */
export class PictureRefused extends Error {
  override readonly name = 'PictureRefused';
}

/** A ThumbHash is made from at most this many pixels a side. */
const THUMB_SIDE = 100;

/** Only these decoders exist in this process: no SVG, no PDF, nothing that opens files, whatever the bytes say. */
const loaders: Readonly<Record<PictureType, string>> = {
  jpeg: 'VipsForeignLoadJpegBuffer',
  png: 'VipsForeignLoadPngBuffer',
  webp: 'VipsForeignLoadWebpBuffer',
  avif: 'VipsForeignLoadHeifBuffer',
};

interface Raw extends Size {
  readonly data: Buffer;
  readonly channels: 3 | 4;
}

/** @throws PictureRefused, and what libvips throws */
export async function makePicture(input: Uint8Array, wish: PictureWish): Promise<MadePicture> {
  sharp.cache(false);
  // One core: viewers have the others.
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: [loaders[wish.type]] });
  const open = (): Sharp =>
    sharp(input, { limitInputPixels: wish.maxPixels, failOn: 'error', unlimited: false, pages: 1 });
  const source = await measure(open(), input, wish);
  const rule = kindRules[wish.kind];
  const area = frame(source, wish.framing, rule.ratio);
  const least = rule.widths[0];
  if (area.width < least)
    throw new PictureRefused(
      `What would be shown of it is ${area.width} × ${area.height} pixels; a ${wish.kind} needs a width of ${least} at least.`,
    );
  const widths = widthsFor(wish.kind, area.width);
  const master = await decode(open(), area, { width: widths.at(-1) ?? least, isOpaque: !rule.isTransparent });
  const files: PictureFile[] = [];
  for (const width of widths)
    for (const format of rule.formats) files.push(await encode(master, width, format));
  return {
    source,
    size: { width: master.width, height: master.height },
    focus: focusWithin(source, area, wish.framing.focus),
    ...(await summarise(master)),
    files,
  };
}

/** The size of the picture, upright. */
async function measure(picture: Sharp, input: Uint8Array, { type, maxPixels }: PictureWish): Promise<Size> {
  const { format, pages = 1, autoOrient } = await picture.metadata();
  if (format !== (type === 'avif' ? 'heif' : type))
    throw new PictureRefused(`It begins like ${type}, but is not. Send it as JPEG, PNG, WebP or AVIF.`);
  if (pages > 1 || isAnimatedWebp(input, type))
    throw new PictureRefused('It is animated. Send a picture that stands still.');
  const { width, height } = autoOrient;
  if (width * height > maxPixels)
    throw new PictureRefused(`It has ${width} × ${height} pixels; ${maxPixels} are the most.`);
  return { width, height };
}

/** With `pages: 1` libvips may not count them. The flag is in the VP8X chunk (rfc9649 §2.7.1). */
function isAnimatedWebp(input: Uint8Array, type: PictureType): boolean {
  return (
    type === 'webp' &&
    Buffer.from(input.subarray(12, 16)).toString('latin1') === 'VP8X' &&
    ((input[20] ?? 0) & 2) !== 0
  );
}

/** Upright, framed, in sRGB with 8 bits, without metadata. */
async function decode(
  picture: Sharp,
  area: Rectangle,
  { width, isOpaque }: { readonly width: number; readonly isOpaque: boolean },
): Promise<Raw> {
  const height = Math.max(1, Math.round((area.height * width) / area.width));
  const framed = picture
    .autoOrient()
    .extract({ left: area.x, top: area.y, width: area.width, height: area.height })
    .resize(width, height, { fit: 'fill' })
    .toColourspace('srgb');
  const { data, info } = await (isOpaque ? framed.flatten({ background: '#000' }) : framed.ensureAlpha())
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels as 3 | 4 };
}

async function encode(master: Raw, width: number, format: ImageFormat): Promise<PictureFile> {
  const height = Math.max(1, Math.round((master.height * width) / master.width));
  const sized = fromRaw(master).resize(width, height, { fit: 'fill' });
  const bytes = await encoded(sized, format).toBuffer();
  return { width, height, format, bytes };
}

function encoded(picture: Sharp, format: ImageFormat): Sharp {
  switch (format) {
    case 'avif':
      // Effort 3 takes a quarter of the time of 4, the default, for files 3 % larger.
      return picture.avif({ quality: 55, effort: 3 });
    case 'webp':
      return picture.webp({ quality: 80, alphaQuality: 90 });
    case 'jpg':
      return picture.jpeg({ quality: 80, progressive: true });
    case 'png':
      return picture.png({ compressionLevel: 9 });
  }
}

/** What is shown while the picture loads. */
async function summarise(master: Raw): Promise<{ placeholder: string; color: string }> {
  const { data, info } = await fromRaw(master)
    .resize(THUMB_SIDE, THUMB_SIDE, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    placeholder: Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64'),
    color: dominantColour(data),
  };
}

function fromRaw({ data, width, height, channels }: Raw): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}
