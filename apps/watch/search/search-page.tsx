/** Search as one types: titles with facets, people, and what was looked for before. */
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { AnswerOf } from '@vitascope/client';
import { Avatar, Button, EmptyState, IconButton } from '@vitascope/design';
import { History, Search, SearchX, X } from 'lucide-react';
import { type JSX, useEffect, useRef, useState } from 'react';
import { api } from '../session/api.ts';
import { useViewer, type Viewer, viewerKey } from '../session/viewer.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import { genresQuery } from '../titles/queries.ts';
import { TitleGrid, TitleGridSkeleton } from '../titles/title-grid.tsx';
import { Facets } from './facets.tsx';
import { type RecentSearches, useRecentSearches } from './recent-searches.ts';
import type { SearchWish } from './routes.tsx';
import styles from './search-page.module.css';

type Found = AnswerOf<'GET', '/api/v1/search'>;

/** While somebody types, only a pause is a question. */
const PAUSE_MS = 180;

const searchQuery = (viewer: Viewer, { q = '', kind, genre, decade }: SearchWish) =>
  infiniteQueryOptions({
    queryKey: [...viewerKey(viewer), 'search', q, kind ?? null, genre ?? null, decade ?? null],
    staleTime: 60_000,
    enabled: q !== '',
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    // A search that is no longer wanted is given up: its signal is told.
    queryFn: async ({ signal, pageParam }): Promise<Found> => {
      const query = {
        ...viewer.query,
        q,
        limit: 40,
        facets: 'true',
        ...(kind === undefined ? {} : { kind }),
        ...(genre === undefined ? {} : { genre }),
        ...(decade === undefined ? {} : { decade }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      return (await api.GET('/api/v1/search', { params: { query }, signal })).data;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export function SearchPage(): JSX.Element {
  const { t } = useTexts();
  const wish = useSearch({ from: '/search' });
  const viewer = useViewer();
  const recent = useRecentSearches(viewer.query.profileId);
  const q = wish.q?.trim() ?? '';
  const found = useInfiniteQuery(searchQuery(viewer, { ...wish, q }));
  usePageTitle(q === '' ? t('shell.search') : t('search.title', { query: q }));
  useEffect(() => {
    if (q === '') return;
    // What was left standing for a while was meant.
    const timer = setTimeout(() => recent.add(q), 1_500);
    return () => clearTimeout(timer);
  }, [q, recent.add]);
  return (
    <div className={styles['page']}>
      <h1 className="visually-hidden">{t('shell.search')}</h1>
      <SearchField query={wish.q ?? ''} onSubmit={recent.add} />
      {q === '' ? (
        <Recent recent={recent} />
      ) : found.isError && found.data === undefined ? (
        <ProblemPage error={found.error} onRetry={found.refetch} />
      ) : found.data === undefined ? (
        <TitleGridSkeleton count={6} />
      ) : (
        <Results
          query={q}
          pages={found.data.pages}
          isStale={found.isPlaceholderData}
          hasMore={found.hasNextPage}
          isLoadingMore={found.isFetchingNextPage}
          onMore={() => void found.fetchNextPage()}
        />
      )}
    </div>
  );
}

function SearchField({
  query,
  onSubmit,
}: {
  readonly query: string;
  onSubmit(text: string): void;
}): JSX.Element {
  const { t } = useTexts();
  const navigate = useNavigate({ from: '/search' });
  const [text, setText] = useState(query);
  const told = useRef(query);
  const field = useRef<HTMLInputElement>(null);
  // The address was changed by something else: a recent search, the way back.
  useEffect(() => {
    if (query !== told.current) {
      told.current = query;
      setText(query);
    }
  }, [query]);
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      void navigate({ search: text.trim() === '' ? {} : { q: text }, replace: true, resetScroll: false });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, navigate]);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  return (
    <search>
      <form
        className={styles['form']}
        data-focus-row=""
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(text);
          field.current?.blur(); // puts a phone's keyboard away
        }}
      >
        <Search aria-hidden="true" className={styles['icon']} />
        <input
          ref={field}
          type="search"
          enterKeyHint="search"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={200}
          aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
          className={styles['field']}
          data-focus=""
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        {text === '' ? null : (
          <IconButton
            label={t('search.clear')}
            icon={<X />}
            size="large"
            hasTip={false}
            data-focus=""
            onClick={() => {
              setText('');
              field.current?.focus();
            }}
          />
        )}
      </form>
    </search>
  );
}

interface ResultsProps {
  readonly query: string;
  readonly pages: readonly Found[];
  readonly isStale: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  onMore(): void;
}

function Results({ query, pages, isStale, ...more }: ResultsProps): JSX.Element {
  const { t } = useTexts();
  const [first] = pages;
  const titles = pages.flatMap(({ items }) => items);
  const people = first?.people ?? [];
  const isNear = first?.corrected === true && titles.length + people.length > 0;
  return (
    <div className={styles['results']} aria-busy={isStale}>
      <p role="status" className={isNear ? styles['corrected'] : 'visually-hidden'}>
        {isNear
          ? t('search.corrected', { query })
          : t('search.found', { count: titles.length, people: people.length })}
      </p>
      {first?.suggestion == null ? null : (
        <p className={styles['suggestion']} data-focus-row="">
          {t('search.suggestion')}{' '}
          <Link to="/search" search={{ q: first.suggestion }} replace data-focus="">
            {first.suggestion}
          </Link>
        </p>
      )}
      {first === undefined ? null : <Facets facets={first.facets} titles={titles} />}
      {people.length === 0 ? null : (
        <ul className={styles['people']} aria-label={t('search.people')} data-focus-row="">
          {people.map(({ id, slug, name }) => (
            <li key={id}>
              <Link
                to="/person/$slug"
                params={{ slug }}
                className={styles['person'] ?? ''}
                data-focus=""
                data-focus-key={id}
              >
                <Avatar name={name} avatar={null} size={32} />
                {name}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {titles.length > 0 ? (
        <TitleGrid label={t('search.titles')} titles={titles} {...more} />
      ) : people.length > 0 ? null : (
        <Nothing query={query} />
      )}
    </div>
  );
}

function Nothing({ query }: { readonly query: string }): JSX.Element {
  const { t } = useTexts();
  return (
    <EmptyState icon={<SearchX />} title={t('search.nothing', { query })} text={t('search.nothing.text')}>
      <Button render={<Link to="/browse/$kind" params={{ kind: 'films' }} />}>{t('shell.films')}</Button>
      <Button render={<Link to="/browse/$kind" params={{ kind: 'series' }} />}>{t('shell.series')}</Button>
    </EmptyState>
  );
}

function Recent({ recent }: { readonly recent: RecentSearches }): JSX.Element {
  const { t } = useTexts();
  if (recent.searches.length === 0)
    return (
      <>
        <EmptyState icon={<Search />} title={t('search.begin')} text={t('search.begin.text')} />
        <Genres />
      </>
    );
  return (
    <>
      <section aria-labelledby="recent" className={styles['recent']}>
        <div className={styles['recent-head']}>
          <h2 id="recent">{t('search.recent')}</h2>
          <Button kind="quiet" onClick={recent.clear}>
            {t('search.recent.clear')}
          </Button>
        </div>
        <ul data-focus-row="">
          {recent.searches.map((text) => (
            <li key={text} className={styles['recent-item']}>
              <Link to="/search" search={{ q: text }} replace data-focus="">
                <History aria-hidden="true" />
                {text}
              </Link>
              <IconButton
                label={t('search.recent.remove', { query: text })}
                icon={<X />}
                size="large"
                hasTip={false}
                data-focus=""
                onClick={() => recent.remove(text)}
              />
            </li>
          ))}
        </ul>
      </section>
      <Genres />
    </>
  );
}

/** For who does not know yet what to look for. */
function Genres(): JSX.Element | null {
  const { t } = useTexts();
  const { data: genres = [] } = useQuery(genresQuery(useViewer()));
  if (genres.length === 0) return null;
  return (
    <nav aria-labelledby="genres" className={styles['genres']}>
      <h2 id="genres">{t('search.genres')}</h2>
      <ul data-focus-row="">
        {genres.map(({ slug, name }) => (
          <li key={slug}>
            <Link
              to="/genre/$slug"
              params={{ slug }}
              className={styles['genre'] ?? ''}
              data-focus=""
              data-focus-key={slug}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
