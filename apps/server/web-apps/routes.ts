/** Where the web apps are served: their files, the pages that they are, and their page for what is not there. */
import type { HttpApp, HttpReply, HttpRequest } from '@vitascope/platform/http';
import { defineErrors } from '@vitascope/platform/kernel';
import { sendFile } from '../static-files/send-file.ts';
import { contentTypeOf, readyFile, revalidate, type StaticFile } from '../static-files/static-file.ts';
import type { WebApp } from './load.ts';
import { webManifest } from './manifest.ts';
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
  /** `Vitascope` without it. */
  readonly serviceName?: string;
  /**
   * HTML for the head of Watch's page at this address, with its title; `''` leaves the page as it was built. It takes the
   * place of `<!-- head -->`.
   */
  renderShell?(request: HttpRequest): string | Promise<string>;
  /** Who may show `/embed/…` in a frame, as `frame-ancestors` names them. */
  embedAncestors?(request: HttpRequest): string;
}

/** What Watch's own router knows. */
const watchRoutes = [
  ...['/', '/sign-in', '/sign-up', '/account/*', '/who', '/who/*', '/settings', '/settings/*', '/tv'],
  ...['/search', '/my-list', '/history', '/browse/*', '/genre/*', '/row/*', '/title/*', '/person/*'],
  ...['/play/*', '/preview/*', '/watch/*'],
];
/** Must be at the root: it rules what is below it. */
const SERVICE_WORKER = 'sw.js';
const MANIFEST = 'manifest.webmanifest';
/** Programs and players ask here; what they are told is no page, whoever asks. */
const NO_PAGES = /^\/(api|t|images|_watch|_studio)(\/|$)/;

const HEAD = '<!-- head -->';
const TITLE = /\s*<title>[^<]*<\/title>/;
/** Most pages have the same head; those of titles differ. */
const MOST_SHELLS = 100;
const hidden = { schema: { hide: true } } as const;

export interface WebRoutes {
  register(app: HttpApp): void;
  /** People are shown Watch, which says that there is no such page; others get null, and the server's own answer. */
  answerUnknown(request: HttpRequest, reply: HttpReply): Promise<HttpReply> | null;
}

export function createWebRoutes({ watch, studio }: WebApps, options: WebAppsOptions = {}): WebRoutes {
  const { renderShell = () => '', embedAncestors = () => "'self'", serviceName = 'Vitascope' } = options;
  const frameAncestors = "'none'";
  const watchHeaders = webAppHeaders({ ...watch, frameAncestors });
  const studioHeaders = webAppHeaders({ ...studio, frameAncestors });
  const html = watch.shell.bytes.toString().replace(TITLE, '');
  const shells = new Map<string, StaticFile>([['', watch.shell]]);

  function shellWith(head: string): StaticFile {
    const known = shells.get(head);
    if (known !== undefined) return known;
    const { contentType } = watch.shell;
    const made = readyFile(
      html.replace(HEAD, () => head),
      { contentType, cacheControl: revalidate },
    );
    if (shells.size >= MOST_SHELLS) shells.clear();
    shells.set(head, made);
    return made;
  }

  async function sendWatch(
    request: HttpRequest,
    reply: HttpReply,
    sending: { readonly headers?: Readonly<Record<string, string>>; readonly status?: number } = {},
  ): Promise<HttpReply> {
    const shell = shellWith(await renderShell(request));
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
      const manifest = readyFile(webManifest(serviceName), {
        contentType: contentTypeOf(MANIFEST),
        cacheControl: revalidate,
      });
      const worker = watch.files.get(SERVICE_WORKER);
      for (const [name, file] of [[MANIFEST, manifest] as const, [SERVICE_WORKER, worker] as const])
        if (file !== undefined)
          app.get(`/${name}`, hidden, (request, reply) =>
            sendFile(file, request, reply, { headers: watchHeaders }),
          );
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
