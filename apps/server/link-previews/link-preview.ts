/** What other programs may show of a title where somebody has pasted its address: only what anybody may see. */
import { type Browse, type ShownTitle, unknownViewer } from '@vitascope/catalog';
import type { HttpRequest } from '@vitascope/platform/http';
import type { Embeds, PlaybackModule } from '@vitascope/playback';

export interface LinkPreview {
  readonly name: string;
  readonly language: string;
  readonly kind: ShownTitle['kind'];
  readonly description: string | null;
  /** Addresses are whole. */
  readonly url: string;
  readonly image: { readonly url: string; readonly width: number; readonly height: number } | null;
  /** The page that plays it within others; null where it may not. */
  readonly embedUrl: string | null;
}

export interface LinkPreviews {
  readonly serviceName: string;
  /** Where this server is for whoever asks; without a slash at its end. */
  baseOf(request: HttpRequest): string;
  /** By id or slug; null where nobody in particular may see such a title there. */
  find(key: string, request: HttpRequest, languages: readonly string[]): Promise<LinkPreview | null>;
}

interface LinkPreviewDeps {
  readonly serviceName: string;
  /** Whether anybody may sign up: otherwise the titles are nobody's business but of those who are in. */
  readonly isOpen: boolean;
  readonly browse: Pick<Browse, 'get'>;
  readonly embeds: Pick<Embeds, 'isOn' | 'plays'>;
  readonly territories: Pick<PlaybackModule['territories'], 'of'>;
  baseOf(request: HttpRequest): string;
}

/** Slugs and ids; what else stands in an address is no title's, and nothing that a database should see. */
const KEY = /^[a-z0-9_-]{1,120}$/;
/** What most programs show across their window. */
const IMAGE_WIDTH = 1_200;

export function createLinkPreviews(deps: LinkPreviewDeps): LinkPreviews {
  const { serviceName, browse, embeds, baseOf } = deps;
  return {
    serviceName,
    baseOf,
    async find(key, request, languages) {
      if (!KEY.test(key)) return null;
      const { territory } = deps.territories.of(request);
      const reader = { viewer: { ...unknownViewer, territory }, languages };
      const title = await browse.get(key, reader).catch((error: { kind?: string }) => {
        if (error.kind === 'not-found') return null;
        throw error;
      });
      if (title === null) return null;
      const base = baseOf(request);
      const isEmbeddable = embeds.isOn && (await embeds.plays(title.id, territory));
      // An operator who lets other sites show it has said that it is for everybody.
      if (!deps.isOpen && !isEmbeddable) return null;
      return {
        name: title.name,
        language: title.language,
        kind: title.kind,
        description: title.tagline ?? title.synopsis,
        url: `${base}/title/${encodeURIComponent(title.slug)}`,
        image: imageOf(title, base),
        embedUrl: isEmbeddable ? `${base}/embed/${title.id}` : null,
      };
    },
  };
}

function imageOf({ artwork }: Pick<ShownTitle, 'artwork'>, base: string): LinkPreview['image'] {
  const image = artwork.backdrop ?? artwork.still ?? artwork.poster;
  if (image === undefined) return null;
  const width = image.widths.find((one) => one >= IMAGE_WIDTH) ?? image.widths.at(-1) ?? image.width;
  // The last format is for everybody.
  const path = image.url.replace('{width}', String(width)).replace('{format}', image.formats.at(-1) ?? 'jpg');
  return { url: base + path, width, height: Math.round((width * image.height) / image.width) };
}
