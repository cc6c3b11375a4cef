/** The second view: the film, and for its owner how it is coming along. */
import type { Api } from './api.ts';
import type { Asset } from './asset.ts';
import type { AssetStore } from './asset-store.ts';
import { h, icon, put, setText } from './dom.ts';
import { formatClock, formatSize, titleOf } from './format.ts';
import { notify } from './notices.ts';
import { createPlayer } from './player.ts';
import { createRenditionList } from './rendition-list.ts';
import { type ManifestUrls, manifestUrls } from './route.ts';
import { bestLabel, reasonLine, startHeight, stateLine } from './words.ts';

/** Knowing what is made lets playback begin with it, but is not worth waiting for longer than this. */
const knowledgeMs = 400;

export interface WatchOptions {
  readonly token: string;
  readonly assetId: string;
  /** Null for a viewer who has only the link. */
  readonly owner: { readonly api: Api; readonly store: AssetStore } | null;
  back(): void;
}

export interface WatchView {
  readonly element: HTMLElement;
  destroy(): void;
}

export function createWatchView(options: WatchOptions): WatchView {
  const { token, assetId, owner } = options;
  const stage = h('div', { class: 'stage' });
  const about = createAbout(options);
  const element = h('div', { class: 'watch' }, stage, about.element);
  let player: ReturnType<typeof createPlayer> | null = null;
  let destroyed = false;

  const show = (asset: Asset): void => {
    document.title = `${titleOf(asset.name)} – Vitascope`;
    about.update(asset);
    if ('mediaSession' in navigator)
      navigator.mediaSession.metadata = new MediaMetadata({ title: titleOf(asset.name) });
  };
  const renew = async (): Promise<ManifestUrls> => {
    const { watchUrl } = (await owner?.api.playback(assetId)) ?? { watchUrl: '' };
    const fresh = new URL(watchUrl).pathname.split('/')[2];
    if (fresh === undefined) throw new Error('The server gave no new link.');
    return manifestUrls(decodeURIComponent(fresh), assetId);
  };
  const play = (asset: Asset | undefined): void => {
    if (destroyed) return;
    player = createPlayer({
      urls: manifestUrls(token, assetId),
      format: new URLSearchParams(location.search).get('format') === 'dash' ? 'dash' : 'hls',
      startHeight: asset === undefined ? null : startHeight(asset),
      renew: owner === null ? null : renew,
      onFirstFrame: () => {},
    });
    put(stage, player.element);
  };

  const known = owner?.store.get(assetId);
  if (owner === null || known !== undefined) {
    if (known !== undefined) show(known);
    play(known);
  } else {
    const learned = owner.api.asset(assetId).then(
      (asset) => {
        owner.store.put(asset);
        return asset;
      },
      () => undefined, // the film plays without its name
    );
    const enough = new Promise<undefined>((resolve) => setTimeout(resolve, knowledgeMs, undefined));
    void Promise.race([learned, enough]).then(play);
  }
  owner?.store.follow(assetId);
  const unlisten = owner?.store.onChange((changed) => {
    if (changed?.id === assetId) show(changed);
  });

  return {
    element,
    destroy() {
      destroyed = true;
      unlisten?.();
      player?.destroy();
      document.title = 'Vitascope';
      if ('mediaSession' in navigator) navigator.mediaSession.metadata = null;
    },
  };
}

function createAbout(options: WatchOptions): { element: HTMLElement; update: (asset: Asset) => void } {
  const { token, assetId, owner } = options;
  const urls = manifestUrls(token, assetId);
  const copy = (what: string, address: string): void => {
    navigator.clipboard
      ?.writeText(new URL(address, location.href).href)
      .then(() => notify(`${what} copied. Whoever has it can watch until it expires.`))
      .catch(() => notify('The browser does not let this page copy. Copy the address from the address bar.'));
  };
  const title = h('h1', { class: 'about-title' });
  const facts = h('p', { class: 'about-facts' });
  const state = h('p', { class: 'card-state' });
  const reason = h('p', { class: 'card-reason', hidden: true });
  const list = createRenditionList();
  const button = (label: string, name: 'link' | 'back', run: () => void): HTMLElement =>
    h('button', { type: 'button', class: 'button', onclick: run }, icon(name), h('span', {}, label));
  const links = h(
    'div',
    { class: 'about-links' },
    owner !== null && button('Library', 'back', options.back),
    button('Copy link', 'link', () => copy('Link', location.pathname)),
    owner !== null && button('HLS', 'link', () => copy('HLS address', urls.hlsUrl)),
    owner !== null && button('DASH', 'link', () => copy('DASH address', urls.dashUrl)),
  );
  const element = h(
    'section',
    { class: 'about', 'aria-label': 'About this film' },
    h('div', { class: 'about-words' }, title, facts, state, reason, links),
    list.element,
  );
  element.dataset['owner'] = String(owner !== null);
  return {
    element,
    update(asset) {
      element.dataset['state'] = asset.state;
      setText(title, titleOf(asset.name));
      const length = asset.durationMs === null ? null : formatClock(asset.durationMs / 1000);
      setText(
        facts,
        [bestLabel(asset), length, formatSize(asset.sizeBytes), asset.name].filter(Boolean).join('  ·  '),
      );
      setText(state, stateLine(asset));
      const why = reasonLine(asset);
      reason.hidden = why === null;
      setText(reason, why ?? '');
      list.update(asset);
    },
  };
}
