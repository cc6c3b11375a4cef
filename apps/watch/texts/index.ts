/** The words of Watch, by language. To add a language, add its catalogue here; a check holds all of them to the same keys. */
import { type Texts, type TextsSource, useAnyTexts } from '@vitascope/design/texts';
import en from './en/index.ts';

export type TextKey = keyof typeof en;

export const useTexts = useAnyTexts as () => Texts<TextKey>;

export const texts: TextsSource<TextKey> = {
  storageKey: 'vitascope.watch.language',
  first: { language: 'en', catalogue: en },
  languages: {
    en: async () => en,
    de: async () => (await import('./de/index.ts')).default,
    ar: async () => (await import('./ar/index.ts')).default,
  },
};
