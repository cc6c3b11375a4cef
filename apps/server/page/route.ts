/** Which of the views an address means. */

export type Route =
  | { readonly view: 'library' }
  | { readonly view: 'account'; readonly form: AccountForm }
  | { readonly view: 'device' }
  | { readonly view: 'not-signed-in' }
  | { readonly view: 'watch'; readonly token: string; readonly assetId: string };

const accountForms = ['set-up', 'sign-up', 'reset', 'invitation', 'forgotten'] as const;
/** What the link of a mail, or the one that the server prints, leads to. */
export type AccountForm = (typeof accountForms)[number];

/** `/watch/<token>/<assetId>` plays, `/account/<form>` asks, `/account/device` lets a television in; everything else is the library. */
export function routeOf(pathname: string): Route {
  const [, first, token, assetId, ...rest] = pathname.split('/');
  const form =
    first === 'account' && assetId === undefined ? accountForms.find((name) => name === token) : undefined;
  if (form !== undefined) return { view: 'account', form };
  if (first === 'account' && assetId === undefined && (token === 'device' || token === 'not-signed-in'))
    return { view: token };
  const named = first === 'watch' && token && assetId && rest.every((part) => part === '');
  if (!named) return { view: 'library' };
  try {
    const route = {
      view: 'watch',
      token: decodeURIComponent(token),
      assetId: decodeURIComponent(assetId),
    } as const;
    // A part made of dots would climb out of its place when it becomes part of another address.
    const climbs = /^\.+$/.test(route.token) || /^\.+$/.test(route.assetId);
    return climbs ? { view: 'library' } : route;
  } catch {
    return { view: 'library' };
  }
}

export interface ManifestUrls {
  readonly hlsUrl: string;
  readonly dashUrl: string;
}

/** Where the manifests of a watch address are: below the token, so that everything in them inherits it. */
export function manifestUrls(token: string, assetId: string): ManifestUrls {
  const base = `/t/${encodeURIComponent(token)}/${encodeURIComponent(assetId)}`;
  return { hlsUrl: `${base}/main.m3u8`, dashUrl: `${base}/manifest.mpd` };
}
