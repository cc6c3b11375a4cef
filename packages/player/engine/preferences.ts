/** What a viewer has set in the player, kept in this browser. */
import { createStore, type Store } from './store.ts';

export interface CaptionStyle {
  /** Hundredths. */
  readonly size: 75 | 100 | 125 | 150 | 200;
  readonly colour: 'white' | 'yellow' | 'green' | 'cyan';
  readonly ground: 'none' | 'half' | 'full';
  readonly edge: 'none' | 'outline' | 'shadow' | 'raised';
  readonly font: 'sans' | 'serif' | 'mono' | 'casual';
}

export const captionChoices = {
  size: [75, 100, 125, 150, 200],
  colour: ['white', 'yellow', 'green', 'cyan'],
  ground: ['none', 'half', 'full'],
  edge: ['none', 'outline', 'shadow', 'raised'],
  font: ['sans', 'serif', 'mono', 'casual'],
} as const satisfies { readonly [K in keyof CaptionStyle]: readonly CaptionStyle[K][] };

export const firstCaptionStyle: CaptionStyle = {
  size: 100,
  colour: 'white',
  ground: 'half',
  edge: 'none',
  font: 'sans',
};

export interface KeptCaptions {
  readonly isOn: boolean;
  readonly language: string | null;
  readonly kind: 'subtitles' | 'captions';
}

export interface Preferences {
  readonly volume: number;
  readonly isMuted: boolean;
  readonly captionStyle: CaptionStyle;
  /** What was last chosen here; null: what the profile says. */
  readonly captions: KeptCaptions | null;
  readonly audioLanguage: string | null;
}

const key = 'vitascope.player';
const first: Preferences = {
  volume: 1,
  isMuted: false,
  captionStyle: firstCaptionStyle,
  captions: null,
  audioLanguage: null,
};

/** What was kept, as far as it makes sense. */
export function readPreferences(text: string | null): Preferences {
  let kept: Partial<Preferences> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) kept = parsed;
  } catch {
    // Somebody else wrote there.
  }
  const style = (kept.captionStyle ?? {}) as Record<string, unknown>;
  const styled = Object.entries(captionChoices).map(([name, all]) => [
    name,
    (all as readonly unknown[]).includes(style[name])
      ? style[name]
      : firstCaptionStyle[name as keyof CaptionStyle],
  ]);
  const { volume, captions, audioLanguage } = kept;
  return {
    volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : 1,
    isMuted: kept.isMuted === true,
    captionStyle: Object.fromEntries(styled) as unknown as CaptionStyle,
    captions:
      typeof captions?.isOn === 'boolean'
        ? {
            isOn: captions.isOn,
            language: textOf(captions.language),
            kind: captions.kind === 'captions' ? 'captions' : 'subtitles',
          }
        : null,
    audioLanguage: textOf(audioLanguage),
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function load(): Preferences {
  try {
    return readPreferences(localStorage.getItem(key));
  } catch {
    return first;
  }
}

let shared: Store<Preferences> | null = null;

/** One for the page: what is set in one player holds for the next. */
export function preferences(): Store<Preferences> {
  if (shared !== null) return shared;
  const store = createStore(load());
  shared = {
    ...store,
    set(change) {
      store.set(change);
      try {
        localStorage.setItem(key, JSON.stringify(store.get()));
      } catch {
        // It holds until the page is left.
      }
    },
  };
  return shared;
}
