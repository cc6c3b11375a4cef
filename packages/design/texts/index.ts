/** The words of an app, by language. */
export { createFormatter, type TextValue, type TextValues } from './message.ts';
export {
  type Catalogue,
  createWriters,
  preferredTexts,
  type Texts,
  TextsProvider,
  type TextsSource,
  useAnyTexts,
} from './texts.tsx';
