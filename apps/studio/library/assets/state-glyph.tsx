/** How an asset stands, as a picture: a ring that fills, or what came of it. */
import type { AssetSummary } from '@vitascope/client';
import { Check, CircleSlash, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import styles from './state-glyph.module.css';

const around = 2 * Math.PI * 9;

export function StateGlyph({ state, progress }: Pick<AssetSummary, 'state' | 'progress'>): JSX.Element {
  const isTurning = state === 'examining';
  return (
    <span className={styles['glyph']} data-state={state} aria-hidden="true">
      {state === 'complete' ? (
        <Check />
      ) : state === 'rejected' || state === 'failed' ? (
        <TriangleAlert />
      ) : state === 'cancelled' ? (
        <CircleSlash />
      ) : (
        <svg aria-hidden="true" viewBox="0 0 24 24" className={isTurning ? styles['turning'] : undefined}>
          <circle cx="12" cy="12" r="9" />
          <circle
            cx="12"
            cy="12"
            r="9"
            className={styles['done']}
            strokeDasharray={`${around * (isTurning ? 0.25 : Math.max(0.02, progress))} ${around}`}
          />
        </svg>
      )}
    </span>
  );
}
