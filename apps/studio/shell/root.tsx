/** Around every page of Studio: who may be here. */
import { createRootRoute, Link, useLocation, useRouter } from '@tanstack/react-router';
import { Button, EmptyState, Mark } from '@vitascope/design';
import { type JSX, useEffect } from 'react';
import { sayProblems } from '../session/api.ts';
import { useSession } from '../session/session.ts';
import { followSignedOut } from '../session/signed-out.ts';
import { type TextKey, useTexts } from '../texts/index.ts';
import { usePageTitle } from './page-title.ts';
import { ProblemPage } from './problem-page.tsx';
import styles from './root.module.css';
import { StaffFrame } from './staff-frame.tsx';

export const root = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

function Frame(): JSX.Element {
  const { t } = useTexts();
  const session = useSession();
  useProblemWords();
  useEffect(followSignedOut, []);
  if (session.isPending) return <Opening />;
  if (session.isError) return <ProblemPage error={session.error} onRetry={() => void session.refetch()} />;
  if (session.data === null) return <AtTheDoor />;
  if (session.data.role === null)
    return (
      <main id="content">
        <EmptyState
          level={1}
          title={t('no-access.title')}
          text={t('no-access.text', { name: session.data.name })}
        >
          <Button kind="primary" render={<a href="/" />}>
            {t('watch.to')}
          </Button>
        </EmptyState>
      </main>
    );
  return <StaffFrame account={session.data} />;
}

/** What happens to every request alike is said in the words of the page. */
function useProblemWords(): void {
  const { t } = useTexts();
  useEffect(
    () =>
      sayProblems(({ code }) => {
        const key = `problem.${code}`;
        const text = t(key as TextKey);
        return text === key ? null : text;
      }),
    [t],
  );
}

function Opening(): JSX.Element {
  const { t } = useTexts();
  return (
    <main className={styles['opening']} aria-busy="true">
      <Mark size={40} />
      <span className="visually-hidden">{t('loading')}</span>
    </main>
  );
}

/** Everybody signs in at the same door. */
function AtTheDoor(): JSX.Element {
  const { href } = useLocation();
  useEffect(() => {
    window.location.replace(`/sign-in?next=${encodeURIComponent(`/studio${href}`)}`);
  }, [href]);
  return <Opening />;
}

function NotFound(): JSX.Element {
  const { t } = useTexts();
  usePageTitle(t('error.not-found.title'));
  return (
    <EmptyState level={1} title={t('error.not-found.title')} text={t('error.not-found.text')}>
      <Button kind="primary" render={<Link to="/" />}>
        {t('room.library')}
      </Button>
    </EmptyState>
  );
}

function Failed({ error }: { readonly error: unknown }): JSX.Element {
  const router = useRouter();
  return <ProblemPage error={error} onRetry={() => void router.invalidate()} />;
}
