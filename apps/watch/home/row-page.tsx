/** The whole of one row of the home page. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useViewer } from '../session/viewer.ts';
import { Page } from '../shell/page.tsx';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import { TitleGrid, TitleGridSkeleton } from '../titles/title-grid.tsx';
import { homeQuery, rowQuery } from './queries.ts';

export function RowPage(): JSX.Element {
  const { id } = useParams({ from: '/row/$id' });
  const { t } = useTexts();
  const viewer = useViewer();
  const name = useQuery(homeQuery(viewer)).data?.find((row) => row.id === id)?.name;
  const row = useInfiniteQuery(rowQuery(viewer, { id }));
  if (row.isError && row.data === undefined) return <ProblemPage error={row.error} onRetry={row.refetch} />;
  return (
    <Page title={name ?? t('home.row.all')} isBusy={row.isPending}>
      {row.data === undefined ? (
        <TitleGridSkeleton />
      ) : (
        <TitleGrid
          label={name ?? t('home.row.all')}
          titles={row.data.pages.flatMap(({ items }) => items)}
          hasMore={row.hasNextPage}
          isLoadingMore={row.isFetchingNextPage}
          onMore={() => void row.fetchNextPage()}
        />
      )}
    </Page>
  );
}
