/** Many titles, row below row, with more as one scrolls. */
import type { ShownTitle } from '@vitascope/client';
import { Button, Skeleton } from '@vitascope/design';
import { type JSX, type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '../texts/index.ts';
import { Caption, TitleCard } from './title-card.tsx';
import styles from './title-grid.module.css';

export interface TitleGridProps {
  readonly titles: readonly ShownTitle[];
  readonly label: string;
  readonly hasMore?: boolean;
  readonly isLoadingMore?: boolean;
  onMore?(): void;
  /** Below a title's name, in place of its year. */
  more?(title: ShownTitle, index: number): ReactNode;
  /** Beside a title: buttons. */
  aside?(title: ShownTitle, index: number): ReactNode;
}

export function TitleGrid(props: TitleGridProps): JSX.Element {
  const { titles, label, hasMore = false, isLoadingMore = false, onMore, more, aside } = props;
  const { t } = useTexts();
  return (
    <div>
      <ul className={styles['grid']} aria-label={label} data-focus-row="">
        {titles.map((title, index) => (
          <li key={title.id} className={styles['cell']}>
            <TitleCard
              title={title}
              isFirst={index < 6}
              caption={
                <Caption name={title.name} more={more?.(title, index) ?? title.firstShownOn?.slice(0, 4)} />
              }
            />
            {aside?.(title, index)}
          </li>
        ))}
        {isLoadingMore
          ? ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
              <li key={key} aria-hidden="true">
                <Skeleton className={styles['poster'] ?? ''} />
              </li>
            ))
          : null}
      </ul>
      {hasMore && onMore !== undefined ? (
        <More key={titles.length} onMore={onMore}>
          {t('titles.more')}
        </More>
      ) : null}
    </div>
  );
}

/** Asks by itself when it comes near, and when it is pressed. */
function More({ onMore, children }: { readonly children: ReactNode; onMore(): void }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const ask = useRef(onMore);
  ask.current = onMore;
  useEffect(() => {
    const node = place.current;
    if (node === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting !== true) return;
        observer.disconnect();
        ask.current();
      },
      { rootMargin: '800px 0px' },
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} className={styles['more']}>
      <Button onClick={onMore} data-focus="">
        {children}
      </Button>
    </div>
  );
}

export function TitleGridSkeleton({ count = 18 }: { readonly count?: number }): JSX.Element {
  return (
    <div className={styles['grid']} aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
        <div key={index}>
          <Skeleton className={styles['poster'] ?? ''} />
          <Skeleton className={styles['line'] ?? ''} />
        </div>
      ))}
    </div>
  );
}
