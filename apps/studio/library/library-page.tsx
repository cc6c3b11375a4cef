/** All assets, with what is happening to each. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Callout, EmptyState, Skeleton } from '@vitascope/design';
import { SearchX, Trash2 } from 'lucide-react';
import { type JSX, useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useMay } from '../session/session.ts';
import { Page } from '../shell/page.tsx';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import type { AssetEntry, IndexSnapshot } from './assets/asset-index.ts';
import { filtered, type Group, type Sort, totalsOf } from './assets/asset-order.ts';
import { AssetTable } from './assets/asset-table.tsx';
import { BulkBar } from './assets/bulk-bar.tsx';
import { deleteAssets } from './assets/change-assets.ts';
import { assetIndex, useAssetIndex } from './assets/live-assets.ts';
import { noSelection, type Selection, within } from './assets/selection.ts';
import { useOrder } from './assets/use-order.ts';
import { FirstFilm } from './first-film.tsx';
import styles from './library.module.css';
import type { LibrarySearch } from './library-search.ts';
import { LibraryTools } from './library-tools.tsx';
import { SampleLibrary } from './sample-library.tsx';
import { ChooseFiles } from './uploads/choose-files.tsx';

/** Where an asset is opened is there before somebody does. */
const assetPage = () => import('./asset/asset-page.tsx').catch(() => {});

/** The address follows the field, but not at every key. */
const addressMs = 300;

export function LibraryPage(): JSX.Element {
  const { t, number, bytes } = useTexts();
  const index = useAssetIndex();
  const mayWrite = useMay('write');
  useEffect(() => {
    const idle = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 500));
    idle(() => void assetPage());
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: states change within the same entries
  const totals = useMemo(() => totalsOf(index.entries), [index.entries, index.shape]);
  const isEmpty = index.phase === 'ready' && index.entries.length === 0;
  if (index.phase === 'failed')
    return <ProblemPage error={index.error} onRetry={() => void assetIndex.refresh()} />;
  if (isEmpty)
    return (
      <Page title={t('room.library')} actions={<ToTrash />}>
        <FirstFilm mayWrite={mayWrite} />
      </Page>
    );
  return (
    <Page
      title={t('room.library')}
      text={
        index.phase === 'ready'
          ? t('library.totals', {
              count: index.entries.length,
              shown: number(index.entries.length),
              size: bytes(totals.sizeBytes),
            })
          : t('library.counting')
      }
      actions={
        <>
          <ToTrash />
          {mayWrite ? <ChooseFiles /> : null}
        </>
      }
    >
      <SampleLibrary isOffered={false} />
      <Listing index={index} counts={totals.count} mayWrite={mayWrite} />
    </Page>
  );
}

function ToTrash(): JSX.Element {
  const { t } = useTexts();
  return (
    <Button kind="quiet" icon={<Trash2 aria-hidden="true" />} render={<Link to="/trash" />}>
      {t('library.trash')}
    </Button>
  );
}

function Listing(props: {
  readonly index: IndexSnapshot;
  readonly counts: Readonly<Record<Group, number>>;
  readonly mayWrite: boolean;
}): JSX.Element {
  const { index, counts, mayWrite } = props;
  const texts = useTexts();
  const { t } = texts;
  const { text, group, sort, setText, choose, clear } = useWanted();
  const [selection, setSelection] = useState<Selection>(noSelection);
  const listed = useListed(index, { text: useDeferredValue(text), group, sort });
  // What is out of sight is not to be acted on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows what was asked for
  useEffect(() => setSelection(noSelection), [text, group]);
  const present = useMemo(() => within(selection, listed), [selection, listed]);
  const onDelete = useCallback(
    (ids: readonly string[]) => {
      setSelection((now) => ({ ...noSelection, active: now.active }));
      deleteAssets(ids, texts);
    },
    [texts],
  );
  const isWaiting = index.phase !== 'ready' && index.entries.length === 0;
  return (
    <>
      <LibraryTools
        text={text}
        group={group}
        sort={sort}
        counts={counts}
        onText={setText}
        onGroup={(show) => choose({ show })}
        onSort={(next) => choose({ sort: next })}
      />
      <p className="visually-hidden" role="status">
        {isWaiting ? t('loading') : t('library.found', { count: listed.length })}
      </p>
      {index.phase === 'ready' && index.error !== null ? (
        <Callout kind="bad">{t('library.stale')}</Callout>
      ) : null}
      {isWaiting ? (
        <div className={styles['ghosts']} aria-busy="true">
          {[72, 58, 66, 40, 61, 50].map((width) => (
            <Skeleton key={width} width={`${width}%`} height="20px" />
          ))}
        </div>
      ) : listed.length === 0 ? (
        <EmptyState icon={<SearchX />} title={t('library.none.title')} text={t('library.none.text')}>
          <Button onClick={clear}>{t('library.none.clear')}</Button>
        </EmptyState>
      ) : (
        <AssetTable
          entries={listed}
          version={index.version}
          sort={sort}
          selection={present}
          isReadOnly={!mayWrite}
          onSort={(next) => choose({ sort: next })}
          onSelect={setSelection}
          onDelete={mayWrite ? onDelete : () => {}}
        />
      )}
      <BulkBar
        selection={present}
        mayWrite={mayWrite}
        onClear={() => setSelection((now) => ({ ...noSelection, active: now.active }))}
        onDelete={onDelete}
      />
    </>
  );
}

/** The list as it is asked for. */
function useListed(
  index: IndexSnapshot,
  { text, group, sort }: { readonly text: string; readonly group: Group; readonly sort: Sort },
): readonly AssetEntry[] {
  const order = useOrder(index, sort);
  // biome-ignore lint/correctness/useExhaustiveDependencies: states change within the same entries
  return useMemo(() => filtered(order, { text, group }), [order, text, group, index.shape]);
}

/** What is asked for stands in the address, so that it can be shared and come back to. */
function useWanted() {
  const search = useSearch({ from: '/' });
  const navigate = useNavigate();
  const [text, setText] = useState(search.q ?? '');
  const { q: said = '', show: group = 'all', sort = 'newest' } = search;
  const go = useCallback(
    (change: LibrarySearch) => void navigate({ to: '/', search: change, replace: true, resetScroll: false }),
    [navigate],
  );
  useEffect(() => {
    if (text === said) return;
    const timer = setTimeout(() => go({ show: group, sort, ...(text === '' ? {} : { q: text }) }), addressMs);
    return () => clearTimeout(timer);
  }, [text, said, group, sort, go]);
  const choose = (change: Omit<LibrarySearch, 'q'>): void => go({ ...search, ...change });
  const clear = (): void => {
    setText('');
    go({ sort });
  };
  return { text, group, sort, setText, choose, clear };
}
