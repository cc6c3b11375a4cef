/** The titles of a collection, in its order. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ShownTitle } from '@vitascope/client';
import type { JSX } from 'react';
import { useViewer } from '../session/viewer.ts';
import { titlesQuery } from './queries.ts';
import { TitleGrid, TitleGridSkeleton } from './title-grid.tsx';

export function Members({ collection }: { readonly collection: ShownTitle }): JSX.Element {
  const members = useInfiniteQuery(titlesQuery(useViewer(), { collectionId: collection.id }));
  if (members.data === undefined) return <TitleGridSkeleton count={6} />;
  return (
    <TitleGrid
      label={collection.name}
      titles={members.data.pages.flatMap(({ items }) => items)}
      hasMore={members.hasNextPage}
      isLoadingMore={members.isFetchingNextPage}
      onMore={() => void members.fetchNextPage()}
    />
  );
}
