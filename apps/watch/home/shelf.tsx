/** A row of cards that goes on sideways: by wheel, touch, arrow keys and buttons. */
import { classNames, IconButton, Skeleton } from '@vitascope/design';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type CSSProperties, type JSX, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTexts } from '../texts/index.ts';
import type { CardShape } from '../titles/title-card.tsx';
import { useNear } from './near.ts';
import styles from './shelf.module.css';
import { useShelfWindow } from './shelf-window.ts';

interface ShelfFrameProps {
  readonly name: string;
  /** The name as a link, say. */
  readonly heading?: ReactNode;
  readonly shape: CardShape | 'portrait';
  /** With a line of words below each picture. */
  readonly hasCaptions?: boolean;
  /** Among the first of the page: drawn at once. */
  readonly isFirst?: boolean;
}

interface ShelfCardsProps<T> {
  readonly name: string;
  readonly items: readonly T[];
  /** Under which its place is remembered. */
  readonly placeKey: string;
  /** At its end. */
  readonly last?: ReactNode;
  keyOf(item: T): string;
  /** Exactly one card of a row takes part in the order of Tab. */
  card(item: T, place: { readonly index: number; readonly isTabStop: boolean }): ReactNode;
  /** Its end comes into view. */
  onEnd?(): void;
}

export function Shelf<T>(props: ShelfFrameProps & ShelfCardsProps<T>): JSX.Element {
  return (
    <ShelfFrame {...props}>
      <ShelfCards {...props} />
    </ShelfFrame>
  );
}

/** The place of a row. What is in it is only there while it is in view, or nearly. */
export function ShelfFrame(props: ShelfFrameProps & { readonly children: ReactNode }): JSX.Element {
  const { name, heading, shape, hasCaptions = false, isFirst = false, children } = props;
  const id = useId();
  const place = useRef<HTMLElement>(null);
  const isNear = useNear(place, isFirst);
  return (
    <section
      ref={place}
      className={styles['shelf']}
      data-shape={shape}
      data-captions={hasCaptions}
      aria-labelledby={id}
    >
      <h2 id={id} className={styles['heading']}>
        {heading ?? name}
      </h2>
      {isNear ? children : <div className={styles['far']} />}
    </section>
  );
}

export function ShelfCards<T>(props: ShelfCardsProps<T>): JSX.Element {
  const { name, items, placeKey, last, keyOf, card, onEnd } = props;
  const { t } = useTexts();
  const scroller = useRef<HTMLUListElement>(null);
  const { shown, onScroll, goBy } = useShelfWindow(scroller, items.length, placeKey);
  const [current, setCurrent] = useState(0);
  const tabStop = current >= shown.first && current < shown.end ? current : shown.first;
  const isAtEnd = shown.end >= items.length;
  useEffect(() => {
    if (isAtEnd) onEnd?.();
  }, [isAtEnd, onEnd]);
  return (
    <div className={styles['frame']} data-focus-row="">
      <ul
        ref={scroller}
        className={styles['cards']}
        onScroll={onScroll}
        data-before={shown.before > 0}
        data-after={shown.after > 0}
        style={{ '--before': `${shown.before}px`, '--after': `${shown.after}px` } as CSSProperties}
      >
        {items.slice(shown.first, shown.end).map((item, offset) => {
          const index = shown.first + offset;
          return (
            <li
              key={keyOf(item)}
              data-card=""
              aria-setsize={items.length}
              aria-posinset={index + 1}
              className={styles['card']}
              onFocus={() => setCurrent(index)}
            >
              {card(item, { index, isTabStop: index === tabStop })}
            </li>
          );
        })}
        {last !== undefined && isAtEnd ? (
          <li className={classNames(styles['card'], styles['last'])}>{last}</li>
        ) : null}
      </ul>
      <Step
        to="back"
        label={t('home.row.back', { row: name })}
        isShown={shown.canGoBack}
        onPress={() => goBy(-1)}
      />
      <Step to="on" label={t('home.row.on', { row: name })} isShown={shown.canGoOn} onPress={() => goBy(1)} />
    </div>
  );
}

/** For the mouse; keys and fingers move the row itself. */
function Step(props: {
  readonly to: 'back' | 'on';
  readonly label: string;
  readonly isShown: boolean;
  onPress(): void;
}): JSX.Element | null {
  const { to, label, isShown, onPress } = props;
  if (!isShown) return null;
  return (
    <IconButton
      label={label}
      icon={to === 'back' ? <ChevronLeft /> : <ChevronRight />}
      kind="solid"
      size="large"
      hasTip={false}
      tabIndex={-1}
      className={classNames(styles['step'], styles[to])}
      onClick={onPress}
    />
  );
}

export function ShelfSkeleton({
  shape = 'poster',
}: {
  readonly shape?: ShelfFrameProps['shape'];
}): JSX.Element {
  return (
    <div className={styles['shelf']} data-shape={shape} aria-hidden="true">
      <div className={styles['heading']}>
        <Skeleton width="180px" height="24px" />
      </div>
      <div className={styles['frame']}>
        <div className={styles['cards']} style={{ overflow: 'hidden' }}>
          {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n'].map((key) => (
            <div key={key} className={styles['card']}>
              <Skeleton className={styles['picture'] ?? ''} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
