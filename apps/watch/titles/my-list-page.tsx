/** What the profile has kept, the latest first; what is taken off can be put back. */
import {
  type InfiniteData,
  infiniteQueryOptions,
  useInfiniteQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AnswerOf, ShownTitle } from '@vitascope/client';
import { Button, EmptyState, IconButton, notify } from '@vitascope/design';
import { ListVideo, X } from 'lucide-react';
import type { JSX } from 'react';
import { api } from '../session/api.ts';
import { useViewer, type Viewer, viewerKey } from '../session/viewer.ts';
import { Page } from '../shell/page.tsx';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './list-pages.module.css';
import { TitleGrid, TitleGridSkeleton } from './title-grid.tsx';
import { useTitleActions } from './title-state.ts';

type ListPage = AnswerOf<'GET', '/api/v1/profiles/{id}/my-list'>;

export const myListQuery = (viewer: Viewer) =>
  infiniteQueryOptions({
    queryKey: [...viewerKey(viewer), 'my-list'],
    staleTime: 0,
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }): Promise<ListPage> => {
      const query = {
        language: viewer.query.language,
        limit: 60,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      const params = { path: { id: viewer.query.profileId }, query };
      return (await api.GET('/api/v1/profiles/{id}/my-list', { params, signal })).data;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export function MyListPage(): JSX.Element {
  const { t } = useTexts();
  const list = useInfiniteQuery(myListQuery(useViewer()));
  const takeOff = useTakingOff();
  if (list.isError && list.data === undefined)
    return <ProblemPage error={list.error} onRetry={list.refetch} />;
  const titles = list.data?.pages.flatMap(({ items }) => items.map(({ title }) => title));
  return (
    <Page title={t('shell.my-list')} isBusy={list.isPending}>
      {titles === undefined ? (
        <TitleGridSkeleton />
      ) : titles.length === 0 ? (
        <EmptyState icon={<ListVideo />} title={t('titles.list.empty')} text={t('titles.list.empty.text')}>
          <Button kind="primary" size="large" render={<Link to="/" />}>
            {t('home.to')}
          </Button>
        </EmptyState>
      ) : (
        <TitleGrid
          label={t('shell.my-list')}
          titles={titles}
          hasMore={list.hasNextPage}
          isLoadingMore={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
          aside={(title) => (
            <IconButton
              label={t('titles.list.remove-named', { name: title.name })}
              icon={<X />}
              size="large"
              hasTip={false}
              data-focus=""
              className={styles['remove'] ?? ''}
              onClick={() => takeOff(title)}
            />
          )}
        />
      )}
    </Page>
  );
}

function useTakingOff(): (title: ShownTitle) => void {
  const client = useQueryClient();
  const viewer = useViewer();
  const { t } = useTexts();
  const { keep } = useTitleActions();
  const { queryKey } = myListQuery(viewer);
  return (title) => {
    const before = client.getQueryData<InfiniteData<ListPage>>(queryKey);
    const putBack = (): void => void client.setQueryData(queryKey, before);
    client.setQueryData<InfiniteData<ListPage>>(queryKey, (now) =>
      now === undefined
        ? now
        : {
            ...now,
            pages: now.pages.map((page) => ({
              ...page,
              items: page.items.filter((one) => one.title.id !== title.id),
            })),
          },
    );
    keep(title, false).then(
      () =>
        notify({
          text: t('titles.list.removed', { name: title.name }),
          action: {
            label: t('undo'),
            onPress: () => {
              putBack();
              keep(title, true).catch(() => void client.invalidateQueries({ queryKey }));
            },
          },
        }),
      putBack,
    );
  };
}
