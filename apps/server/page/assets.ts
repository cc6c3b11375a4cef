/** The page as the server holds it: every file read once, types stripped, compressed, with its ETag. */
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { contentTypeOf, readyFile, revalidate, type StaticFile } from '../static-files/static-file.ts';

/** Files of other packages that the page loads: where it asks for them, and where they are. */
const vendorFiles: readonly { readonly urlPath: string; readonly file: string }[] = [
  {
    urlPath: '/page/vendor/shaka-player.js',
    file: import.meta.resolve('shaka-player/dist/shaka-player.compiled-es2021.js'),
  },
  { urlPath: '/page/vendor/tus.js', file: import.meta.resolve('tus-js-client/dist/tus.min.js') },
  // With the axis of optical sizes, since titles stand from 21 to 92 pixels.
  {
    urlPath: '/page/vendor/fraunces.woff2',
    file: import.meta.resolve('@fontsource-variable/fraunces/files/fraunces-latin-opsz-normal.woff2'),
  },
  {
    urlPath: '/page/vendor/inter.woff2',
    file: import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
  },
];

/**
 * For every answer with the page in it. Nothing inline, nothing from elsewhere; pictures and sound come from this origin
 * by Media Source (`blob:`).
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** These change only with a release. */
const vendorCaching = 'public, max-age=86400';

const folder = new URL('./', import.meta.url);
const isServed = (name: string): boolean =>
  /\.(html|css|svg|ts)$/.test(name) && !name.endsWith('.test.ts') && name !== 'assets.ts';

/**
 * Every file by the path it is asked for under. `/` is the page itself, to be sent for `/old/` and for all of `/watch/`.
 * Reads the disk and compresses, some 100 ms: call it once, at start.
 */
export function loadPage(): Map<string, StaticFile> {
  const names = readdirSync(folder).filter(isServed).sort();
  const modules = names.filter((name) => name.endsWith('.ts') && name !== 'theme.ts');
  const page = new Map<string, StaticFile>();
  for (const name of names) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const contentType = contentTypeOf(name);
    if (name === 'index.html') page.set('/', ready(withModules(text, modules), contentType, revalidate));
    else
      page.set(
        `/page/${name}`,
        ready(name.endsWith('.ts') ? stripTypes(text) : text, contentType, revalidate),
      );
  }
  for (const { urlPath, file } of vendorFiles) {
    const bytes = readFileSync(new URL(file));
    const content = urlPath.endsWith('.js') ? withoutSourceMap(bytes.toString()) : bytes;
    page.set(urlPath, ready(content, contentTypeOf(urlPath), vendorCaching));
  }
  return page;
}

/** The map is not served, and asking for it would be an error in the console. */
const withoutSourceMap = (script: string): string => script.replace(/^\/\/# sourceMappingURL=.*$/m, '');

/** Node runs this very code on this very function and still calls it experimental; the operator need not read that. */
function stripTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source, { mode: 'strip' });
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The start of the page, with all of its modules announced, so that they are fetched at once and not link by link. */
function withModules(html: string, modules: readonly string[]): string {
  const preloads = modules.map((name) => `<link rel="modulepreload" href="/page/${name}">`);
  const lines = [...preloads, '<script type="module" src="/page/main.ts"></script>'];
  return html.replace('<!-- modules -->', () => lines.join('\n    '));
}

const ready = (content: string | Buffer, contentType: string, cacheControl: string): StaticFile =>
  readyFile(content, { contentType, cacheControl });
