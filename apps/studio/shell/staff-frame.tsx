/** What is around every page for the staff: rooms, uploads on their way, and a window that takes files. */
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import type { Account } from '@vitascope/client';
import { type JSX, useEffect, useRef } from 'react';
import { useLiveAssets } from '../library/assets/live-assets.ts';
import { DropEverywhere } from '../library/uploads/drop-everywhere.tsx';
import { FileInputs } from '../library/uploads/file-inputs.tsx';
import { UploadTray } from '../library/uploads/upload-tray.tsx';
import { uploads } from '../library/uploads/use-uploads.ts';
import { may } from '../session/session.ts';
import { useTexts } from '../texts/index.ts';
import { useFocusOnNavigation } from './focus-page.ts';
import { Navigation } from './navigation.tsx';
import styles from './root.module.css';

export function StaffFrame({ account }: { readonly account: Account }): JSX.Element {
  const { t } = useTexts();
  const mayWrite = may(account, 'write');
  useLiveAssets();
  useFocusOnNavigation();
  useOpenWhatWasDropped();
  useEffect(() => {
    if (mayWrite) void uploads.open(account.id);
  }, [account.id, mayWrite]);
  return (
    <div className={styles['frame']}>
      <a className="skip-link" href="#content">
        {t('skip')}
      </a>
      <Navigation account={account} />
      <main id="content" tabIndex={-1} className={styles['content']}>
        <Outlet />
      </main>
      {mayWrite ? (
        <>
          <FileInputs />
          <UploadTray />
          <DropEverywhere />
        </>
      ) : null}
    </div>
  );
}

/** A film that came alone opens by itself, unless something else is being looked at by then. */
function useOpenWhatWasDropped(): void {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const here = useRef(pathname);
  here.current = pathname;
  useEffect(
    () =>
      uploads.onComplete(({ assetId, isAlone }) => {
        if (!isAlone || here.current !== '/') return;
        void navigate({ to: '/assets/$id', params: { id: assetId }, state: { autoplay: true } });
      }),
    [navigate],
  );
}
