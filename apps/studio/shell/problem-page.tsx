/** What went wrong, in words, and what to try. */
import { ApiProblem } from '@vitascope/client';
import { Button, EmptyState } from '@vitascope/design';
import { CircleAlert } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import { usePageTitle } from './page-title.ts';

export function ProblemPage({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
}): JSX.Element {
  const { t } = useTexts();
  const text = error instanceof ApiProblem || error instanceof Error ? error.message : String(error);
  usePageTitle(t('error.unknown.title'));
  return (
    <EmptyState level={1} icon={<CircleAlert />} title={t('error.unknown.title')} text={text}>
      {onRetry === undefined ? null : (
        <Button kind="primary" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </EmptyState>
  );
}
