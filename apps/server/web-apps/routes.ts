/** Where the web apps are served: their files, the pages that they are, and their page for what is not there. */
import type { HttpApp, HttpReply, HttpRequest } from '@vitascope/platform/http';
import { defineErrors } from '@vitascope/platform/kernel';
import { sendFile } from '../static-files/send-file.ts';
import { readyFile, revalidate } from '../static-files/static-file.ts';
import type { WebApp } from './load.ts';
import { webAppHeaders } from './page-headers.ts';
import { prefersHtml } from './prefers-html.ts';

const webError = defineErrors({
  'web-file-not-found': { kind: 'not-found', title: 'The web apps have no such file' },
});

export interface WebApps {
  readonly watch: WebApp;
  readonly studio: WebApp;
}

export interface WebAppsOptions {
  /** HTML for the head of Watch's page at this address; `''` for none. It takes the place of `<!-- head -->`. */
  renderShell?(request: HttpRequest): string | Promise<string>;
  /** Who may show `/embed/…` in a frame, as `frame-ancestors` names them. */
  embedAncestors?(request: HttpRequest): string;
}

/** What Watch's own router knows. `/watch/*` and `/account/*` still belong to the page at `/old/`. */
const watchRoutes = [
  ...['/', '/sign-in', '/sign-up', '/forgot', '/who', '/search', '/my-list', '/history', '/settings', '/tv'],
  ...['/title/*', '/play/*', '/person/*', '/browse/*', '/genre/*', '/settings/*', '/row/*', '/preview/*'],
];
/** Must be at the root: a service worker rules what is below it, and a manifest names what it stands beside. */
const rootFiles = ['manifest.webmanifest', 'sw.js'];
/** Programs and players ask here; what they are told is no page, whoever asks. */
const NO_PAGES = /^\/(api|t|images|page|_watch|_studio)(\/|$)/;

const HEAD = '<!-- head -->';
const hidden = { schema: { hide: true } } as const;

export interface WebRoutes {
  register(app: HttpApp): void;
  /** People are shown Watch, which says that there is no such page; others get null, and the server's own answer. */
  answerUnknown(request: HttpRequest, reply: HttpReply): Promise<HttpReply> | null;
}

export function createWebRoutes({ watch, studio }: WebApps, options: WebAppsOptions = {}): WebRoutes {
  const { renderShell = () => '', embedAncestors = () => "'self'" } = options;
  const frameAncestors = "'none'";
  const watchHeaders = webAppHeaders({ ...watch, frameAncestors });
  const studioHeaders = webAppHeaders({ ...studio, frameAncestors });
  const html = watch.shell.bytes.toString();

  async function sendWatch(
    request: HttpRequest,
    reply: HttpReply,
    sending: { readonly headers?: Readonly<Record<string, string>>; readonly status?: number } = {},
  ): Promise<HttpReply> {
    const head = await renderShell(request);
    const shell =
      head === ''
        ? watch.shell
        : readyFile(
            html.replace(HEAD, () => head),
            { contentType: watch.shell.contentType, cacheControl: revalidate },
          );
    return sendFile(shell, request, reply, { headers: watchHeaders, ...sending });
  }

  function serveFiles(app: HttpApp, prefix: string, { files }: WebApp, headers: typeof watchHeaders): void {
    app.get(`${prefix}*`, hidden, (request, reply) => {
      const path = request.url.split('?', 1)[0] ?? '';
      const file = files.get(path.slice(prefix.length));
      if (file === undefined) throw webError('web-file-not-found', `There is nothing at ${path}.`);
      return sendFile(file, request, reply, { headers });
    });
  }

  return {
    register(app) {
      serveFiles(app, '/_watch/', watch, watchHeaders);
      serveFiles(app, '/_studio/', studio, studioHeaders);
      for (const route of watchRoutes) app.get(route, hidden, (request, reply) => sendWatch(request, reply));
      app.get('/embed/*', hidden, (request, reply) =>
        sendWatch(request, reply, {
          headers: webAppHeaders({ ...watch, frameAncestors: embedAncestors(request) }),
        }),
      );
      app.get('/studio', hidden, (_request, reply) => reply.redirect('/studio/', 302));
      app.get('/studio/*', hidden, (request, reply) =>
        sendFile(studio.shell, request, reply, { headers: studioHeaders }),
      );
      for (const name of rootFiles) {
        const file = watch.files.get(name);
        if (file === undefined) continue;
        app.get(`/${name}`, hidden, (request, reply) =>
          sendFile(file, request, reply, { headers: watchHeaders }),
        );
      }
      const { icon } = watch;
      if (icon !== null) app.get('/favicon.ico', hidden, (_request, reply) => reply.redirect(icon, 302));
    },

    answerUnknown(request, reply) {
      const isPage = !NO_PAGES.test(request.url.split('?', 1)[0] ?? '');
      if (!isPage || !prefersHtml(request.headers.accept)) return null;
      return sendWatch(request, reply, { status: 404 });
    },
  };
}
