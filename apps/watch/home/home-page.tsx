/** What there is to watch, row by row. */
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';

export function HomePage(): JSX.Element {
  const { t } = useTexts();
  return <h1>{t('home')}</h1>;
}
