/** All films, all series, or all of a genre. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { EmptyState } from '@vitascope/design';
import { Clapperboard } from 'lucide-react';
import type { JSX } from 'react';
import { useViewer } from '../session/viewer.ts';
import { Page } from '../shell/page.tsx';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import { type TitleWish, titlesQuery } from '../titles/queries.ts';
import { TitleGrid, TitleGridSkeleton } from '../titles/title-grid.tsx';
import styles from './browse-page.module.css';

export function BrowsePage(): JSX.Element {
  const { kind } = useParams({ from: '/browse/$kind' });
  const { genre } = useSearch({ from: '/browse/$kind' });
  const { t } = useTexts();
  const wished = kind === 'series' ? 'series' : 'film';
  const wish = { kind: wished, ...(genre === undefined ? {} : { genre }) } as const;
  const all = useGenres({ kind: wished });
  return (
    <Titles
      title={t(wished === 'series' ? 'shell.series' : 'shell.films')}
      wish={wish}
      chips={
        all.length < 2 ? null : (
          <nav className={styles['chips']} aria-label={t('home.genres')} data-focus-row="">
            {[{ slug: undefined, name: t('home.genres.all') }, ...all].map(({ slug, name }) => (
              <Link
                key={slug ?? ''}
                to="/browse/$kind"
                params={{ kind }}
                search={slug === undefined ? {} : { genre: slug }}
                className={styles['chip'] ?? ''}
                data-focus=""
                aria-current={slug === genre ? 'true' : undefined}
                activeOptions={{ exact: true }}
                replace
              >
                {name}
              </Link>
            ))}
          </nav>
        )
      }
    />
  );
}

export function GenrePage(): JSX.Element {
  const { slug } = useParams({ from: '/genre/$slug' });
  const name = useGenres({ genre: slug }).find((genre) => genre.slug === slug)?.name;
  return <Titles title={name ?? spoken(slug)} wish={{ genre: slug }} chips={null} />;
}

/** `science-fiction` → `Science fiction`, until its name is known. */
const spoken = (slug: string): string => {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The genres of the titles that have been loaded so far. */
function useGenres(wish: TitleWish): readonly { readonly slug: string; readonly name: string }[] {
  const { language } = useTexts();
  const { data } = useInfiniteQuery(titlesQuery(useViewer(), wish));
  const found = new Map(
    (data?.pages ?? []).flatMap(({ items }) =>
      items.flatMap(({ genres }) => genres.map((one) => [one.slug, one] as const)),
    ),
  );
  const { compare } = new Intl.Collator(language);
  return [...found.values()].sort((a, b) => compare(a.name, b.name));
}

function Titles(props: {
  readonly title: string;
  readonly wish: TitleWish;
  readonly chips: JSX.Element | null;
}): JSX.Element {
  const { title, wish, chips } = props;
  const { t } = useTexts();
  const titles = useInfiniteQuery(titlesQuery(useViewer(), wish));
  if (titles.isError && titles.data === undefined)
    return <ProblemPage error={titles.error} onRetry={() => void titles.refetch()} />;
  const shown = titles.data?.pages.flatMap(({ items }) => items);
  return (
    <Page title={title} isBusy={titles.isPending}>
      {chips}
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
