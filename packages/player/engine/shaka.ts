/** Shaka Player, loaded when it is first needed or expected, with our manifest and our way to the network. */
import type shaka from 'shaka-player/dist/shaka-player.dash-es2021.js';
import { registerManifestParser } from './manifest-parser.ts';
import { registerNetwork } from './network.ts';

export type Shaka = typeof shaka;
export type ShakaPlayer = shaka.Player;

let loading: Promise<Shaka> | null = null;

export function loadShaka(): Promise<Shaka> {
  loading ??= import('shaka-player/dist/shaka-player.dash-es2021.js').then(
    ({ default: library }) => {
      library.polyfill.installAll();
      registerManifestParser(library);
      registerNetwork(library);
      return library;
    },
    (error: unknown) => {
      loading = null; // the next wish tries again
      throw error;
    },
  );
  return loading;
}
