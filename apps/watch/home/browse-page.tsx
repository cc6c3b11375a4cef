/** All films, all series, or all of a genre. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { EmptyState, Select } from '@vitascope/design';
import { Clapperboard } from 'lucide-react';
import type { JSX } from 'react';
import { useViewer } from '../session/viewer.ts';
import { Page } from '../shell/page.tsx';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import { genresQuery, type TitleSort, type TitleWish, titleSorts, titlesQuery } from '../titles/queries.ts';
import { TitleGrid, TitleGridSkeleton } from '../titles/title-grid.tsx';
import styles from './browse-page.module.css';

export function BrowsePage(): JSX.Element {
  const { kind } = useParams({ from: '/browse/$kind' });
  const { genre, sort } = useSearch({ from: '/browse/$kind' });
  const { t } = useTexts();
  const navigate = useNavigate({ from: '/browse/$kind' });
  const { data: genres = [] } = useQuery(genresQuery(useViewer()));
  const wish: TitleWish = {
    kind: kind === 'series' ? 'series' : 'film',
    ...(genre === undefined ? {} : { genre }),
    ...(sort === undefined ? {} : { sort }),
  };
  return (
    <Titles
      title={t(kind === 'series' ? 'shell.series' : 'shell.films')}
      wish={wish}
      onSort={(next) =>
        void navigate({ search: { ...(genre === undefined ? {} : { genre }), ...next }, replace: true })
      }
    >
      {genres.length < 2 ? null : (
        <nav className={styles['chips']} aria-label={t('home.genres')} data-focus-row="">
          {[{ slug: undefined, name: t('home.genres.all') }, ...genres].map(({ slug, name }) => (
            <Link
              key={slug ?? ''}
              to="/browse/$kind"
              params={{ kind }}
              search={{
                ...(slug === undefined ? {} : { genre: slug }),
                ...(sort === undefined ? {} : { sort }),
              }}
              className={styles['chip'] ?? ''}
              data-focus=""
              data-on={slug === genre}
              activeOptions={{ exact: true }}
              replace
            >
              {name}
            </Link>
          ))}
        </nav>
      )}
    </Titles>
  );
}

export function GenrePage(): JSX.Element {
  const { slug } = useParams({ from: '/genre/$slug' });
  const { sort } = useSearch({ from: '/genre/$slug' });
  const navigate = useNavigate({ from: '/genre/$slug' });
  const { data: genres = [] } = useQuery(genresQuery(useViewer()));
  return (
    <Titles
      title={genres.find((genre) => genre.slug === slug)?.name ?? spoken(slug)}
      wish={{ genre: slug, ...(sort === undefined ? {} : { sort }) }}
      onSort={(next) => void navigate({ search: next, replace: true })}
    />
  );
}

/** `science-fiction` → `Science fiction`, until its name is known. */
const spoken = (slug: string): string => {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

interface TitlesProps {
  readonly title: string;
  readonly wish: TitleWish;
  readonly children?: JSX.Element | null;
  onSort(next: { readonly sort?: TitleSort }): void;
}

function Titles({ title, wish, children, onSort }: TitlesProps): JSX.Element {
  const { t } = useTexts();
  const titles = useInfiniteQuery(titlesQuery(useViewer(), wish));
  if (titles.isError && titles.data === undefined)
    return <ProblemPage error={titles.error} onRetry={titles.refetch} />;
  const shown = titles.data?.pages.flatMap(({ items }) => items);
  return (
    <Page
      title={title}
      isBusy={titles.isPending}
      actions={
        <Select
          label={t('home.sort')}
          isLabelHidden
          value={wish.sort ?? 'newest'}
          options={titleSorts.map((value) => ({ value, label: t(`home.sort.${value}`) }))}
          onChoose={(sort) => onSort(sort === 'newest' ? {} : { sort })}
        />
      }
    >
      {children}
      {shown === undefined ? (
        <TitleGridSkeleton />
      ) : shown.length === 0 ? (
        <EmptyState icon={<Clapperboard />} title={t('home.empty.title')} text={t('home.none.text')} />
      ) : (
        <TitleGrid
          label={title}
          titles={shown}
          hasMore={titles.hasNextPage}
          isLoadingMore={titles.isFetchingNextPage}
          onMore={() => void titles.fetchNextPage()}
        />
      )}
    </Page>
  );
}
