/** One asset in the list. Drawn anew only when it, or its place, has changed. */
import type { AssetSummary } from '@vitascope/client';
import { Check } from 'lucide-react';
import { type JSX, type MouseEvent, memo } from 'react';
import { useTexts } from '../../texts/index.ts';
import styles from './asset-table.module.css';
import { clock, stateWords, titleOf } from './asset-words.ts';
import { StateGlyph } from './state-glyph.tsx';

export interface AssetRowProps {
  readonly summary: AssetSummary;
  readonly index: number;
  readonly top: number;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly onPress: (index: number, event: MouseEvent) => void;
}

export const rowId = (index: number): string => `asset-row-${index}`;

export const AssetRow = memo(function AssetRow(props: AssetRowProps): JSX.Element {
  const { summary, index, top, isSelected, isActive, onPress } = props;
  const texts = useTexts();
  const { t, bytes, date } = texts;
  const { id, name, state, durationMs, height, sizeBytes, createdAt } = summary;
  const length = durationMs === null ? '–' : clock(durationMs);
  const quality = height === null ? '–' : t('library.lines', { height });
  const words = stateWords(summary, texts);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it hears the keys
    <div
      role="row"
      id={rowId(index)}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={styles['row']}
      data-active={isActive}
      data-state={state}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => onPress(index, event)}
    >
      <span role="gridcell" className={styles['pick']}>
        {/* Of its own, as light as can be: dozens come and go with every turn of a wheel. */}
        <button
          type="button"
          role="checkbox"
          tabIndex={-1}
          aria-checked={isSelected}
          aria-label={t('library.select-one', { name })}
          className={styles['box']}
        >
          {isSelected ? <Check aria-hidden="true" /> : null}
        </button>
      </span>
      <span role="gridcell" className={styles['title']}>
        <StateGlyph state={state} progress={summary.progress} />
        <span className={styles['names']}>
          <a href={`/studio/assets/${id}`} className={styles['name']} tabIndex={-1}>
            {titleOf(name)}
          </a>
          <span className={styles['file']}>{name}</span>
          <span className={styles['brief']}>
            {words} · {length} · {bytes(sizeBytes)}
          </span>
        </span>
      </span>
      <span role="gridcell" className={styles['state']}>
        {words}
      </span>
      <span role="gridcell" className={styles['figure']}>
        {length}
      </span>
      <span role="gridcell" className={styles['figure']}>
        {quality}
      </span>
      <span role="gridcell" className={styles['figure']}>
        {bytes(sizeBytes)}
      </span>
      <span role="gridcell" className={styles['added']}>
        {date(createdAt)}
      </span>
    </div>
  );
});
