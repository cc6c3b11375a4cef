// The kinds of artwork, and what is made of each: proportions, sizes and formats.

export const imageKinds = ['poster', 'backdrop', 'logo', 'still', 'portrait'] as const;
export type ImageKind = (typeof imageKinds)[number];

/** What a title may have; a portrait is a person's. */
export const titleArtworkKinds = ['poster', 'backdrop', 'logo', 'still'] as const;

export const imageFormats = ['avif', 'webp', 'jpg', 'png'] as const;
export type ImageFormat = (typeof imageFormats)[number];

export interface KindRule {
  /** Width to height; null for whatever the picture has. */
  readonly ratio: number | null;
  /** Ascending. What is narrower than the first is refused. */
  readonly widths: readonly [number, ...number[]];
  /** The best first; the last is for browsers that know none of the others. */
  readonly formats: readonly ImageFormat[];
  readonly isTransparent: boolean;
}

const photo = { formats: ['avif', 'webp', 'jpg'], isTransparent: false } as const;

export const kindRules: Readonly<Record<ImageKind, KindRule>> = {
  poster: { ...photo, ratio: 2 / 3, widths: [160, 320, 640, 960] },
  backdrop: { ...photo, ratio: 16 / 9, widths: [160, 320, 640, 1280, 1920] },
  still: { ...photo, ratio: 16 / 9, widths: [160, 320, 640, 1280] },
  portrait: { ...photo, ratio: 2 / 3, widths: [80, 160, 320, 640] },
  logo: { formats: ['avif', 'webp', 'png'], isTransparent: true, ratio: null, widths: [160, 320, 640, 1280] },
};

/** Counted up when pictures are made differently: the same upload is then made anew. */
export const RECIPE_VERSION = 1;

/** Never wider than the picture; the widest is as wide as the kind and the picture allow. */
export function widthsFor(kind: ImageKind, available: number): number[] {
  const { widths } = kindRules[kind];
  const widest = Math.min(available, widths.at(-1) ?? available);
  return [...widths.filter((width) => width < widest), widest];
}
