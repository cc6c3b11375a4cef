/** A built app as the server holds it: every file read once, with what it was compressed to and its ETag. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  contentTypeOf,
  immutable,
  isCompressible,
  readyFile,
  revalidate,
  type StaticFile,
} from '../static-files/static-file.ts';
import { distFolder, type WebAppName } from './app-folders.ts';
import { builtFingerprint } from './fingerprint.ts';

export interface WebApp {
  /** By their path in the folder: `assets/index-Bx3k.js`, `favicon.svg`. */
  readonly files: ReadonlyMap<string, StaticFile>;
  /** `index.html`, from which everything begins. */
  readonly shell: StaticFile;
  /** As a content security policy names the scripts that stand in the shell itself: `'sha256-…'`. */
  readonly scriptHashes: readonly string[];
  /** The address of the app's icon, or null. */
  readonly icon: string | null;
}

const SHELL = 'index.html';
const TRIES = 5;
const TRY_AGAIN_MS = 200;

/** Reads `apps/<app>/dist`. Another process may put a new build in its place meanwhile; then it is read again. */
export async function loadWebApp(root: string, app: WebAppName): Promise<WebApp> {
  for (let tries = 1; ; tries++) {
    const fingerprint = builtFingerprint(root, app);
    try {
      const loaded = await readApp(distFolder(root, app));
      if (builtFingerprint(root, app) === fingerprint) return loaded;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === TRIES) throw error;
    }
    await delay(TRY_AGAIN_MS);
  }
}

async function readApp(folder: string): Promise<WebApp> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => !/(^|\/)\.|\.(br|gz)$/.test(name));
  const loaded = await Promise.all(
    names.map(async (name): Promise<[string, StaticFile]> => [name, await readOne(folder, name)]),
  );
  const files = new Map(loaded);
  const shell = files.get(SHELL);
  if (shell === undefined) throw Object.assign(new Error(`${folder} has no ${SHELL}.`), { code: 'ENOENT' });
  files.delete(SHELL);
  const html = shell.bytes.toString();
  return { files, shell, scriptHashes: scriptHashesOf(html), icon: iconOf(html) };
}

async function readOne(folder: string, name: string): Promise<StaticFile> {
  const path = join(folder, name);
  const read = (ending: string): Promise<Buffer | null> => readFile(path + ending).catch(() => null);
  const [bytes, brotli, gzip] = await Promise.all([readFile(path), read('.br'), read('.gz')]);
  // Those of a builder that packs nothing are packed now; pictures and typefaces are packed by what they are.
  const isPacked = brotli !== null || gzip !== null || !isCompressible(name);
  return readyFile(bytes, {
    contentType: contentTypeOf(name),
    cacheControl: name.startsWith('assets/') ? immutable : revalidate,
    ...(isPacked ? { packed: { brotli, gzip } } : {}),
  });
}

/** Of the scripts without `src` that run; data blocks do not and need none (CSP3 §8.4, HTML "prepare the script element"). */
function scriptHashesOf(html: string): string[] {
  const found = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi)];
  return found
    .filter(([, attributes = '']) => !/\ssrc\s*=/i.test(attributes) && runs(attributes))
    .map(([, , text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
}

function runs(attributes: string): boolean {
  const type = /\stype\s*=\s*["']?([^"'\s>]*)/i.exec(attributes)?.[1]?.toLowerCase() ?? '';
  return ['', 'module', 'importmap', 'speculationrules', 'text/javascript'].includes(type);
}

function iconOf(html: string): string | null {
  const links = html.match(/<link\b[^>]*>/gi) ?? [];
  const icon = links.find((link) => /\srel\s*=\s*["']?(shortcut )?icon\b/i.test(link));
  return /\shref\s*=\s*["']([^"']+)["']/i.exec(icon ?? '')?.[1] ?? null;
}
