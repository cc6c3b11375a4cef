/** Where the media of an asset is now: below a token that is exchanged while it plays. */

export interface MediaAddress {
  readonly assetId: string;
  /** `https://host/t/<token>/<asset>/` */
  base(): string;
  /** The same file below the token of now, whichever it was asked below. */
  current(url: string): string;
  /** Whether the token of now is for this file: one for a moment of the title is for few segments. */
  opens(url: string): boolean;
  /** Another manifest's address of the same asset: its token counts from now on. */
  move(manifestUrl: string): void;
  /** Somebody else owns it from now on, who has another way to a new token. */
  adopt(options: MediaAddressOptions): void;
  /** A token that opens more is on its way: what is refused waits for it. */
  expect(manifestUrl: Promise<string>): void;
  /** Asks for a new token; false where there is none to be had. */
  renew(): Promise<boolean>;
}

const pattern = /^(.*\/t\/)([^/]+)\/([^/]+)\/(.*)$/;

export interface MediaAddressOptions {
  readonly manifestUrl: string;
  /** The address of a manifest below a new token; null where nobody gives one. */
  readonly renew?: (() => Promise<string>) | null;
}

/** @throws TypeError for what is no address of an asset's media */
export function createMediaAddress({ manifestUrl, renew: first = null }: MediaAddressOptions): MediaAddress {
  const { base: begun, assetId } = partsOf(manifestUrl);
  let base = begun;
  let renew = first;
  let asking: Promise<boolean> | null = null;
  const move = (url: string): void => {
    const parts = partsOf(url);
    if (parts.assetId !== assetId) throw new TypeError(`${url} is not an address of ${assetId}.`);
    base = parts.base;
  };
  return {
    assetId,
    base: () => base,
    current(url) {
      const rest = pattern.exec(url)?.[4];
      return rest === undefined ? url : base + rest;
    },
    opens: (url) => isWithin(spanOf(base), url),
    move,
    expect(manifestUrl) {
      renew = () => manifestUrl;
    },
    adopt(next) {
      move(next.manifestUrl);
      renew = next.renew ?? null;
    },
    renew() {
      if (renew === null) return Promise.resolve(false);
      asking ??= renew()
        .then(
          (url) => {
            move(url);
            return true;
          },
          () => false,
        )
        .finally(() => {
          asking = null;
        });
      return asking;
    },
  };
}

/** First and last of the segments that a token `<key>.<expiry>.<first>-<last>.<MAC>` is for, in base 36; null for one of all. */
function spanOf(base: string): readonly [number, number] | null {
  const span = /\/t\/[^/.]+\.[^/.]+\.([0-9a-z]+)-([0-9a-z]+)\.[^/.]+\//.exec(base);
  return span === null ? null : [Number.parseInt(span[1] ?? '', 36), Number.parseInt(span[2] ?? '', 36)];
}

function isWithin(span: readonly [number, number] | null, url: string): boolean {
  if (span === null) return true;
  const number = /\/(\d+)\.(?:m4s|vtt)(?:\?|$)/.exec(url)?.[1];
  if (number !== undefined) return Number(number) >= span[0] && Number(number) <= span[1];
  return !/\/(?:\d+\.jpg|all\.vtt)(?:\?|$)/.test(url);
}

function partsOf(url: string): { readonly base: string; readonly assetId: string } {
  const parts = pattern.exec(url);
  if (parts === null) throw new TypeError(`${url} is not the address of a manifest.`);
  const [, front = '', token = '', assetId = ''] = parts;
  return { base: `${front}${token}/${assetId}/`, assetId };
}

/** What a media file is called without its token: `<asset>/<rendition>/<n>.m4s`. */
export function resourceOf(url: string): string | null {
  const parts = pattern.exec(url);
  return parts === null ? null : `${parts[3]}/${parts[4]}`;
}
