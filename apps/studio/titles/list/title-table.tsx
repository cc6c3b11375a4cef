/** Thousands of titles, of which only those in view are in the page. */
import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { Badge, Checkbox, Tip } from '@vitascope/design';
import { ImageOff, KeyRound, Languages, VideoOff } from 'lucide-react';
import { type JSX, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { Thumb } from '../fields/catalogue-fields.tsx';
import { nameOf, playable, stateOf, type Title } from '../title-types.ts';
import { StateBadge } from '../words.tsx';
import styles from './list.module.css';

const ROW_PX = 76;

export interface TitleTableProps {
  readonly titles: readonly Title[];
  readonly total: number;
  readonly chosen: ReadonlySet<string>;
  readonly isLoadingMore: boolean;
  onChoose(chosen: ReadonlySet<string>): void;
  /** The last row comes into view. */
  onEnd(): void;
}

export function TitleTable(props: TitleTableProps): JSX.Element {
  const { titles, total, chosen, isLoadingMore, onChoose, onEnd } = props;
  const { t } = useTexts();
  const body = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(body.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: titles.length,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (index) => titles[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= titles.length - 20) onEnd();
  }, [last, titles.length, onEnd]);
  const anchor = useRef<number | null>(null);
  const isAll = titles.length > 0 && titles.every(({ id }) => chosen.has(id));

  /** With Shift: all from the one that was chosen before. */
  const choose = (index: number, isChosen: boolean, isRange: boolean): void => {
    const from = isRange && anchor.current !== null ? anchor.current : index;
    anchor.current = index;
    const next = new Set(chosen);
    for (const { id } of titles.slice(Math.min(from, index), Math.max(from, index) + 1)) {
      if (isChosen) next.add(id);
      else next.delete(id);
    }
    onChoose(next);
  };

  return (
    <section className={styles['table']} aria-label={t('room.titles')} aria-busy={isLoadingMore}>
      <div className={styles['head']}>
        <span className={styles['check']}>
          <Checkbox
            label={t('titles.choose.all')}
            isLabelHidden
            isChecked={isAll}
            isMixed={!isAll && chosen.size > 0}
            onChange={(isChosen) => onChoose(new Set(isChosen ? titles.map(({ id }) => id) : []))}
          />
        </span>
        {(['title', 'languages', 'missing', 'state', 'updated'] as const).map((column) => (
          <span
            key={column}
            aria-hidden="true"
            className={column === 'title' || column === 'state' ? undefined : styles['wide']}
          >
            {t(`titles.column.${column}`)}
          </span>
        ))}
      </div>
      <ul ref={body} className={styles['body']} style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const title = titles[index];
          if (title === undefined) return null;
          return (
            <li
              key={title.id}
              aria-setsize={total}
              aria-posinset={index + 1}
              className={styles['row']}
              data-chosen={chosen.has(title.id)}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <Row
                title={title}
                isChosen={chosen.has(title.id)}
                onChoose={(isChosen, isRange) => choose(index, isChosen, isRange)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Row({
  title,
  isChosen,
  onChoose,
}: {
  readonly title: Title;
  readonly isChosen: boolean;
  onChoose(isChosen: boolean, isRange: boolean): void;
}): JSX.Element {
  const { t, language, nameOf: named, ago, date } = useTexts();
  const isRange = useRef(false);
  const name = nameOf(title, language);
  const original = title.texts[title.originalLanguage]?.name;
  const spoken = Object.keys(title.texts);
  return (
    <>
      <span
        className={styles['check']}
        onClickCapture={(event) => {
          isRange.current = event.shiftKey;
        }}
      >
        <Checkbox
          label={t('titles.choose', { name })}
          isLabelHidden
          isChecked={isChosen}
          onChange={(next) => onChoose(next, isRange.current)}
        />
      </span>
      <span className={styles['title']}>
        <Thumb title={title} />
        <span className={styles['words']}>
          <Link to="/titles/$id" params={{ id: title.id }} className={styles['name']}>
            {name}
          </Link>
          <span className={styles['detail']}>
            {[
              t(`titles.kind.${title.kind}`),
              title.number === null ? null : `№ ${title.number}`,
              title.firstShownOn?.slice(0, 4) ?? null,
              original !== name ? original : null,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
        </span>
      </span>
      <span className={styles['wide']}>
        <Tip text={spoken.map((tag) => named('language', tag)).join(', ')}>
          <span className={styles['languages']}>
            {spoken.slice(0, 3).join(' · ')}
            {spoken.length > 3 ? ` +${spoken.length - 3}` : ''}
          </span>
        </Tip>
      </span>
      <span className={styles['wide']}>
        <Missing title={title} />
      </span>
      <span>
        <StateBadge state={stateOf(title.publication)} />
      </span>
      <span className={styles['wide']}>
        <time
          dateTime={title.updatedAt}
          title={date(title.updatedAt, { dateStyle: 'full', timeStyle: 'short' })}
        >
          {ago(title.updatedAt)}
        </time>
      </span>
    </>
  );
}

/** Seasons and episodes may have inherited what they lack here: that is left to the filter. */
function Missing({ title }: { readonly title: Title }): JSX.Element {
  const { t } = useTexts();
  const isWhole = title.parentId === null;
  const marks = [
    {
      is: !title.artwork.some(({ kind }) => kind === 'poster') && isWhole,
      lack: 'poster',
      icon: <ImageOff />,
    },
    {
      is: playable.includes(title.kind) && !title.assets.some(({ purpose }) => purpose === 'main'),
      lack: 'media',
      icon: <VideoOff />,
    },
    { is: title.windows.length === 0 && isWhole, lack: 'rights', icon: <KeyRound /> },
    {
      is: (title.texts[title.originalLanguage]?.synopsis ?? null) === null,
      lack: 'synopsis',
      icon: <Languages />,
    },
  ] as const;
  const found = marks.filter(({ is }) => is);
  if (found.length === 0) return <Badge kind="good">{t('titles.complete')}</Badge>;
  return (
    <span className={styles['marks']}>
      {found.map(({ lack, icon }) => (
        <Tip key={lack} text={t(`titles.lack.${lack}`)}>
          <span role="img" aria-label={t(`titles.lack.${lack}`)} className={styles['mark']}>
            {icon}
          </span>
        </Tip>
      ))}
    </span>
  );
}
