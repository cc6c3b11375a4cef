/** What went wrong, in words, and what to try. What passes by itself is tried again by itself. */
import { ApiProblem } from '@vitascope/client';
import { Button, EmptyState } from '@vitascope/design';
import { CircleAlert, CloudOff } from 'lucide-react';
import { type JSX, useState } from 'react';
import { useProblemText } from '../session/problem-text.ts';
import { useRetrying } from '../session/use-retrying.ts';
import { useTexts } from '../texts/index.ts';
import { usePageTitle } from './page-title.ts';

export function ProblemPage({
  error,
  onRetry,
}: {
  readonly error: unknown;
  /** Is done when the answer is there, whatever it is. */
  readonly onRetry: () => Promise<unknown>;
}): JSX.Element {
  const { t } = useTexts();
  const textOf = useProblemText();
  const [isTrying, setTrying] = useState(false);
  const isAway = error instanceof ApiProblem && isPassing(error);
  const title = t(isAway ? 'error.away.title' : 'error.unknown.title');
  usePageTitle(title);
  const retry = (): void => {
    setTrying(true);
    void onRetry().finally(() => setTrying(false));
  };
  useRetrying(isAway && !isTrying, error instanceof ApiProblem ? error.retryAfterSeconds : null, retry);
  return (
    <EmptyState level={1} icon={isAway ? <CloudOff /> : <CircleAlert />} title={title} text={textOf(error)}>
      <Button kind="primary" size="large" isBusy={isTrying} onClick={retry}>
        {t('retry')}
      </Button>
    </EmptyState>
  );
}

/** No answer, none of ours (a proxy says that nobody is behind it), or too much at once. */
const isPassing = ({ code, status }: ApiProblem): boolean =>
  code === 'server-unreachable' ||
  code === 'server-timeout' ||
  (code === 'server-answer-invalid' && status >= 500) ||
  status === 429 ||
  status === 503;
