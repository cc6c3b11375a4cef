// Serves the operator's first page, at /old/ until Studio does all that it does.
import type { HttpApp, HttpReply, HttpRequest } from '@vitascope/platform/http';
import { defineErrors } from '@vitascope/platform/kernel';
import { loadPage, pageHeaders } from './page/assets.ts';
import { sendFile } from './static-files/send-file.ts';

const pageError = defineErrors({
  'page-not-found': { kind: 'not-found', title: 'There is no such file' },
});

export function registerPageRoutes(app: HttpApp): void {
  const files = loadPage();
  const send = (path: string) => (request: HttpRequest, reply: HttpReply) => {
    const file = files.get(path === '*' ? (request.url.split('?', 1)[0] ?? '') : path);
    if (file === undefined)
      throw pageError('page-not-found', `There is nothing at ${request.url.split('?', 1)[0]}.`);
    return sendFile(file, request, reply, { headers: pageHeaders });
  };
  app.get('/old', { schema: { hide: true } }, (_request, reply) => reply.redirect('/old/', 302));
  app.get('/old/', { schema: { hide: true } }, send('/'));
  app.get('/watch/*', { schema: { hide: true } }, send('/'));
  app.get('/page/*', { schema: { hide: true } }, send('*'));
}
