/** The words of an app: catalogues by language, one of them shown, and how numbers, dates and lengths are written in it. */
import {
  createContext,
  type JSX,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { createFormatter, type TextValues } from './message.ts';

export type Catalogue<K extends string> = Readonly<Record<K, string>>;

export interface TextsSource<K extends string> {
  /** BCP 47 → its catalogue, loaded when it is shown. */
  readonly languages: Readonly<Record<string, () => Promise<Catalogue<K>>>>;
  /** Is there at once, and says what another catalogue lacks. */
  readonly first: { readonly language: string; readonly catalogue: Catalogue<K> };
  /** Where the choice is kept in the browser. */
  readonly storageKey: string;
}

export interface Texts<K extends string> {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly languages: readonly string[];
  /** The message with its arguments put in. */
  t(key: K, values?: TextValues): string;
  choose(language: string): void;
  number(value: number, options?: Intl.NumberFormatOptions): string;
  date(value: string | number | Date, options?: Intl.DateTimeFormatOptions): string;
  /** The name of a language, country or region in the language that is shown. */
  nameOf(type: Intl.DisplayNamesType, code: string): string;
  /** "1 h 32 min", from milliseconds. */
  duration(ms: number): string;
  /** "3 days ago", "in 2 hours". */
  ago(value: string | number | Date): string;
  /** "1.4 GB", decimal units. */
  bytes(value: number): string;
}

const rightToLeft = new Set(['ar', 'he', 'fa', 'ur']);

const Context = createContext<Texts<string> | null>(null);

interface Shown {
  readonly language: string;
  readonly catalogue: Readonly<Record<string, string>>;
}

/** The catalogue that this viewer wants. Have it before the first render, or another language flashes by. */
export async function preferredTexts<K extends string>(source: TextsSource<K>): Promise<Shown> {
  const names = Object.keys(source.languages);
  const wanted = preferred(names, source.storageKey) ?? source.first.language;
  return wanted === source.first.language ? source.first : load(source, wanted).catch(() => source.first);
}

export function TextsProvider<K extends string>({
  source,
  shown: first,
  children,
}: {
  readonly source: TextsSource<K>;
  /** What `preferredTexts` gave. */
  readonly shown: Shown;
  readonly children: ReactNode;
}): JSX.Element {
  const [shown, setShown] = useState(first);
  const choose = useCallback(
    (language: string) => {
      remember(source.storageKey, language);
      void load(source, language).then(setShown);
    },
    [source],
  );
  const texts = useMemo(() => build(source, shown, choose), [source, shown, choose]);
  useEffect(() => {
    document.documentElement.lang = texts.language;
    document.documentElement.dir = texts.direction;
  }, [texts]);
  return <Context value={texts}>{children}</Context>;
}

async function load<K extends string>(source: TextsSource<K>, language: string): Promise<Shown> {
  const catalogue = await source.languages[language]?.();
  return catalogue === undefined ? source.first : { language, catalogue };
}

function build<K extends string>(
  source: TextsSource<K>,
  { language, catalogue }: Shown,
  choose: (language: string) => void,
): Texts<string> {
  const locale = regional(language);
  const format = createFormatter(locale);
  const first: Readonly<Record<string, string>> = source.first.catalogue;
  return {
    language,
    direction: rightToLeft.has(language.split('-', 1)[0] ?? '') ? 'rtl' : 'ltr',
    languages: Object.keys(source.languages),
    t: (key, values) => format(catalogue[key] ?? first[key] ?? key, values),
    choose,
    ...createWriters(locale),
  };
}

/** As the viewer's own country writes that language: 1 March in Britain, March 1 in America. */
const regional = (language: string): string =>
  navigator.languages.find((one) => one.split('-', 1)[0] === language) ?? language;

/** The words that are shown. An app hands it on with the keys of its own catalogue: `useAnyTexts as () => Texts<TextKey>`. */
export function useAnyTexts(): Texts<string> {
  const texts = use(Context);
  if (texts === null) throw new Error('Texts need a TextsProvider around them.');
  return texts;
}

type Writers = Pick<Texts<string>, 'number' | 'date' | 'nameOf' | 'duration' | 'ago' | 'bytes'>;

function remembered<O extends object, T>(make: (options: O) => T): (options: O) => T {
  const made = new Map<string, T>();
  return (options) => {
    const key = JSON.stringify(options);
    const known = made.get(key) ?? make(options);
    made.set(key, known);
    return known;
  };
}

/** How values are written in a language. */
export function createWriters(language: string): Writers {
  // Making one costs a hundred times what using it does, and a long list uses the same few.
  const relatives = remembered(
    (options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(language, options),
  );
  const numbers = remembered((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options));
  const dates = remembered(
    (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options),
  );
  const unit = (value: number, name: string, digits = 0): string =>
    numbers({ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
  return {
    number: (value, options = {}) => numbers(options).format(value),
    date: (value, options = { dateStyle: 'medium' }) => dates(options).format(new Date(value)),
    nameOf(type, code) {
      try {
        return new Intl.DisplayNames([language], { type }).of(code) ?? code;
      } catch {
        return code; // no such code: as it was given
      }
    },
    duration(ms) {
      const minutes = Math.round(ms / 60_000);
      if (minutes < 1) return unit(Math.round(ms / 1000), 'second');
      if (minutes < 60) return unit(minutes, 'minute');
      const rest = minutes % 60;
      return rest === 0
        ? unit(Math.floor(minutes / 60), 'hour')
        : `${unit(Math.floor(minutes / 60), 'hour')} ${unit(rest, 'minute')}`;
    },
    ago(value) {
      const seconds = (new Date(value).getTime() - Date.now()) / 1000;
      const steps = [
        ['year', 31_557_600],
        ['month', 2_629_800],
        ['day', 86_400],
        ['hour', 3_600],
        ['minute', 60],
      ] as const;
      const [name, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
      return relatives({ numeric: 'auto' }).format(Math.round(seconds / size), name);
    },
    bytes(value) {
      const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
      const step = value < 1 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
      return unit(value / 1000 ** step, steps[step] ?? 'byte', step > 1 ? 1 : 0);
    },
  };
}

function preferred(names: readonly string[], storageKey: string): string | null {
  const wanted = [kept(storageKey), ...navigator.languages].filter((one) => one !== null);
  for (const one of wanted) {
    const found = names.find((name) => name === one) ?? names.find((name) => name === one.split('-', 1)[0]);
    if (found !== undefined) return found;
  }
  return null;
}

function kept(storageKey: string): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function remember(storageKey: string, language: string): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // It holds until the page is left.
  }
}
