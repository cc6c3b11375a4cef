/** Draws what a title or person is shown by. */
import sharp from 'sharp';
import { lettering } from './lettering.ts';
import { drawPortrait, drawScene, type Look, svg } from './scenes.ts';

export type ArtworkKind = 'poster' | 'backdrop' | 'logo' | 'still';

/** Large enough for a page, small enough that the server has all sizes of it within a second. */
const sizes = {
  poster: { width: 480, height: 720 },
  backdrop: { width: 1280, height: 720 },
  still: { width: 640, height: 360 },
  logo: { width: 640, height: 240 },
  portrait: { width: 320, height: 480 },
} as const;

const MARGIN = 0.09;
const INK = '#fffdf6';

/** `words` are written on posters and logos only. */
export function drawArtwork(kind: ArtworkKind, look: Look, words: string): Promise<Buffer> {
  const size = sizes[kind];
  const { width, height } = size;
  if (kind === 'logo') {
    const box = { x: 12, y: 12, width: width - 24, height: height - 24 };
    return png(svg(size, lettering(words, box, INK)));
  }
  if (kind !== 'poster') return jpeg(drawScene(look, size));
  const edge = width * MARGIN;
  const box = {
    x: edge,
    y: height * 0.68 + edge,
    width: width - 2 * edge,
    height: height * 0.32 - 2 * edge,
  };
  return jpeg(drawScene(look, size, lettering(words, box, INK)));
}

export function drawFace(seed: number): Promise<Buffer> {
  return jpeg(drawPortrait(seed, sizes.portrait));
}

const jpeg = (picture: string): Promise<Buffer> =>
  sharp(Buffer.from(picture)).jpeg({ quality: 92 }).toBuffer();
const png = (picture: string): Promise<Buffer> => sharp(Buffer.from(picture)).png().toBuffer();
