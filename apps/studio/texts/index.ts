/** The words of Studio, by language. To add a language, add its catalogue here. */
import { type Texts, type TextsSource, useAnyTexts } from '@vitascope/design/texts';
import en from './en/index.ts';

export type TextKey = keyof typeof en;

export const useTexts = useAnyTexts as () => Texts<TextKey>;

export const texts: TextsSource<TextKey> = {
  storageKey: 'vitascope.studio.language',
  first: { language: 'en', catalogue: en },
  languages: { en: async () => en },
};
