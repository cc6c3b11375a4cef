// Who asks for what a profile has watched: found once for a request, before anything else of it is looked at.
import { type Reader, readerOf, type ViewerFacts } from '@vitascope/catalog';
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import type { Watcher } from './watch-store.ts';

export interface AskingProfile {
  readonly accountId: string;
  readonly viewer: ViewerFacts;
  readonly profile: { readonly language: string | null; readonly isKids: boolean };
}

export interface Askers {
  /** @throws where nobody is signed in, or the account has no such profile, or its PIN has not been said */
  of(
    request: HttpRequest,
    wish: { readonly profileId: string; readonly device: null },
  ): Promise<AskingProfile>;
}

export interface Asker {
  readonly watcher: Watcher;
  /** As the catalogue judges them. */
  readonly reader: Reader;
}

/** Asked by a handler of a route with the profile's `id` in its path. */
export type Ask = (request: HttpRequest, language?: string | undefined) => Promise<Asker>;

/** From here on, routes of `app` are for profiles. Who may not ask learns that, and not what is wrong with the request. */
export function askFirst(app: HttpApp, askers: Askers): Ask {
  const known = new WeakMap<HttpRequest, { readonly profileId: string; readonly asking: AskingProfile }>();
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { id: profileId } = request.params as { id: string };
    known.set(request, { profileId, asking: await askers.of(request, { profileId, device: null }) });
  });
  return async (request, language) => {
    const found = known.get(request);
    if (found === undefined) throw new TypeError('The route is not one of those that ask first.');
    const { profileId, asking } = found;
    const viewers = { of: async () => asking };
    return {
      watcher: { accountId: asking.accountId, profileId },
      reader: await readerOf({ viewers }, request, { profileId, language }),
    };
  };
}
