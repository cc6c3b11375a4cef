/** The list of assets: only the rows in sight are there, selection by mouse, range and keyboard. */
import { useNavigate } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { Checkbox } from '@vitascope/design';
import { ArrowDown, ArrowUp } from 'lucide-react';
import {
  type JSX,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { type TextKey, useTexts } from '../../texts/index.ts';
import type { AssetEntry } from './asset-index.ts';
import type { Sort } from './asset-order.ts';
import { AssetRow, rowId } from './asset-row.tsx';
import styles from './asset-table.module.css';
import { everything, extended, noSelection, pressed, type Selection, toggled } from './selection.ts';

const heightOfRow = (): number => 60;

export interface AssetTableProps {
  readonly entries: readonly AssetEntry[];
  /** Grows when what entries hold has changed. */
  readonly version: number;
  readonly sort: Sort;
  readonly selection: Selection;
  readonly isReadOnly: boolean;
  onSort(sort: Sort): void;
  onSelect(change: (selection: Selection) => Selection): void;
  onDelete(ids: readonly string[]): void;
}

export function AssetTable(props: AssetTableProps): JSX.Element {
  const { entries, sort, selection, onSort, onSelect, onDelete } = props;
  const { t } = useTexts();
  const navigate = useNavigate();
  const body = useRef<HTMLDivElement>(null);
  const offset = useOffset(body);
  const virtual = useWindowVirtualizer({
    count: entries.length,
    estimateSize: heightOfRow,
    overscan: 6,
    // Rows come with the next picture; drawing them within the scroll itself would hold it up.
    useFlushSync: false,
    scrollMargin: offset,
    // The same function for the same list: with another one every row is measured anew, at every turn of the wheel.
    getItemKey: useCallback((index: number) => entries[index]?.id ?? index, [entries]),
  });
  const latest = useRef(entries);
  latest.current = entries;

  const { active } = selection;
  useEffect(() => {
    if (active >= 0) virtual.scrollToIndex(active, { align: 'auto' });
  }, [active, virtual]);

  const open = (index: number): void => {
    const id = latest.current[index]?.id;
    if (id !== undefined) void navigate({ to: '/assets/$id', params: { id } });
  };
  const onToggle = useCallback(
    (index: number) => onSelect((now) => toggled(now, latest.current, index)),
    [onSelect],
  );
  const onPress = useCallback(
    (index: number, event: MouseEvent) => {
      const inside = (event.target as Element).closest('button, a');
      if (inside instanceof HTMLButtonElement && !event.shiftKey) return onToggle(index);
      // Another tab or window is the browser's business.
      if (inside instanceof HTMLAnchorElement && (event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (event.shiftKey) onSelect((now) => extended(now, latest.current, index));
      else if (event.ctrlKey || event.metaKey) onSelect((now) => toggled(now, latest.current, index));
      else {
        const id = latest.current[index]?.id;
        if (id !== undefined) void navigate({ to: '/assets/$id', params: { id } });
      }
    },
    [onSelect, onToggle, navigate],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const { key, shiftKey: shift } = event;
    if (key === 'Enter') open(active);
    if (key === 'Delete' && selection.ids.size > 0) onDelete([...selection.ids]);
    const next = pressed(selection, entries, { key, shift, control: event.ctrlKey || event.metaKey });
    if (next === null) return;
    event.preventDefault();
    onSelect(() => next);
  };

  const all = selection.ids.size > 0 && selection.ids.size >= entries.length;
  return (
    // Not a <table>: of fifty thousand rows only those in sight are there.
    <div
      role="grid"
      tabIndex={0}
      className={styles['grid']}
      aria-label={t('library.table')}
      aria-rowcount={entries.length + 1}
      aria-multiselectable="true"
      {...(active >= 0 ? { 'aria-activedescendant': rowId(active) } : {})}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === event.currentTarget && active < 0 && entries.length > 0)
          onSelect((now) => ({ ...now, active: 0, anchor: 0 }));
      }}
    >
      <div role="row" aria-rowindex={1} className={styles['head']}>
        <span role="columnheader" className={styles['pick']}>
          <Checkbox
            label={t('library.select-all')}
            isLabelHidden
            isChecked={all}
            isMixed={selection.ids.size > 0 && !all}
            onChange={() => onSelect((now) => (all ? noSelection : everything(entries, now)))}
          />
        </span>
        <Heading name="library.column.name" isSorted={sort === 'name'} onSort={() => onSort('name')} isUp />
        <span role="columnheader" className={styles['state']}>
          {t('library.column.state')}
        </span>
        <Heading
          name="library.column.length"
          isSorted={sort === 'longest'}
          onSort={() => onSort('longest')}
          isFigure
        />
        <span role="columnheader" className={styles['figure']}>
          {t('library.column.quality')}
        </span>
        <Heading
          name="library.column.size"
          isSorted={sort === 'largest'}
          onSort={() => onSort('largest')}
          isFigure
        />
        <Heading
          name="library.column.added"
          isSorted={sort === 'newest' || sort === 'oldest'}
          isUp={sort === 'oldest'}
          onSort={() => onSort(sort === 'newest' ? 'oldest' : 'newest')}
        />
      </div>
      <div role="rowgroup" ref={body} className={styles['body']} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const entry = entries[index];
          if (entry === undefined) return null;
          return (
            <AssetRow
              key={entry.id}
              summary={entry.summary}
              index={index}
              top={start - offset}
              isSelected={selection.ids.has(entry.id)}
              isActive={index === active}
              onPress={onPress}
            />
          );
        })}
      </div>
    </div>
  );
}

/** From the top of the page to the first row. What stands above it may grow or go. */
function useOffset(body: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const page = body.current?.closest('[role=grid]')?.parentElement;
    if (page == null) return;
    // Asked only when the page has another size: to ask while scrolling would have it laid out twice for each picture.
    const measure = (): void => {
      const found = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      setOffset((now) => (Math.abs(found - now) > 1 ? found : now));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(page);
    return () => observer.disconnect();
  }, [body]);
  return offset;
}

function Heading(props: {
  readonly name: TextKey;
  readonly isSorted: boolean;
  readonly isUp?: boolean;
  readonly isFigure?: boolean;
  onSort(): void;
}): JSX.Element {
  const { name, isSorted, isUp = false, isFigure = false, onSort } = props;
  const { t } = useTexts();
  return (
    <span
      role="columnheader"
      className={isFigure ? styles['figure'] : name === 'library.column.added' ? styles['added'] : undefined}
      {...(isSorted ? { 'aria-sort': isUp ? ('ascending' as const) : ('descending' as const) } : {})}
    >
      <button type="button" className={styles['sort']} onClick={onSort}>
        {t(name)}
        {isSorted ? isUp ? <ArrowUp aria-hidden="true" /> : <ArrowDown aria-hidden="true" /> : null}
      </button>
    </span>
  );
}
