/** Which key does what while something plays. */

export type PlayerAction =
  | {
      readonly do:
        | 'toggle'
        | 'fullscreen'
        | 'mute'
        | 'inset'
        | 'help'
        | 'captions'
        | 'next'
        | 'skip'
        | 'stats'
        | 'controls';
    }
  | { readonly do: 'seekBy'; readonly seconds: number }
  | { readonly do: 'seekTo'; readonly share: number }
  | { readonly do: 'volumeBy'; readonly step: number }
  | { readonly do: 'speedBy'; readonly steps: 1 | -1 };

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  /** What has the focus: `button`, `slider`, `text`, or nothing of the player's. */
  readonly focus: 'none' | 'button' | 'slider' | 'text';
}

/** The action of a key, or null when it belongs to the browser or to what has the focus. */
export function actionOf(press: KeyPress): PlayerAction | null {
  const { key, focus } = press;
  if (press.ctrlKey || press.altKey || press.metaKey || focus === 'text') return null;
  // Enter and space press the button that has the focus; arrows go to the next one.
  if (focus !== 'none' && (key === ' ' || key === 'Enter' || key.startsWith('Arrow'))) return null;
  if (focus === 'slider' && (key === 'Home' || key === 'End')) return null;
  if (/^[0-9]$/.test(key)) return { do: 'seekTo', share: Number(key) / 10 };
  return keys[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

const keys: Readonly<Record<string, PlayerAction>> = {
  ' ': { do: 'toggle' },
  k: { do: 'toggle' },
  Enter: { do: 'controls' },
  f: { do: 'fullscreen' },
  m: { do: 'mute' },
  i: { do: 'inset' },
  c: { do: 'captions' },
  n: { do: 'next' },
  s: { do: 'skip' },
  d: { do: 'stats' },
  '?': { do: 'help' },
  ArrowLeft: { do: 'seekBy', seconds: -5 },
  ArrowRight: { do: 'seekBy', seconds: 5 },
  j: { do: 'seekBy', seconds: -10 },
  l: { do: 'seekBy', seconds: 10 },
  ArrowUp: { do: 'volumeBy', step: 0.05 },
  ArrowDown: { do: 'volumeBy', step: -0.05 },
  '<': { do: 'speedBy', steps: -1 },
  '>': { do: 'speedBy', steps: 1 },
  Home: { do: 'seekTo', share: 0 },
  End: { do: 'seekTo', share: 1 },
  // Remote controls.
  MediaPlayPause: { do: 'toggle' },
  MediaRewind: { do: 'seekBy', seconds: -10 },
  MediaFastForward: { do: 'seekBy', seconds: 10 },
  MediaTrackNext: { do: 'next' },
};

/** What the help shows: keys, and the end of the name of what they do. */
export const keyHelp = [
  [['Space', 'K'], 'play'],
  [['←', '→'], 'seek'],
  [['J', 'L'], 'jump'],
  [['0', '…', '9'], 'tenths'],
  [['Home', 'End'], 'ends'],
  [['↑', '↓'], 'volume'],
  [['M'], 'mute'],
  [['C'], 'captions'],
  [['<', '>'], 'speed'],
  [['S'], 'skip'],
  [['N'], 'next'],
  [['F'], 'fullscreen'],
  [['I'], 'pip'],
  [['D'], 'stats'],
  [['← ↑ → ↓'], 'arrows'],
  [['?'], 'help'],
] as const;

export const speeds = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** The next speed up or down; the last one stays. */
export function nextSpeed(speed: number, steps: 1 | -1): number {
  const at = speeds.findIndex((one) => one >= speed);
  return speeds[Math.min(speeds.length - 1, Math.max(0, (at < 0 ? speeds.length - 1 : at) + steps))] ?? 1;
}
