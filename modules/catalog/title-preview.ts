// What strangers may read of a title where somebody shares a link to it: only of what anybody may see, wherever they are.
import { unknownViewer } from './availability.ts';
import type { Browse } from './browse.ts';
import type { ShownTitle } from './present.ts';

export interface TitlePreview {
  readonly id: string;
  readonly slug: string;
  readonly kind: ShownTitle['kind'];
  readonly language: string;
  readonly name: string;
  readonly description: string | null;
  /** In a format that every reader of links knows; null without artwork. */
  readonly picture: { readonly path: string; readonly width: number; readonly height: number } | null;
}

/** By id or slug; null for what not everybody may see, and for what there is not. */
export type PreviewTitle = (key: string, languages?: readonly string[]) => Promise<TitlePreview | null>;

/** Large enough for a card, small enough for whoever fetches it. */
const PICTURE_WIDTH = 1_280;
const DESCRIPTION_LENGTH = 300;

export function createTitlePreview({ browse }: { readonly browse: Pick<Browse, 'get'> }): PreviewTitle {
  return async (key, languages = []) => {
    const title = await browse.get(key, { viewer: unknownViewer, languages }).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'title-not-found') return null;
      throw error;
    });
    if (title === null) return null;
    const text = title.tagline ?? title.synopsis;
    return {
      id: title.id,
      slug: title.slug,
      kind: title.kind,
      language: title.language,
      name: title.name,
      description: text === null ? null : shorten(text.replace(/\s+/g, ' ').trim()),
      picture: pictureOf(title),
    };
  };
}

function pictureOf({ artwork }: Pick<ShownTitle, 'artwork'>): TitlePreview['picture'] {
  const image = artwork.backdrop ?? artwork.still ?? artwork.poster;
  const format = image?.formats.at(-1);
  if (image === undefined || format === undefined) return null;
  const width = image.widths.findLast((one) => one <= PICTURE_WIDTH) ?? image.width;
  return {
    path: image.url.replace('{width}', String(width)).replace('{format}', format),
    width,
    height: Math.round((width * image.height) / image.width),
  };
}

/** At the end of a word. */
function shorten(text: string): string {
  if (text.length <= DESCRIPTION_LENGTH) return text;
  return `${text
    .slice(0, DESCRIPTION_LENGTH)
    .replace(/\s+\S*$/, '')
    .toWellFormed()}…`;
}
