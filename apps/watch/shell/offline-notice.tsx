/** Says that there is no network, and takes it back when there is. */
import { WifiOff } from 'lucide-react';
import { type JSX, useSyncExternalStore } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './offline-notice.module.css';

export function OfflineNotice(): JSX.Element {
  const { t } = useTexts();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className={styles['place']}>
      {isOnline ? null : (
        <p className={styles['notice']}>
          <WifiOff aria-hidden="true" />
          {t('shell.offline')}
        </p>
      )}
    </div>
  );
}

function subscribe(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
