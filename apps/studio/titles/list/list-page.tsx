/** All titles: found, narrowed, sorted, chosen and changed many at once. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Callout, EmptyState, Skeleton } from '@vitascope/design';
import { Clapperboard, Plus, SearchX } from 'lucide-react';
import { type JSX, useCallback, useMemo, useState } from 'react';
import { Page } from '../../shell/page.tsx';
import { useTexts } from '../../texts/index.ts';
import { titlesQuery } from '../data.ts';
import { BulkBar } from './bulk-bar.tsx';
import styles from './list.module.css';
import { ListFilters } from './list-filters.tsx';
import { isNarrowed, type ListSearch, toQuery } from './list-search.ts';
import { TitleTable } from './title-table.tsx';

export function ListPage(): JSX.Element {
  const { t, number, language } = useTexts();
  const search = useSearch({ strict: false }) as ListSearch;
  const navigate = useNavigate();
  const query = useMemo(() => toQuery(search, language), [search, language]);
  const list = useInfiniteQuery(titlesQuery(query));
  const titles = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total ?? null;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const narrow = useCallback(
    (next: ListSearch) => {
      setChosen(new Set());
      void navigate({ to: '/titles', search: next, replace: true, resetScroll: false });
    },
    [navigate],
  );
  const loadMore = useCallback(() => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  }, [list.hasNextPage, list.isFetchingNextPage, list.fetchNextPage]);
  return (
    <Page
      title={t('room.titles')}
      {...(total === null ? {} : { text: t('titles.count', { count: total, shown: number(total) }) })}
      actions={
        <Button kind="primary" icon={<Plus aria-hidden="true" />} render={<Link to="/titles/new" />}>
          {t('titles.new')}
        </Button>
      }
    >
      <ListFilters search={search} onChange={narrow} />
      {list.isError && titles.length > 0 ? (
        <Callout kind="bad" actions={<Button onClick={loadMore}>{t('retry')}</Button>}>
          {list.error.message}
        </Callout>
      ) : null}
      <Content
        isPending={list.isPending}
        error={titles.length === 0 ? list.error : null}
        isEmpty={titles.length === 0}
        isNarrowed={isNarrowed(search)}
        onRetry={() => void list.refetch()}
        onClear={() => narrow({})}
      >
        <TitleTable
          titles={titles}
          total={total ?? titles.length}
          chosen={chosen}
          isLoadingMore={list.isFetchingNextPage}
          onChoose={setChosen}
          onEnd={loadMore}
        />
      </Content>
      <BulkBar
        titles={titles}
        chosen={chosen}
        total={total ?? titles.length}
        query={query}
        onChoose={setChosen}
      />
    </Page>
  );
}

function Content({
  isPending,
  error,
  isEmpty,
  isNarrowed: narrowed,
  onRetry,
  onClear,
  children,
}: {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly isEmpty: boolean;
  readonly isNarrowed: boolean;
  readonly children: JSX.Element;
  onRetry(): void;
  onClear(): void;
}): JSX.Element {
  const { t } = useTexts();
  if (isPending) return <Waiting />;
  if (error !== null)
    return (
      <EmptyState title={t('titles.failed')} text={error.message}>
        <Button kind="primary" onClick={onRetry}>
          {t('retry')}
        </Button>
      </EmptyState>
    );
  if (!isEmpty) return children;
  if (narrowed)
    return (
      <EmptyState icon={<SearchX />} title={t('titles.none.title')} text={t('titles.none.text')}>
        <Button onClick={onClear}>{t('titles.none.clear')}</Button>
      </EmptyState>
    );
  return (
    <EmptyState icon={<Clapperboard />} title={t('titles.empty.title')} text={t('titles.empty.text')}>
      <Button kind="primary" icon={<Plus aria-hidden="true" />} render={<Link to="/titles/new" />}>
        {t('titles.new')}
      </Button>
      <Button render={<Link to="/imports" />}>{t('titles.empty.import')}</Button>
    </EmptyState>
  );
}

function Waiting(): JSX.Element {
  const { t } = useTexts();
  return (
    <div className={styles['table']} aria-busy="true" role="status" aria-label={t('loading')}>
      {Array.from({ length: 9 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: all alike
        <div key={index} className={styles['row']}>
          <Skeleton width="20px" height="20px" />
          <Skeleton width="40px" height="56px" />
          <Skeleton width={`${30 + ((index * 17) % 40)}%`} height="18px" />
        </div>
      ))}
    </div>
  );
}
