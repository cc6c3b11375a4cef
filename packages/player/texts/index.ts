/** The player's own words, in the language of the app around it. */
import { createFormatter, type TextValues, useAnyTexts } from '@vitascope/design/texts';
import { useMemo } from 'react';
import ar from './ar.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };

export type PlayerTextKey = keyof typeof en;

const catalogues: Readonly<Record<string, Readonly<Record<PlayerTextKey, string>>>> = { en, de, ar };

export interface PlayerTexts {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  t(key: PlayerTextKey, values?: TextValues): string;
  number(value: number, options?: Intl.NumberFormatOptions): string;
  nameOf(type: Intl.DisplayNamesType, code: string): string;
}

export function usePlayerTexts(): PlayerTexts {
  const { language, direction, number, nameOf } = useAnyTexts();
  return useMemo(() => {
    const catalogue = catalogues[language] ?? en;
    const format = createFormatter(language);
    return { language, direction, number, nameOf, t: (key, values) => format(catalogue[key], values) };
  }, [language, direction, number, nameOf]);
}
