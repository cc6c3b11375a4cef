/** Loads the two libraries of the page when they are first needed, or before, while there is time. */
import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type * as tus from 'tus-js-client';

export type Shaka = typeof shaka;
export type ShakaPlayer = shaka.Player;
export type ShakaError = shaka.util.Error;
export type Tus = typeof tus;

declare global {
  interface Window {
    shaka?: Shaka;
    tus?: Tus;
  }
}

const loading = new Map<string, Promise<void>>();

function loadScript(url: string): Promise<void> {
  const known = loading.get(url);
  if (known !== undefined) return known;
  const loaded = new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => resolve();
    script.onerror = () => {
      loading.delete(url); // the next wish tries again
      script.remove();
      reject(new Error(`${url} could not be loaded.`));
    };
    document.head.append(script);
  });
  loading.set(url, loaded);
  return loaded;
}

/** The player library, ready to make players. */
export async function loadShaka(): Promise<Shaka> {
  await loadScript('/page/vendor/shaka-player.js');
  const loaded = window.shaka;
  if (loaded === undefined) throw new Error('The player did not load.');
  loaded.polyfill.installAll();
  return loaded;
}

/** The upload library. */
export async function loadTus(): Promise<Tus> {
  await loadScript('/page/vendor/tus.js');
  if (window.tus === undefined) throw new Error('The uploader did not load.');
  return window.tus;
}
