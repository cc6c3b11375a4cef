/** A row of the home page, with more of it as one goes on. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ShownRow } from '@vitascope/client';
import { ChevronRight } from 'lucide-react';
import { type JSX, memo, useCallback } from 'react';
import { useViewer } from '../session/viewer.ts';
import { useTexts } from '../texts/index.ts';
import { TitleCard } from '../titles/title-card.tsx';
import { previewOf } from './preview.ts';
import { rowQuery } from './queries.ts';
import { ShelfCards, ShelfFrame } from './shelf.tsx';
import styles from './title-row.module.css';

interface RowProps {
  readonly row: ShownRow;
  readonly isFirst: boolean;
}

/** Memorised: a page has forty of them. */
export const TitleRow = memo(function TitleRow({ row, isFirst }: RowProps): JSX.Element {
  return (
    <ShelfFrame
      name={row.name}
      heading={<RowHeading row={row} />}
      shape={row.kind === 'collection' ? 'wide' : 'poster'}
      isFirst={isFirst}
    >
      <RowCards row={row} isFirst={isFirst} />
    </ShelfFrame>
  );
});

function RowCards({ row, isFirst }: RowProps): JSX.Element {
  const { t } = useTexts();
  const viewer = useViewer();
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(rowQuery(viewer, row));
  const titles = data?.pages.flatMap(({ items }) => items) ?? row.items;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return (
    <ShelfCards
      name={row.name}
      items={titles}
      placeKey={`${viewer.query.profileId} ${row.id}`}
      keyOf={({ id }) => id}
      onEnd={onEnd}
      card={(title, { index, isTabStop }) => (
        <TitleCard
          title={title}
          shape={row.kind === 'collection' ? 'wide' : 'poster'}
          isFirst={isFirst && index < 4}
          link={{ tabIndex: isTabStop ? 0 : -1, ...previewOf(title) }}
        />
      )}
      {...(titles.length < 6
        ? {}
        : {
            last: (
              <Link
                to="/row/$id"
                params={{ id: row.id }}
                tabIndex={-1}
                data-focus=""
                className={styles['all'] ?? ''}
              >
                {t('home.row.all')}
                <ChevronRight aria-hidden="true" />
              </Link>
            ),
          })}
    />
  );
}

/** The name leads to the whole row. */
export function RowHeading({ row }: { readonly row: ShownRow }): JSX.Element {
  const { t } = useTexts();
  return (
    <Link to="/row/$id" params={{ id: row.id }} data-focus-key={`row-${row.id}`} lang={row.language}>
      {row.name}
      <span>
        {t('home.row.all')}
        <ChevronRight aria-hidden="true" />
      </span>
    </Link>
  );
}
