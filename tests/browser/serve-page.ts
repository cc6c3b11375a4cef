// Serves the player page with other people's players, and folders of streams, on loopback.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const require = createRequire(import.meta.url);

/** Where each library lies in its package: a script, not a module. */
const libraries: Record<string, string> = {
  '/lib/shaka.js': require.resolve('shaka-player/dist/shaka-player.compiled.js'),
  '/lib/hls.js': require.resolve('hls.js/dist/hls.min.js'),
  '/lib/dash.js': require.resolve('dashjs'),
};

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.mpd': 'application/dash+xml',
  '.mp4': 'video/mp4',
  '.m4s': 'video/iso.segment',
};

export interface LocalServer {
  /** Without a slash at the end. */
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Serves `page/` and the player libraries. */
export function servePlayerPage(): Promise<LocalServer> {
  return listen(fileListener((path) => libraries[path] ?? within(join(import.meta.dirname, 'page'), path)));
}

/** Serves a folder to every origin, as an origin server of media does. */
export function serveFolder(folder: string): Promise<LocalServer> {
  return listen(fileListener((path) => within(folder, path)));
}

function within(folder: string, path: string): string | null {
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  return file.startsWith(folder + sep) ? file : null;
}

function fileListener(locate: (path: string) => string | null): RequestListener {
  return (request, response) => {
    const file = locate(decodeURIComponent(new URL(request.url ?? '/', 'http://local').pathname));
    if (file === null || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { 'access-control-allow-origin': '*' }).end();
      return;
    }
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-length': statSync(file).size,
      'access-control-allow-origin': '*',
    });
    createReadStream(file).pipe(response);
  };
}

async function listen(listener: RequestListener): Promise<LocalServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
