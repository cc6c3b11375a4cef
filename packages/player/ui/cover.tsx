/** What stands over the picture while there is none: it loads, something is wrong, or it is over. */
import { Button } from '@vitascope/design';
import { RotateCcw } from 'lucide-react';
import { type JSX, type ReactNode, useEffect, useState } from 'react';
import type { Engine } from '../engine/engine.ts';
import type { Trouble } from '../engine/faults.ts';
import { useStore } from '../engine/store.ts';
import { type PlayerTextKey, usePlayerTexts } from '../texts/index.ts';
import styles from './cover.module.css';
import { useHasEnded, useIsPaused, useIsStalled } from './use-video.ts';

/** What takes less than this needs no sign that it loads. */
const patienceMs = 350;

export interface CoverProps {
  readonly engine: Engine;
  /** Stands behind it until the first picture. */
  readonly backdropUrl?: string | undefined;
  /** Buttons beside "try again". */
  readonly wayOut?: ReactNode;
}

export function Cover({ engine, backdropUrl, wayOut }: CoverProps): JSX.Element {
  const { t } = usePlayerTexts();
  const { phase, trouble, hasBegun } = useStore(engine.state);
  const isStalled = useIsStalled(engine.video);
  const isPaused = useIsPaused(engine.video);
  const isBusy =
    phase !== 'failed' && trouble === null && (phase === 'loading' || (isStalled && !(isPaused && hasBegun)));
  return (
    <div className={styles['cover']} aria-live="polite">
      {hasBegun || backdropUrl === undefined ? null : (
        <img className={styles['backdrop']} src={backdropUrl} alt="" />
      )}
      {isBusy ? <Ring label={t('player.loading')} /> : null}
      {trouble === null ? null : trouble.isPassing ? (
        <Passing trouble={trouble} isStopped={isStalled} />
      ) : (
        <Failed trouble={trouble} onRetry={() => engine.retry()} wayOut={wayOut} />
      )}
    </div>
  );
}

function Ring({ label }: { readonly label: string }): JSX.Element | null {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  return (
    <span className={styles['ring']} role="status" data-loading="">
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

const titleOf = ({ name }: Trouble): PlayerTextKey => `player.trouble.${name}`;
const adviceOf = ({ name }: Trouble): PlayerTextKey => `player.trouble.${name}.advice`;

/** While the buffer lasts, a word at the edge is enough. */
function Passing({
  trouble,
  isStopped,
}: {
  readonly trouble: Trouble;
  readonly isStopped: boolean;
}): JSX.Element {
  const { t } = usePlayerTexts();
  if (!isStopped)
    return (
      <p className={styles['note']} data-trouble={trouble.name}>
        {t(titleOf(trouble))}
      </p>
    );
  return (
    <div className={styles['words']} data-trouble={trouble.name}>
      <span className={styles['ring']} aria-hidden="true" />
      <h2 className={styles['title']}>{t(titleOf(trouble))}</h2>
      <p>{t(adviceOf(trouble), { code: trouble.code })}</p>
    </div>
  );
}

function Failed({
  trouble,
  onRetry,
  wayOut,
}: {
  readonly trouble: Trouble;
  readonly wayOut: ReactNode;
  onRetry(): void;
}): JSX.Element {
  const { t } = usePlayerTexts();
  return (
    <div className={styles['words']} role="alert" data-trouble={trouble.name}>
      <h2 className={styles['title']}>{t(titleOf(trouble))}</h2>
      <p>{t(adviceOf(trouble), { code: trouble.code })}</p>
      <div className={styles['buttons']}>
        <Button kind="primary" onClick={onRetry}>
          {t('player.retry')}
        </Button>
        {wayOut}
      </div>
    </div>
  );
}

/** The end, where nothing follows. */
export function EndCover({
  engine,
  wayOut,
}: {
  readonly engine: Engine;
  readonly wayOut?: ReactNode;
}): JSX.Element | null {
  const { t } = usePlayerTexts();
  const hasEnded = useHasEnded(engine.video);
  if (!hasEnded) return null;
  const again = (): void => {
    engine.video.currentTime = 0;
    void engine.video.play().catch(() => undefined);
  };
  return (
    <div className={styles['cover']} data-ended="">
      <div className={styles['words']}>
        <h2 className={styles['title']}>{t('player.ended')}</h2>
        <div className={styles['buttons']}>
          <Button kind="primary" icon={<RotateCcw aria-hidden="true" />} onClick={again}>
            {t('player.replay')}
          </Button>
          {wayOut}
        </div>
      </div>
    </div>
  );
}
