// A whole title on a running product beside nginx with the very same files behind `secure_link`.
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Nginx, startNginx } from './nginx.ts';
import { type Product, temporaryFolder } from './product.ts';
import { serveUnfilled, type UnfilledTitle } from './serve-unfilled.ts';

export interface ServedFile {
  /** Path and query on each of the two. */
  readonly ours: string;
  readonly theirs: string;
  readonly bytes: Buffer;
}

export interface ServedTitle extends UnfilledTitle {
  readonly nginx: Nginx;
  /** Fetches files from the product and puts them where nginx serves them. Paths are relative to `base`. */
  share(paths: readonly string[]): Promise<ServedFile[]>;
  stop(): Promise<void>;
}

const SECRET = 'bench';
const EXPIRES = 4_102_444_800;

const secureLink = `
    location / {
      secure_link $arg_md5,$arg_expires;
      secure_link_md5 "$secure_link_expires$uri ${SECRET}";
      if ($secure_link = "") { return 403; }
      if ($secure_link = "0") { return 410; }
      add_header Access-Control-Allow-Origin *;
      add_header Cache-Control "public, max-age=31536000, immutable";
    }`;

function signed(uri: string): string {
  const md5 = createHash('md5').update(`${EXPIRES}${uri} ${SECRET}`).digest('base64url');
  return `${uri}?md5=${md5}&expires=${EXPIRES}`;
}

export async function serveTitle(source: string): Promise<ServedTitle> {
  const folder = await temporaryFolder('title');
  const nginx = await startNginx({ server: secureLink });
  let product: Product | null = null;
  const stop = async (): Promise<void> => {
    await product?.stop();
    await nginx.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const title = await serveUnfilled(source, join(folder, 'data'));
    product = title.product;
    return { ...title, nginx, stop, share: (paths) => share({ base: title.base, nginx }, paths) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function share(
  { base, nginx }: { base: string; nginx: Nginx },
  paths: readonly string[],
): Promise<ServedFile[]> {
  const files: ServedFile[] = [];
  for (const path of paths) {
    const url = new URL(`${base}/${path}`);
    const bytes = await fetchBytes(url.href);
    const uri = `/${path}`;
    await mkdir(join(nginx.root, path, '..'), { recursive: true });
    await writeFile(join(nginx.root, path), bytes);
    const theirs = signed(uri);
    const same = await fetchBytes(nginx.url + theirs);
    if (!same.equals(bytes)) throw new Error(`nginx serves other bytes for ${path}`);
    await expectRefusals(url, nginx.url + uri);
    files.push({ ours: url.pathname, theirs, bytes });
  }
  return files;
}

/** Neither serves anything to who has no right to it. */
async function expectRefusals(ours: URL, theirs: string): Promise<void> {
  const [, t, token = '', ...rest] = ours.pathname.split('/');
  const last = token.at(-1) === 'A' ? 'B' : 'A';
  const forged = `${ours.origin}/${[t, token.slice(0, -1) + last, ...rest].join('/')}`;
  for (const url of [forged, theirs]) {
    const { status } = await fetch(url);
    if (status !== 403) throw new Error(`${url} gave ${status} without a valid token`);
  }
}

export async function fetchBytes(url: string): Promise<Buffer> {
  const response = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  if (response.status !== 200) throw new Error(`${url} gave ${response.status}: ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}
