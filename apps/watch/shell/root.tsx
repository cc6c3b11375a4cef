/** The frame around every page of Watch. */
import { createRootRoute, Link, Outlet, useRouter } from '@tanstack/react-router';
import { Button, EmptyState } from '@vitascope/design';
import { Film } from 'lucide-react';
import { type JSX, useDeferredValue, useEffect } from 'react';
import { usePlayIntent } from '../play/follow-intent.ts';
import { useCurrentProfile } from '../session/profile.ts';
import { followSignedOut } from '../session/signed-out.ts';
import { useTexts } from '../texts/index.ts';
import { moveByArrows, moveByArrowsFirst } from './arrow-keys.ts';
import { BottomBar } from './bottom-bar.tsx';
import { followNavigation } from './follow-navigation.ts';
import { useFrameKind } from './frame-kind.ts';
import { Header } from './header.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { usePageTitle } from './page-title.ts';
import { ProblemPage } from './problem-page.tsx';
import styles from './root.module.css';

export const root = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

function Frame(): JSX.Element {
  const { t } = useTexts();
  const router = useRouter();
  const kind = useFrameKind();
  const profile = useCurrentProfile();
  const isKids = profile?.isKids ?? false;
  usePlayIntent(profile);
  useEffect(() => followNavigation(router), [router]);
  useEffect(followSignedOut, []);
  useEffect(() => {
    document.addEventListener('keydown', moveByArrowsFirst, { capture: true });
    document.addEventListener('keydown', moveByArrows);
    return () => {
      document.removeEventListener('keydown', moveByArrowsFirst, { capture: true });
      document.removeEventListener('keydown', moveByArrows);
    };
  }, []);
  useEffect(() => {
    if (isKids) document.documentElement.dataset['audience'] = 'kids';
    else delete document.documentElement.dataset['audience'];
  }, [isKids]);
  const isFull = kind === 'full' && profile !== null;
  // The router has its first page rendered in one go. Not urgent, it comes in slices, and a slow phone answers in between.
  const isFilled = useDeferredValue(true, false);
  if (!isFilled) return <main id="content" tabIndex={-1} className={styles['content']} data-frame={kind} />;
  return (
    <>
      <a className="skip-link" href="#content">
        {t('skip')}
      </a>
      {kind === 'none' ? null : <Header profile={isFull ? profile : null} />}
      <OfflineNotice />
      <main id="content" tabIndex={-1} className={styles['content']} data-frame={kind} data-full={isFull}>
        <Outlet />
      </main>
      {isFull ? <BottomBar /> : null}
    </>
  );
}

function NotFound(): JSX.Element {
  const { t } = useTexts();
  usePageTitle(t('error.not-found.title'));
  return (
    <EmptyState level={1} icon={<Film />} title={t('error.not-found.title')} text={t('error.not-found.text')}>
      <Button kind="primary" size="large" render={<Link to="/" />}>
        {t('home.to')}
      </Button>
    </EmptyState>
  );
}

function Failed({ error }: { readonly error: unknown }): JSX.Element {
  const router = useRouter();
  return <ProblemPage error={error} onRetry={() => router.invalidate()} />;
}
