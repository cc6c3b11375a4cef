/** What stands there until somebody presses play. */
import { Artwork } from '@vitascope/design';
import { Play } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './embed-page.module.css';
import type { EmbeddedPlayback } from './queries.ts';
import { WayToService } from './way-to-service.tsx';

export interface PosterProps {
  readonly title: EmbeddedPlayback;
  /** The player is on its way. */
  readonly isBusy?: boolean;
  /** Somebody is about to press. */
  onIntent?(): void;
  onPlay?(): void;
}

export function Poster({ title, isBusy = false, onIntent, onPlay }: PosterProps): JSX.Element {
  const { t, duration } = useTexts();
  const { name, seriesName, artwork, durationMs, language } = title;
  const picture = artwork.still ?? artwork.backdrop ?? artwork.poster;
  return (
    <>
      <Artwork
        image={picture ?? null}
        alt=""
        name=""
        ratio="fill"
        sizes="100vw"
        isFirst
        className={styles['picture'] ?? ''}
      />
      <button
        type="button"
        className={styles['cover']}
        aria-label={t('embed.play', { name })}
        aria-busy={isBusy}
        onPointerEnter={onIntent}
        onFocus={onIntent}
        onClick={onPlay}
      >
        <span className={styles['play']}>
          <Play fill="currentColor" aria-hidden="true" />
        </span>
      </button>
      <div className={styles['words']}>
        <h1 className={styles['name']}>
          <bdi lang={language}>{name}</bdi>
        </h1>
        <p className={styles['facts']}>
          {seriesName === null ? null : <bdi>{seriesName}</bdi>}
          {durationMs === null ? null : <span>{duration(durationMs)}</span>}
        </p>
      </div>
      <WayToService titleId={title.titleId} className={styles['way'] ?? ''} />
    </>
  );
}
