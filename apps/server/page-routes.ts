// Serves the page: whole buffers, compressed once at start.
import type { HttpApp, HttpReply, HttpRequest } from '@vitascope/platform/http';
import { defineErrors } from '@vitascope/platform/kernel';
import { loadPage, type PageFile, pageHeaders, variantEtag } from './page/assets.ts';

const pageError = defineErrors({
  'page-not-found': { kind: 'not-found', title: 'There is no such file' },
});

export function registerPageRoutes(app: HttpApp): void {
  const files = loadPage();
  const send = (path: string) => (request: HttpRequest, reply: HttpReply) => {
    const file = files.get(path === '*' ? (request.url.split('?', 1)[0] ?? '') : path);
    if (file === undefined)
      throw pageError('page-not-found', `There is nothing at ${request.url.split('?', 1)[0]}.`);
    return sendFile(file, request, reply);
  };
  app.get('/', { schema: { hide: true } }, send('/'));
  app.get('/watch/*', { schema: { hide: true } }, send('/'));
  app.get('/account/*', { schema: { hide: true } }, send('/'));
  app.get('/page/*', { schema: { hide: true } }, send('*'));
  app.get('/favicon.ico', { schema: { hide: true } }, (_request, reply) =>
    reply.redirect('/page/favicon.svg', 301),
  );
}

function sendFile(file: PageFile, request: HttpRequest, reply: HttpReply): HttpReply {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const encoding =
    file.brotli !== null && /\bbr\b/.test(accepted)
      ? 'br'
      : file.gzip !== null && /\bgzip\b/.test(accepted)
        ? 'gzip'
        : null;
  const etag = encoding === null ? file.etag : variantEtag(file.etag, encoding);
  void reply.headers({ ...pageHeaders, etag, vary: 'accept-encoding', 'cache-control': file.cacheControl });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  const bytes = encoding === 'br' ? file.brotli : encoding === 'gzip' ? file.gzip : file.bytes;
  if (encoding !== null) void reply.header('content-encoding', encoding);
  return reply.type(file.contentType).send(bytes ?? file.bytes);
}
