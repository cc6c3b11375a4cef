/** The seasons of a series, one at a time, with their episodes. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ShownTitle } from '@vitascope/client';
import { Button, EmptyState, Select, Skeleton } from '@vitascope/design';
import type { JSX } from 'react';
import { useViewer } from '../session/viewer.ts';
import { useTexts } from '../texts/index.ts';
import { Episode } from './episode.tsx';
import styles from './episodes.module.css';
import { titlesQuery } from './queries.ts';

export function Episodes({ series }: { readonly series: ShownTitle }): JSX.Element | null {
  const { t } = useTexts();
  const navigate = useNavigate({ from: '/title/$slug' });
  const { season: wanted } = useSearch({ from: '/title/$slug' });
  const children = useInfiniteQuery(titlesQuery(useViewer(), { parentId: series.id }));
  const seasons = children.data?.pages.flatMap(({ items }) => items);
  if (children.isError && seasons === undefined) return <Failed onRetry={() => void children.refetch()} />;
  if (seasons === undefined) return <EpisodesSkeleton />;
  // Specials have number 0: they come first, and are not where one begins.
  const shown =
    seasons.find(({ number }) => number === wanted) ??
    seasons.find(({ number }) => number !== 0) ??
    seasons[0];
  if (shown === undefined) return null;
  const nameOf = (season: ShownTitle): string =>
    season.number === 0 ? t('titles.specials') : t('titles.season', { number: season.number ?? 1 });
  return (
    <section aria-labelledby="episodes">
      <div className={styles['head']} data-focus-row="">
        <h2 id="episodes" className={styles['title']}>
          {t('titles.episodes')}
        </h2>
        {seasons.length < 2 ? (
          <span className={styles['season']}>{nameOf(shown)}</span>
        ) : (
          <Select
            label={t('titles.season.choose')}
            isLabelHidden
            value={String(shown.number ?? 1)}
            options={seasons.map((season) => ({ value: String(season.number ?? 1), label: nameOf(season) }))}
            onChoose={(value) =>
              void navigate({ search: { season: Number(value) }, replace: true, resetScroll: false })
            }
          />
        )}
      </div>
      <Season key={shown.id} season={shown} series={series} />
    </section>
  );
}

function Season({
  season,
  series,
}: {
  readonly season: ShownTitle;
  readonly series: ShownTitle;
}): JSX.Element {
  const { t } = useTexts();
  const episodes = useInfiniteQuery(titlesQuery(useViewer(), { parentId: season.id }));
  const shown = episodes.data?.pages.flatMap(({ items }) => items);
  if (episodes.isError && shown === undefined) return <Failed onRetry={() => void episodes.refetch()} />;
  if (shown === undefined) return <List />;
  if (shown.length === 0)
    return <EmptyState title={t('titles.season.empty')} text={t('titles.season.empty.text')} />;
  return (
    <>
      <ol className={styles['list']} data-focus-row="">
        {shown.map((episode) => (
          <Episode key={episode.id} episode={episode} series={series} />
        ))}
      </ol>
      {episodes.hasNextPage ? (
        <Button isBusy={episodes.isFetchingNextPage} onClick={() => void episodes.fetchNextPage()}>
          {t('titles.more')}
        </Button>
      ) : null}
    </>
  );
}

function Failed({ onRetry }: { onRetry(): void }): JSX.Element {
  const { t } = useTexts();
  return (
    <EmptyState title={t('titles.episodes.failed')} text={t('titles.episodes.failed.text')}>
      <Button onClick={onRetry}>{t('retry')}</Button>
    </EmptyState>
  );
}

function EpisodesSkeleton(): JSX.Element {
  return (
    <div>
      <div className={styles['head']}>
        <Skeleton width="160px" height="28px" />
      </div>
      <List />
    </div>
  );
}

const List = (): JSX.Element => (
  <div className={styles['list']} aria-hidden="true">
    {['a', 'b', 'c'].map((key) => (
      <div key={key} className={styles['episode']}>
        <Skeleton className={styles['still'] ?? ''} />
        <div className={styles['words']}>
          <Skeleton width="40%" height="20px" />
          <Skeleton width="80%" />
        </div>
      </div>
    ))}
  </div>
);
