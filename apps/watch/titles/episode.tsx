/** One episode in the list of its season. */
import type { ShownTitle, WatchState } from '@vitascope/client';
import { Artwork, IconButton, ProgressBar } from '@vitascope/design';
import { Circle, CircleCheck, Play } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './episodes.module.css';
import { AvailabilityNote } from './facts.tsx';
import { PlayLink } from './play-link.tsx';
import { useTitleActions, useTitleState } from './title-state.ts';

export function Episode({
  episode,
  series,
}: {
  readonly episode: ShownTitle;
  readonly series: ShownTitle;
}): JSX.Element {
  const { t, duration, date } = useTexts();
  const { markWatched } = useTitleActions();
  const state = useTitleState(episode.id);
  const isPlayable = episode.availability.playable;
  const isWatched = state?.watched ?? false;
  const image = episode.artwork.still ?? episode.artwork.backdrop ?? series.artwork.backdrop;
  const facts = [
    ...(episode.durationMs === null ? [] : [duration(episode.durationMs)]),
    ...(episode.firstShownOn === null
      ? []
      : [date(episode.firstShownOn, { dateStyle: 'medium', timeZone: 'UTC' })]),
    ...(isWatched ? [t('titles.watched')] : []),
  ];
  const picture = (
    <>
      <Artwork image={image} alt="" name={episode.name} ratio="16/9" sizes="(max-width: 700px) 40vw, 260px" />
      {isPlayable ? (
        <span className={styles['play']}>
          <Play fill="currentColor" />
        </span>
      ) : null}
      <Mark state={state} />
    </>
  );
  return (
    <li className={styles['episode']} data-watched={isWatched}>
      {isPlayable ? (
        <PlayLink
          titleId={episode.id}
          className={styles['still']}
          aria-label={t('titles.play-named', { name: episode.name })}
          data-focus-key={episode.id}
        >
          {picture}
        </PlayLink>
      ) : (
        <span className={styles['still']}>{picture}</span>
      )}
      <div className={styles['words']}>
        <h3 className={styles['name']} lang={episode.language}>
          <span className={styles['number']}>{episode.number}</span> {episode.name}
        </h3>
        <p className={styles['facts']}>{facts.join(' · ')}</p>
        <AvailabilityNote title={episode} />
        {episode.synopsis === null ? null : (
          <p className={styles['synopsis']} dir="auto">
            {episode.synopsis}
          </p>
        )}
      </div>
      {isPlayable ? (
        <IconButton
          label={t(isWatched ? 'titles.mark.unwatched' : 'titles.mark.watched', { name: episode.name })}
          title={t(isWatched ? 'titles.mark.unwatched' : 'titles.mark.watched', { name: episode.name })}
          icon={isWatched ? <CircleCheck /> : <Circle />}
          size="large"
          hasTip={false}
          data-focus=""
          aria-pressed={isWatched}
          className={styles['mark'] ?? ''}
          onClick={() => void markWatched(episode, !isWatched).catch(() => undefined)}
        />
      ) : null}
    </li>
  );
}

function Mark({ state }: { readonly state: WatchState | undefined }): JSX.Element | null {
  const { t } = useTexts();
  if (state === undefined || state.watched || !state.inProgress || state.durationMs === 0) return null;
  return (
    <span className={styles['progress']}>
      <ProgressBar value={state.positionMs / state.durationMs} label={t('titles.progress')} />
    </span>
  );
}
