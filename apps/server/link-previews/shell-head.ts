/** The part of Watch's page that other programs read: what it is called and, of titles that anybody may see, what they are. */
import { languagesOf } from '@vitascope/catalog';
import type { HttpRequest } from '@vitascope/platform/http';
import type { Logger } from '@vitascope/platform/kernel';
import { escapeHtml } from './escape-html.ts';
import type { LinkPreview, LinkPreviews } from './link-preview.ts';

/** A page does not wait longer for what its own reader does not need. */
const PATIENCE_MS = 400;
/** Pages have no limit of requests: so many look for a title at once, the rest say what the service is called. */
const MOST_AT_ONCE = 4;
/** Longer descriptions are cut by whoever shows them. */
const MOST_LETTERS = 300;

const types: Readonly<Partial<Record<LinkPreview['kind'], string>>> = {
  film: 'video.movie',
  episode: 'video.episode',
  series: 'video.tv_show',
  season: 'video.tv_show',
};

/** For `renderShell` of the web apps. Never throws, and never takes long. */
export function createShellHead({
  previews,
  logger,
}: {
  readonly previews: LinkPreviews;
  readonly logger: Logger;
}): (request: HttpRequest) => Promise<string> {
  const plain = serviceHead(previews.serviceName);
  let running = 0;

  async function headOf(key: string, request: HttpRequest): Promise<string> {
    running++;
    try {
      const found = await previews.find(key, request, languagesOf(request, undefined));
      return found === null ? plain : titleHead(found, previews.serviceName, previews.baseOf(request));
    } catch (err) {
      logger.warn({ err }, 'A page says nothing of its title to other programs.');
      return plain;
    } finally {
      running--;
    }
  }

  return async (request) => {
    const key = titleKeyOf(request.url);
    // Browsers of people who have been here keep cookies; those who read pages for their links have none.
    if (key === null || request.headers.cookie !== undefined || running >= MOST_AT_ONCE) return plain;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(plain), PATIENCE_MS);
    });
    return Promise.race([headOf(key, request), late]).finally(() => clearTimeout(timer));
  };
}

/** The id or slug in `/title/…`. */
export function titleKeyOf(path: string): string | null {
  const part = /^\/title\/([^/?#]+)\/?(?:[?#]|$)/.exec(path)?.[1];
  if (part === undefined) return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function serviceHead(serviceName: string): string {
  return [
    `<title>${escapeHtml(serviceName)}</title>`,
    meta('property', 'og:site_name', serviceName),
    meta('property', 'og:title', serviceName),
    meta('name', 'apple-mobile-web-app-title', serviceName),
  ].join('\n    ');
}

/** Open Graph (ogp.me), Twitter cards, and where oEmbed answers. */
function titleHead(title: LinkPreview, serviceName: string, base: string): string {
  const { name, url, image, embedUrl } = title;
  const description = shortened(title.description ?? '');
  const oembed = `${base}/api/v1/oembed?url=${encodeURIComponent(url)}`;
  const og: readonly (readonly [string, string | number | undefined])[] = [
    ['og:site_name', serviceName],
    ['og:type', types[title.kind] ?? 'video.other'],
    ['og:title', name],
    ['og:description', description],
    ['og:url', url],
    ['og:locale', title.language.replace('-', '_')],
    ['og:image', image?.url],
    ['og:image:width', image?.width],
    ['og:image:height', image?.height],
    ['og:image:alt', image === null ? undefined : name],
    ['og:video', embedUrl ?? undefined],
    ['og:video:type', embedUrl === null ? undefined : 'text/html'],
    ['og:video:width', embedUrl === null ? undefined : 1280],
    ['og:video:height', embedUrl === null ? undefined : 720],
  ];
  const isWide = image !== null && image.width > image.height;
  const twitter = [
    ['twitter:card', isWide ? 'summary_large_image' : 'summary'],
    ['twitter:title', name],
    ['twitter:description', description],
    ['twitter:image', image?.url],
  ] as const;
  return [
    `<title>${escapeHtml(`${name} · ${serviceName}`)}</title>`,
    ...(description === '' ? [] : [meta('name', 'description', description)]),
    `<link rel="canonical" href="${escapeHtml(url)}">`,
    `<link rel="alternate" type="application/json+oembed" href="${escapeHtml(oembed)}" title="${escapeHtml(name)}">`,
    ...og.flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [meta('property', key, value)],
    ),
    ...twitter.flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [meta('name', key, value)],
    ),
    meta('name', 'apple-mobile-web-app-title', serviceName),
  ].join('\n    ');
}

function meta(attribute: 'name' | 'property', key: string, value: string | number): string {
  return `<meta ${attribute}="${key}" content="${escapeHtml(String(value))}">`;
}

/** By whole characters, so that none is cut in two. */
function shortened(text: string): string {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  const letters = [...plain];
  return letters.length <= MOST_LETTERS
    ? plain
    : `${letters
        .slice(0, MOST_LETTERS - 1)
        .join('')
        .trimEnd()}…`;
}
