/** What there is to watch: one title large, then row by row. */
import { useQuery } from '@tanstack/react-query';
import type { ShownRow, ShownTitle } from '@vitascope/client';
import { Button, EmptyState } from '@vitascope/design';
import { Clapperboard } from 'lucide-react';
import { type JSX, startTransition, useDeferredValue, useEffect, useState } from 'react';
import { useSession } from '../session/session.ts';
import { useViewer } from '../session/viewer.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import { isContainer } from '../titles/availability.ts';
import { ContinueRow } from './continue-row.tsx';
import { Hero, HeroSkeleton } from './hero.tsx';
import styles from './home-page.module.css';
import { PreviewLayer } from './preview-layer.tsx';
import { homeQuery } from './queries.ts';
import { ShelfSkeleton } from './shelf.tsx';
import { TitleRow } from './title-row.tsx';

export function HomePage(): JSX.Element {
  const { t } = useTexts();
  const home = useQuery(homeQuery(useViewer()));
  usePageTitle();
  // What has just come is drawn in slices.
  const rows = useDeferredValue(home.data);
  if (rows === undefined)
    return home.isError ? <ProblemPage error={home.error} onRetry={home.refetch} /> : <HomeSkeleton />;
  if (rows.length === 0) return <EmptyHome />;
  const hero = heroOf(rows);
  return (
    <>
      <h1 className="visually-hidden">{t('home')}</h1>
      {hero === undefined ? <div className={styles['no-hero']} /> : <Hero title={hero} />}
      <Rows rows={rows} />
      <PreviewLayer />
    </>
  );
}

/** Rows in view, which come with their cards; the others are frames until one comes near. */
const FILLED_AT_FIRST = 3;
const FRAMES_AT_ONCE = 8;

/** Whether the page was whole before: whoever comes back to it finds it as long as it was, and stands where they stood. */
let wasWhole = false;

/** The first picture comes before all of them; then those in view one by one, and the others as the browser finds the time. */
function Rows({ rows }: { readonly rows: readonly ShownRow[] }): JSX.Element {
  const [count, setCount] = useState(wasWhole ? rows.length : 0);
  const isWhole = count >= rows.length;
  useEffect(() => {
    wasWhole ||= isWhole;
    if (isWhole) return;
    // Each step is a task of its own, after a picture of the one before.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() =>
        startTransition(() => setCount(count < FILLED_AT_FIRST ? count + 1 : count + FRAMES_AT_ONCE)),
      );
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [count, isWhole]);
  const shown = rows.slice(0, count);
  return (
    <div className={styles['rows']}>
      {shown.map((row, index) =>
        row.kind === 'continue-watching' ? (
          <ContinueRow key={row.id} row={row} isFirst={index < 2} />
        ) : (
          <TitleRow key={row.id} row={row} isFirst={index < 2} />
        ),
      )}
    </div>
  );
}

/** The first that has a picture for it and that this viewer can watch: of what editors chose, else of what there is. */
function heroOf(rows: readonly ShownRow[]): ShownTitle | undefined {
  const ranked = [...rows].sort((a, b) => Number(b.kind === 'editorial') - Number(a.kind === 'editorial'));
  const titles = ranked
    .filter(({ kind }) => kind !== 'continue-watching' && kind !== 'my-list')
    .flatMap(({ items }) => items);
  const isWatchable = (title: ShownTitle): boolean =>
    title.availability.playable || (isContainer(title) && title.availability.reason === 'no-media');
  const withPicture = titles.filter(({ artwork }) => artwork.backdrop !== undefined);
  return withPicture.find(isWatchable) ?? withPicture[0];
}

function HomeSkeleton(): JSX.Element {
  const { t } = useTexts();
  return (
    <div aria-busy="true">
      <p className="visually-hidden">{t('loading')}</p>
      <HeroSkeleton />
      <div className={styles['rows']}>
        <ShelfSkeleton />
        <ShelfSkeleton />
      </div>
    </div>
  );
}

/** Who may fill it is told how. */
function EmptyHome(): JSX.Element {
  const { t } = useTexts();
  const { data: account } = useSession();
  const isStaff = account != null && account.role !== null;
  return (
    <EmptyState
      level={1}
      icon={<Clapperboard />}
      title={t('home.empty.title')}
      text={t(isStaff ? 'home.empty.staff' : 'home.empty.text')}
    >
      {isStaff ? (
        <Button kind="primary" size="large" render={<a href="/studio/">{t('home.empty.studio')}</a>} />
      ) : null}
    </EmptyState>
  );
}
