// Reads what a URL names, over HTTP or from a file, and fails on anything but the whole of it.
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The bytes at an http:, https: or file: URL. Throws on any status but 200 and on a body cut short. */
export async function readResource(url: string): Promise<Buffer> {
  if (url.startsWith('file:')) return await readFile(fileURLToPath(url));
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  if (response.status !== 200)
    throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Paths become file: URLs; URLs stay as they are. */
export function toUrl(pathOrUrl: string): string {
  return /^(https?|file):/.test(pathOrUrl) ? pathOrUrl : pathToFileURL(pathOrUrl).href;
}
