// One title in one quality, and a plain page for each player, from one server: the same bytes for all of them.
import { createReadStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { writeMpd } from '@vitascope/media/dash';
import { writeMediaPlaylist, writeMultivariantPlaylist } from '@vitascope/media/hls';
import { cutsOf, type PlayerManifest, writePlayerManifest } from '@vitascope/media/manifest';
import type { Presentation, PresentedVideo } from '@vitascope/media/presentation';
import { build } from 'vite';
import { fetchBytes } from './served-title.ts';

const require = createRequire(import.meta.url);
const pages = join(import.meta.dirname, '../player-pages');

export const playerNames = ['hls.js', 'dash.js', 'Shaka Player', 'Vitascope'] as const;
export type PlayerName = (typeof playerNames)[number];

const libraries: Readonly<Record<string, string>> = {
  'hls.js': require.resolve('hls.js/dist/hls.min.js'),
  'dash.js': require.resolve('dashjs'),
  'Shaka Player': require.resolve('shaka-player/dist/shaka-player.compiled-es2021.js'),
};
const scripts: Readonly<Record<PlayerName, string>> = {
  'hls.js': 'hls.js',
  'dash.js': 'dash.js',
  'Shaka Player': 'shaka.js',
  Vitascope: 'own',
};

export interface PlayerPages {
  readonly origin: string;
  /** The page of a player, which plays what stands at `mediaPath` when it is clicked. */
  address(player: PlayerName, mediaPath: string): string;
  close(): Promise<void>;
}

/** `root` has the media; paths of media begin with `/t/`. */
export async function servePlayerPages(root: string): Promise<PlayerPages> {
  const built = join(root, 'built');
  await buildOwn(built);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://local');
    const answer = (type: string, body: string): void => {
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    if (pathname.startsWith('/page/')) {
      answer('text/html', pageOf(decodeURIComponent(pathname.slice(6)) as PlayerName));
      return;
    }
    const file = fileOf(pathname, root, built);
    if (file === null) {
      response.writeHead(404).end();
      return;
    }
    void send(file, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    address: (player, mediaPath) =>
      `${origin}/page/${encodeURIComponent(player)}?url=${encodeURIComponent(origin + mediaPath)}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pageOf(player: PlayerName): string {
  const library = libraries[player] === undefined ? '' : `<script src="/lib/${player}"></script>`;
  const script =
    scripts[player] === 'own'
      ? '<script type="module" src="/built/own.js"></script>'
      : `<script src="/pages/${scripts[player]}"></script>`;
  return `<!doctype html><meta charset="utf-8"><title>${player}</title><link rel="icon" href="data:,">
<button type="button" style="width:200px;height:60px">Play</button>
<video width="1280" height="720" playsinline></video>
${library}<script src="/pages/page.js"></script>${script}`;
}

function fileOf(path: string, root: string, built: string): string | null {
  if (path.startsWith('/lib/')) return libraries[decodeURIComponent(path.slice(5))] ?? null;
  const [folder, rest] = path.startsWith('/pages/')
    ? [pages, path.slice(7)]
    : path.startsWith('/built/')
      ? [built, path.slice(7)]
      : [join(root, 'media'), path.replace(/^\/t\/[^/]+\//, '')];
  const file = normalize(join(folder, rest));
  return file.startsWith(folder + sep) ? file : null;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.mpd': 'application/dash+xml',
};

async function send(file: string, response: import('node:http').ServerResponse): Promise<void> {
  try {
    const { size } = await stat(file);
    const type = types[extname(file)] ?? 'video/mp4';
    response.writeHead(200, {
      'content-type': type,
      'content-length': size,
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    createReadStream(file).pipe(response);
  } catch {
    response.writeHead(404).end();
  }
}

async function buildOwn(outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: pages,
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: join(pages, 'own.ts'),
        output: { entryFileNames: 'own.js', chunkFileNames: '[name]-[hash].js' },
      },
    },
    base: '/built/',
  });
}

export interface KeptTitle {
  /** `/t/bench/<asset>/` */
  readonly mediaPath: string;
  readonly manifest: PlayerManifest;
}

export interface KeepOptions {
  /** Where the product has it: `http://…/t/<token>/<asset>`. */
  readonly base: string;
  readonly root: string;
  /** Which pictures are offered; all without it. */
  readonly heights?: readonly number[];
  /** Segments to keep, from the first on; all without it. */
  readonly seconds?: number;
}

/** Fetches a title's segments from the product and writes the manifests of all players for them. */
export async function keepTitle({ base, root, heights, seconds }: KeepOptions): Promise<KeptTitle> {
  const manifest = JSON.parse((await fetchBytes(`${base}/manifest.json`)).toString()) as PlayerManifest;
  const limit = seconds ?? Number.POSITIVE_INFINITY;
  const cutsFor = (timeline: number): number[] => {
    const known = manifest.timelines[timeline];
    if (known === undefined) throw new Error('the manifest names a timeline that it has not');
    return cutsOf(known)
      .filter((cut) => cut <= limit + 0.01)
      .map((cut) => Math.round(cut * known.timescale));
  };
  const tracked = <T extends { timeline: number }>(track: T) => ({
    ...track,
    timescale: manifest.timelines[track.timeline]?.timescale ?? 1,
    cuts: cutsFor(track.timeline),
  });
  const video: PresentedVideo[] = manifest.video
    .filter(({ height }) => heights === undefined || heights.includes(height))
    .map((track) => ({
      ...tracked(track),
      frameRate: { numerator: Math.round(track.frameRate * 1000), denominator: 1000 },
    }));
  const audio = manifest.audio.map(tracked);
  const durationMs = Math.min(manifest.durationMs, limit * 1000);
  const presentation: Presentation = { duration: { ticks: durationMs, timescale: 1000 }, video, audio };
  const folder = join(root, 'media', 'title');
  const inits = new Map<string, Uint8Array>();
  for (const track of [...video, ...audio]) {
    await mkdir(join(folder, track.id), { recursive: true });
    const init = await fetchBytes(`${base}/${track.id}/init.mp4`);
    inits.set(track.id, init);
    await writeFile(join(folder, track.id, 'init.mp4'), init);
    await writeFile(join(folder, track.id, 'media.m3u8'), writeMediaPlaylist(track));
    for (let n = 0; n < track.cuts.length - 1; n++)
      await writeFile(join(folder, track.id, `${n}.m4s`), await fetchBytes(`${base}/${track.id}/${n}.m4s`));
  }
  const written = writePlayerManifest(presentation, inits);
  await writeFile(join(folder, 'main.m3u8'), writeMultivariantPlaylist(presentation));
  await writeFile(join(folder, 'manifest.mpd'), writeMpd(presentation));
  await writeFile(join(folder, 'manifest.json'), written);
  return { mediaPath: '/t/bench/title/', manifest: JSON.parse(written) as PlayerManifest };
}
