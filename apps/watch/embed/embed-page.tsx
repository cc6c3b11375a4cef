/** A title within another site's page: its picture and a button first, then the player. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type JSX, lazy, Suspense, useState } from 'react';
import { usePageTitle } from '../shell/page-title.ts';
import { useTexts } from '../texts/index.ts';
import styles from './embed-page.module.css';
import { Poster } from './poster.tsx';
import { embedQuery } from './queries.ts';
import { Refused } from './refused.tsx';

const loadPlayer = () => import('./embed-player.tsx');
const EmbedPlayer = lazy(async () => ({ default: (await loadPlayer()).EmbedPlayer }));

export function EmbedPage(): JSX.Element {
  const { t, language } = useTexts();
  const { titleId } = useParams({ from: '/embed/$titleId' });
  const { data: title, error, refetch } = useQuery(embedQuery(titleId, language));
  const [isPlaying, setPlaying] = useState(false);
  usePageTitle(title?.name);
  return (
    <div className={styles['embed']} data-theme="dark" data-embed="">
      {error !== null && title === undefined ? (
        <Refused error={error} titleId={titleId} onRetry={() => void refetch()} />
      ) : title === undefined ? (
        <p className={styles['loading']} aria-busy="true">
          <span className="visually-hidden">{t('loading')}</span>
        </p>
      ) : isPlaying ? (
        <Suspense fallback={<Poster title={title} isBusy />}>
          <EmbedPlayer title={title} />
        </Suspense>
      ) : (
        <Poster title={title} onIntent={() => void loadPlayer()} onPlay={() => setPlaying(true)} />
      )}
    </div>
  );
}
