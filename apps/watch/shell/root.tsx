/** The frame around every page of Watch. */
import { createRootRoute, Link, Outlet, useRouter } from '@tanstack/react-router';
import { Button, EmptyState, Logo } from '@vitascope/design';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import { ProblemPage } from './problem-page.tsx';
import styles from './root.module.css';

export const root = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

function Frame(): JSX.Element {
  const { t } = useTexts();
  return (
    <>
      <a className="skip-link" href="#content">
        {t('skip')}
      </a>
      <header className={styles['bar']}>
        <Link to="/" className={styles['home']}>
          <Logo />
        </Link>
      </header>
      <main id="content" tabIndex={-1} className={styles['content']}>
        <Outlet />
      </main>
    </>
  );
}

function NotFound(): JSX.Element {
  const { t } = useTexts();
  return (
    <EmptyState level={1} title={t('error.not-found.title')} text={t('error.not-found.text')}>
      <Button kind="primary" render={<Link to="/" />}>
        {t('home.to')}
      </Button>
    </EmptyState>
  );
}

function Failed({ error }: { readonly error: unknown }): JSX.Element {
  const router = useRouter();
  return <ProblemPage error={error} onRetry={() => void router.invalidate()} />;
}
