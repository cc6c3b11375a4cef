/** Addresses that play the asset elsewhere: whoever has one may watch until it ends. */
import { useQuery } from '@tanstack/react-query';
import type { Asset } from '@vitascope/client';
import { IconButton, notify } from '@vitascope/design';
import { Copy, ExternalLink } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../../texts/index.ts';
import styles from './asset.module.css';
import { isWatchable, playbackQuery } from './asset-screen.tsx';

export function ShareAddresses({ asset }: { readonly asset: Asset }): JSX.Element | null {
  const { t, date } = useTexts();
  const { data } = useQuery({ ...playbackQuery(asset), enabled: isWatchable(asset) });
  if (data === undefined) return null;
  const copy = async (name: string, address: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(address);
      notify({ text: t('library.share.copied', { name }) });
    } catch {
      notify({ text: t('library.share.not-copied'), kind: 'bad' });
    }
  };
  const addresses = [
    ['library.share.link', data.watchUrl],
    ['library.share.hls', data.hlsUrl],
    ['library.share.dash', data.dashUrl],
  ] as const;
  return (
    <section className={styles['panel']} aria-labelledby="share">
      <h2 id="share" className={styles['panel-title']}>
        {t('library.share')}
      </h2>
      <ul className={styles['addresses']}>
        {addresses.map(([key, address]) => {
          const name = t(key);
          return (
            <li key={key} className={styles['address']}>
              <span className={styles['address-name']}>{name}</span>
              <code className={styles['address-text']}>{address}</code>
              {key === 'library.share.link' ? (
                <IconButton
                  size="small"
                  label={t('library.share.open')}
                  icon={<ExternalLink />}
                  render={<a href={address} target="_blank" rel="noreferrer" />}
                />
              ) : null}
              <IconButton
                size="small"
                label={t('library.share.copy', { name })}
                icon={<Copy />}
                onClick={() => void copy(name, address)}
              />
            </li>
          );
        })}
      </ul>
      <p className={styles['soft']}>
        {t('library.share.until', {
          time: date(data.expiresAt, { dateStyle: 'medium', timeStyle: 'short' }),
        })}
      </p>
    </section>
  );
}
