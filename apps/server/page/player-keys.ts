/** Which key does what while a film is on. */

export type PlayerAction =
  | { readonly do: 'toggle' | 'fullscreen' | 'mute' | 'inset' | 'help' }
  | { readonly do: 'seekBy'; readonly seconds: number }
  | { readonly do: 'seekTo'; readonly share: number }
  | { readonly do: 'volumeBy'; readonly step: number };

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  /** Tag name of what has the focus, in capitals. */
  readonly target: string;
}

/** The action of a key, or null when it belongs to the browser or to what has the focus. */
export function actionOf(press: KeyPress): PlayerAction | null {
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  if (press.target === 'INPUT' || press.target === 'TEXTAREA' || press.target === 'SELECT') return null;
  // A space on a button presses that button.
  if (press.key === ' ' && (press.target === 'BUTTON' || press.target === 'SUMMARY')) return null;
  if (/^[0-9]$/.test(press.key)) return { do: 'seekTo', share: Number(press.key) / 10 };
  return keys[press.key.length === 1 ? press.key.toLowerCase() : press.key] ?? null;
}

const keys: Readonly<Record<string, PlayerAction>> = {
  ' ': { do: 'toggle' },
  k: { do: 'toggle' },
  f: { do: 'fullscreen' },
  m: { do: 'mute' },
  i: { do: 'inset' },
  '?': { do: 'help' },
  ArrowLeft: { do: 'seekBy', seconds: -5 },
  ArrowRight: { do: 'seekBy', seconds: 5 },
  j: { do: 'seekBy', seconds: -10 },
  l: { do: 'seekBy', seconds: 10 },
  ArrowUp: { do: 'volumeBy', step: 0.05 },
  ArrowDown: { do: 'volumeBy', step: -0.05 },
  Home: { do: 'seekTo', share: 0 },
  End: { do: 'seekTo', share: 1 },
};

/** What the help shows: keys and what they do. */
export const keyHelp: readonly (readonly [string[], string])[] = [
  [['Space', 'K'], 'play or pause'],
  [['←', '→'], '5 seconds back or on'],
  [['J', 'L'], '10 seconds back or on'],
  [['0', '…', '9'], 'jump to a tenth of the film'],
  [['↑', '↓'], 'louder or quieter'],
  [['M'], 'sound off and on'],
  [['F'], 'full screen'],
  [['I'], 'picture in picture'],
  [['?'], 'this list'],
];
