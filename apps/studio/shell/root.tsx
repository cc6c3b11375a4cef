/** The frame around every page of Studio: who may be here, and the way to each room. */
import { createRootRoute, Link, Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { Button, EmptyState, Logo } from '@vitascope/design';
import {
  Activity,
  Clapperboard,
  FileInput,
  Film,
  type LucideIcon,
  Rows3,
  Users,
  Webhook,
} from 'lucide-react';
import type { JSX } from 'react';
import { useSession } from '../session/session.ts';
import { type TextKey, useTexts } from '../texts/index.ts';
import { ProblemPage } from './problem-page.tsx';
import styles from './root.module.css';

export const root = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

/** The rooms, in their order. */
const rooms: readonly { readonly to: string; readonly name: TextKey; readonly icon: LucideIcon }[] = [
  { to: '/', name: 'room.library', icon: Film },
  { to: '/titles', name: 'room.titles', icon: Clapperboard },
  { to: '/rows', name: 'room.rows', icon: Rows3 },
  { to: '/imports', name: 'room.imports', icon: FileInput },
  { to: '/people', name: 'room.people', icon: Users },
  { to: '/connections', name: 'room.connections', icon: Webhook },
  { to: '/system', name: 'room.system', icon: Activity },
];

function Frame(): JSX.Element | null {
  const { t } = useTexts();
  const session = useSession();
  const location = useLocation();
  if (session.isPending) return null;
  if (session.isError) return <ProblemPage error={session.error} onRetry={() => void session.refetch()} />;
  if (session.data === null) {
    // Everybody signs in at the same door.
    window.location.replace(`/sign-in?next=${encodeURIComponent(`/studio${location.pathname}`)}`);
    return null;
  }
  if (session.data.role === null)
    return (
      <EmptyState
        level={1}
        title={t('no-access.title')}
        text={t('no-access.text', { name: session.data.name })}
      >
        <Button kind="primary" render={<a href="/" />}>
          {t('watch.to')}
        </Button>
      </EmptyState>
    );
  return (
    <div className={styles['frame']}>
      <a className="skip-link" href="#content">
        {t('skip')}
      </a>
      <nav className={styles['side']} aria-label={t('nav')}>
        <Link to="/" className={styles['logo']} aria-label={t('room.library')}>
          <Logo />
        </Link>
        <ul className={styles['rooms']}>
          {rooms.map(({ to, name, icon: Icon }) => (
            <li key={to}>
              <Link to={to} className={styles['room']} activeOptions={{ exact: to === '/' }}>
                <Icon aria-hidden="true" />
                <span>{t(name)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" tabIndex={-1} className={styles['content']}>
        <Outlet />
      </main>
    </div>
  );
}

function NotFound(): JSX.Element {
  const { t } = useTexts();
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
