/** A person: face, life, and what there is to see of them here. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ShownPerson } from '@vitascope/client';
import { Artwork, Skeleton } from '@vitascope/design';
import { type JSX, useEffect } from 'react';
import { isProblem } from '../session/api.ts';
import { useViewer } from '../session/viewer.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import { MissingTitle } from './missing-title.tsx';
import styles from './person-page.module.css';
import { personQuery } from './queries.ts';
import { TitleGrid, TitleGridSkeleton } from './title-grid.tsx';

export function PersonPage(): JSX.Element {
  const { slug } = useParams({ from: '/person/$slug' });
  const { t, language } = useTexts();
  const navigate = useNavigate();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    personQuery(useViewer(), slug),
  );
  const person = data?.pages[0];
  usePageTitle(person?.name);
  useEffect(() => {
    if (person !== undefined && person.slug !== slug)
      void navigate({ to: '/person/$slug', params: { slug: person.slug }, replace: true });
  }, [person, slug, navigate]);
  if (isProblem(error, 'person-not-found')) return <MissingTitle />;
  if (error !== null && data === undefined) return <ProblemPage error={error} onRetry={refetch} />;
  if (data === undefined || person === undefined) return <PersonSkeleton />;
  const credits = data.pages.flatMap(({ titles }) => titles);
  const list = new Intl.ListFormat(language, { style: 'narrow' });
  const partsIn = ({ roles }: ShownPerson['titles'][number]): string =>
    list.format(roles.map(({ role, character }) => character ?? t(`titles.role.${role}`)));
  return (
    <article className={styles['page']}>
      <header className={styles['head']}>
        <Artwork
          image={person.portrait}
          alt=""
          name={person.name}
          ratio="2/3"
          sizes="260px"
          isFirst
          className={styles['portrait'] ?? ''}
        />
        <div>
          <h1 className={styles['name']}>{person.name}</h1>
          {person.originalName === person.name ? null : (
            <p className={styles['original']}>{person.originalName}</p>
          )}
          {person.biography === null ? null : <p className={styles['biography']}>{person.biography}</p>}
        </div>
      </header>
      <h2 className={styles['known']}>{t('titles.person.known')}</h2>
      <TitleGrid
        label={t('titles.person.known')}
        titles={credits.map(({ title }) => title)}
        more={(_, index) => {
          const credit = credits[index];
          return credit === undefined ? '' : partsIn(credit);
        }}
        hasMore={hasNextPage}
        isLoadingMore={isFetchingNextPage}
        onMore={() => void fetchNextPage()}
      />
    </article>
  );
}

function PersonSkeleton(): JSX.Element {
  return (
    <div className={styles['page']} aria-busy="true">
      <div className={styles['head']}>
        <Skeleton className={styles['portrait'] ?? ''} />
        <Skeleton width="min(420px, 80%)" height="64px" />
      </div>
      <TitleGridSkeleton count={6} />
    </div>
  );
}
