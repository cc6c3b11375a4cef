/** There is no such title, or not for this profile: both look the same. */
import { Link } from '@tanstack/react-router';
import { Button, EmptyState } from '@vitascope/design';
import { Film } from 'lucide-react';
import type { JSX } from 'react';
import { usePageTitle } from '../shell/page-title.ts';
import { useTexts } from '../texts/index.ts';

export function MissingTitle(): JSX.Element {
  const { t } = useTexts();
  usePageTitle(t('titles.missing.title'));
  return (
    <EmptyState level={1} icon={<Film />} title={t('titles.missing.title')} text={t('titles.missing.text')}>
      <Button kind="primary" size="large" render={<Link to="/" />}>
        {t('home.to')}
      </Button>
      <Button size="large" render={<Link to="/search" />}>
        {t('shell.search')}
      </Button>
    </EmptyState>
  );
}
