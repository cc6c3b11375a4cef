/** What the profile has watched, day by day, and a way to have it forgotten. */
import { infiniteQueryOptions, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AnswerOf } from '@vitascope/client';
import {
  Artwork,
  Button,
  Confirm,
  EmptyState,
  IconButton,
  notify,
  ProgressBar,
  Skeleton,
} from '@vitascope/design';
import { Clock, EyeOff } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../session/api.ts';
import { useProblemText } from '../session/problem-text.ts';
import { useViewer, type Viewer, viewerKey } from '../session/viewer.ts';
import { Page } from '../shell/page.tsx';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './list-pages.module.css';

type Entry = AnswerOf<'GET', '/api/v1/profiles/{id}/history'>['items'][number];

const historyQuery = (viewer: Viewer) =>
  infiniteQueryOptions({
    queryKey: [...viewerKey(viewer), 'history'],
    staleTime: 0,
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) => {
      const query = {
        language: viewer.query.language,
        limit: 40,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      const params = { path: { id: viewer.query.profileId }, query };
      return (await api.GET('/api/v1/profiles/{id}/history', { params, signal })).data;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export function HistoryPage(): JSX.Element {
  const { t } = useTexts();
  const history = useInfiniteQuery(historyQuery(useViewer()));
  const { hide, clear } = useForgetting();
  const [isAsking, setAsking] = useState(false);
  if (history.isError && history.data === undefined)
    return <ProblemPage error={history.error} onRetry={history.refetch} />;
  const entries = history.data?.pages.flatMap(({ items }) => items);
  return (
    <Page
      title={t('titles.history')}
      isBusy={history.isPending}
      actions={
        entries === undefined || entries.length === 0 ? null : (
          <Button onClick={() => setAsking(true)}>{t('titles.history.clear')}</Button>
        )
      }
    >
      {entries === undefined ? (
        <HistorySkeleton />
      ) : entries.length === 0 ? (
        <EmptyState icon={<Clock />} title={t('titles.history.empty')} text={t('titles.history.empty.text')}>
          <Button kind="primary" size="large" render={<Link to="/" />}>
            {t('home.to')}
          </Button>
        </EmptyState>
      ) : (
        <ol className={styles['history']} data-focus-row="">
          {entries.map((entry) => (
            <HistoryEntry key={entry.title.id} entry={entry} onHide={() => void hide(entry)} />
          ))}
        </ol>
      )}
      {history.hasNextPage ? (
        <Button isBusy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t('titles.more')}
        </Button>
      ) : null}
      <Confirm
        isOpen={isAsking}
        title={t('titles.history.clear.title')}
        description={t('titles.history.clear.text')}
        confirmLabel={t('titles.history.clear')}
        cancelLabel={t('cancel')}
        isDanger
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          void clear();
        }}
      />
    </Page>
  );
}

function HistoryEntry({ entry, onHide }: { readonly entry: Entry; onHide(): void }): JSX.Element {
  const { title, state } = entry;
  const { t, ago } = useTexts();
  const { still, backdrop } = title.artwork;
  return (
    <li className={styles['entry']}>
      <Link
        to="/title/$slug"
        params={{ slug: title.slug }}
        className={styles['still'] ?? ''}
        data-focus=""
        data-focus-key={title.id}
        aria-label={title.name}
      >
        <Artwork image={still ?? backdrop} alt="" name={title.name} ratio="16/9" sizes="200px" />
      </Link>
      <div className={styles['words']}>
        <p className={styles['name']}>{title.name}</p>
        <p className={styles['when']}>
          {[
            ...(state.lastWatchedAt === null ? [] : [ago(state.lastWatchedAt)]),
            ...(state.watched ? [t('titles.watched')] : []),
          ].join(' · ')}
        </p>
        {state.inProgress && state.durationMs > 0 ? (
          <div className={styles['progress']}>
            <ProgressBar value={state.positionMs / state.durationMs} label={t('titles.progress')} />
          </div>
        ) : null}
      </div>
      <IconButton
        label={t('titles.history.hide', { name: title.name })}
        title={t('titles.history.hide', { name: title.name })}
        icon={<EyeOff />}
        size="large"
        hasTip={false}
        data-focus=""
        onClick={onHide}
      />
    </li>
  );
}

/** Hidden from the history is forgotten: it cannot be taken back, so both say what will happen. */
function useForgetting(): { hide(entry: Entry): Promise<void>; clear(): Promise<void> } {
  const client = useQueryClient();
  const viewer = useViewer();
  const { t } = useTexts();
  const textOf = useProblemText();
  const id = viewer.query.profileId;
  async function forget(send: () => Promise<unknown>, done: string): Promise<void> {
    try {
      await send();
      notify({ kind: 'good', text: done });
    } catch (error) {
      notify({
        kind: 'bad',
        text: t('titles.change.failed'),
        detail: textOf(error),
      });
    }
    await Promise.all([
      client.invalidateQueries({ queryKey: ['viewer', id] }),
      client.invalidateQueries({ queryKey: ['state', id] }),
    ]);
  }
  return {
    hide: ({ title }) =>
      forget(
        () =>
          api.DELETE('/api/v1/profiles/{id}/history/{titleId}', {
            params: { path: { id, titleId: title.id } },
          }),
        t('titles.history.hidden', { name: title.name }),
      ),
    clear: () =>
      forget(
        () => api.DELETE('/api/v1/profiles/{id}/history', { params: { path: { id } } }),
        t('titles.history.cleared'),
      ),
  };
}

const HistorySkeleton = (): JSX.Element => (
  <div className={styles['history']} aria-hidden="true">
    {['a', 'b', 'c', 'd'].map((key) => (
      <div key={key} className={styles['entry']}>
        <Skeleton className={styles['still'] ?? ''} />
        <Skeleton width="60%" height="20px" />
      </div>
    ))}
  </div>
);
