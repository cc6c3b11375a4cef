/** Files that a server holds in memory: whole buffers, compressed before anybody asks, each with its ETag. */
import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** One file, ready to be sent with a single `end()`. */
export interface StaticFile {
  readonly bytes: Buffer;
  /** Null where compression does not make it smaller. */
  readonly brotli: Buffer | null;
  readonly gzip: Buffer | null;
  readonly contentType: string;
  /** Strong, with its quotes. A compressed variant needs one of its own: see {@link variantEtag}. */
  readonly etag: string;
  readonly cacheControl: string;
}

export interface FileWish {
  readonly contentType: string;
  readonly cacheControl: string;
  /** What was compressed earlier, better than a start has the time for. */
  readonly packed?: { readonly brotli: Buffer | null; readonly gzip: Buffer | null };
}

/** Asked again each time and answered with 304: an update is seen at once. */
export const revalidate = 'no-cache';
/** For addresses that hold a hash of what they lead to. */
export const immutable = 'public, max-age=31536000, immutable';

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  ts: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  png: 'image/png',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  woff2: 'font/woff2',
};

const extensionOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase();

export const contentTypeOf = (path: string): string =>
  contentTypes[extensionOf(path)] ?? 'application/octet-stream';

/** Whether files of this name are text, which compression makes smaller. */
export const isCompressible = (path: string): boolean =>
  /^(text\/|image\/svg|application\/(json|manifest|wasm))/.test(contentTypeOf(path));

export function readyFile(content: string | Buffer, wish: FileWish): StaticFile {
  const { contentType, cacheControl, packed } = wish;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return {
    bytes,
    ...(packed ?? packQuickly(bytes)),
    contentType,
    etag: `"${digest}"`,
    cacheControl,
  };
}

function packQuickly(bytes: Buffer): { readonly brotli: Buffer | null; readonly gzip: Buffer | null } {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return {
    brotli: smaller(brotliCompressSync(bytes, { params }), bytes),
    gzip: smaller(gzipSync(bytes, { level: 6 }), bytes),
  };
}

const smaller = (packed: Buffer, bytes: Buffer): Buffer | null =>
  packed.length < bytes.length ? packed : null;

/** The ETag of a compressed variant: other bytes, so another tag (RFC 9110 §8.8.3.3). */
export function variantEtag(etag: string, encoding: 'br' | 'gzip'): string {
  return `${etag.slice(0, -1)}-${encoding}"`;
}
