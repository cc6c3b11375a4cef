/** All assets, with what is happening to each. */
import type { JSX } from 'react';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';

export function LibraryPage(): JSX.Element {
  const { t } = useTexts();
  return <Page title={t('room.library')} />;
}
