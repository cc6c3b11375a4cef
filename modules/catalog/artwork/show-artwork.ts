// Which artwork a reader gets, and what a client needs to know of it.
import { z } from 'zod';
import { rankLanguages } from '../language.ts';
import type { ArtworkLink } from '../title.ts';
import { imageFormats, titleArtworkKinds } from './image-kinds.ts';
import type { Image } from './image-store.ts';

export interface ShownImage {
  readonly id: string;
  /** With `{width}` and `{format}`. */
  readonly url: string;
  /** Ascending. */
  readonly widths: readonly number[];
  /** The best first. */
  readonly formats: Image['files'][number]['format'][];
  /** The largest file's. */
  readonly width: number;
  readonly height: number;
  readonly focus: Image['focus'];
  readonly placeholder: string;
  readonly color: string;
}

export type ShownArtwork = Partial<
  Record<ArtworkLink['kind'], ShownImage & { readonly language: string | null }>
>;

export const IMAGES_PATH = '/images';

/**
 * One of each kind: with words in a language that is asked for, or else without words, or else in the original
 * language, or else any.
 */
export function chooseArtwork(
  artwork: readonly ArtworkLink[],
  wanted: readonly string[],
  original: string,
): readonly ArtworkLink[] {
  return [...Map.groupBy(artwork, ({ kind }) => kind).values()].flatMap((links) => {
    const tags = links.flatMap(({ language }) => language ?? []);
    const ranked = rankLanguages(tags, wanted, original);
    const asked = ranked.filter((tag) => wanted.some((language) => isSameLanguage(tag, language)));
    const wordless = links.find(({ language }) => language === null);
    const [best] = asked.length > 0 || wordless === undefined ? ranked : [];
    return links.find(({ language }) => language === (best ?? null)) ?? [];
  });
}

export function showArtwork(
  chosen: readonly ArtworkLink[],
  images: ReadonlyMap<string, Image>,
): ShownArtwork {
  const shown = chosen.flatMap(({ kind, imageId, language }) => {
    const image = images.get(imageId);
    return image === undefined ? [] : [[kind, { ...showImage(image), language }] as const];
  });
  return Object.fromEntries(shown);
}

export function showImage({ id, files, width, height, focus, placeholder, color }: Image): ShownImage {
  return {
    id,
    url: `${IMAGES_PATH}/${id}/{width}.{format}`,
    widths: [...new Set(files.map((file) => file.width))],
    formats: [...new Set(files.map((file) => file.format))],
    width,
    height,
    focus,
    placeholder,
    color,
  };
}

function isSameLanguage(one: string, other: string): boolean {
  return one.split('-', 1)[0] === other.split('-', 1)[0];
}

export const shownImageSchema = z
  .object({
    id: z.string(),
    url: z.string().describe('Put one of the widths and one of the formats into it.'),
    widths: z.array(z.int()).describe('Ascending.'),
    formats: z.array(z.enum(imageFormats)).describe('The best first; the last is for every browser.'),
    width: z.int().describe('Of the largest file.'),
    height: z.int(),
    focus: z
      .object({ x: z.number(), y: z.number() })
      .describe('What matters most: 0 to 1 from left and top.'),
    placeholder: z.string().describe('A ThumbHash in base64.'),
    color: z.string().describe('The colour that there is most of: `#rrggbb`.'),
  })
  .meta({ id: 'ShownImage' });

const withLanguage = shownImageSchema
  .extend({ language: z.string().nullable().describe('Of its words.') })
  .meta({ id: 'ShownArtwork' });

export const shownArtworkSchema = z.object(
  Object.fromEntries(titleArtworkKinds.map((kind) => [kind, withLanguage.optional()])) as Record<
    ArtworkLink['kind'],
    z.ZodOptional<typeof withLanguage>
  >,
);

/** Field by field. */
export function toShownImage(image: ShownImage): z.output<typeof shownImageSchema> {
  return {
    id: image.id,
    url: image.url,
    widths: [...image.widths],
    formats: [...image.formats],
    width: image.width,
    height: image.height,
    focus: { x: image.focus.x, y: image.focus.y },
    placeholder: image.placeholder,
    color: image.color,
  };
}

export function toShownArtwork(artwork: ShownArtwork): z.output<typeof shownArtworkSchema> {
  return Object.fromEntries(
    Object.entries(artwork).map(([kind, image]) => [
      kind,
      { ...toShownImage(image), language: image.language },
    ]),
  );
}
