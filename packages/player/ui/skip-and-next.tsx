/** What a viewer may pass over, and what comes after: both stand at the same corner. */
import { FastForward, SkipForward } from 'lucide-react';
import { type JSX, useEffect, useState } from 'react';
import { usePlayerTexts } from '../texts/index.ts';
import { seekTo } from './actions.ts';
import styles from './skip-and-next.module.css';
import { useVideo } from './use-video.ts';

export interface Marker {
  readonly kind: 'intro' | 'recap' | 'credits';
  readonly startMs: number;
  readonly endMs: number;
}

export interface NextUp {
  readonly title: string;
  /** `Episode 3`, say. */
  readonly detail?: string | undefined;
  readonly imageUrl?: string | undefined;
}

const timeEvents = ['timeupdate', 'seeking', 'seeked', 'emptied', 'ended', 'durationchange'] as const;
/** The offer to skip goes away a little before there is nothing left to skip. */
const tooLateMs = 1_500;
/** Where no credits are marked. */
const lastMs = 12_000;
const countdownSeconds = 10;

/** The intro or recap that is on; null for none. */
export function skippable(markers: readonly Marker[], atMs: number): Marker | null {
  const isOn = ({ kind, startMs, endMs }: Marker) =>
    kind !== 'credits' && startMs <= atMs && atMs < endMs - tooLateMs;
  return markers.find(isOn) ?? null;
}

/** From where on the next one is offered: the last credits, or the last seconds. */
function offeredFromMs(markers: readonly Marker[], durationMs: number): number {
  const credits = markers.filter(({ kind }) => kind === 'credits').map(({ startMs }) => startMs);
  return credits.length > 0 ? Math.max(...credits) : Math.max(0, durationMs - lastMs);
}

export function SkipButton({
  video,
  markers,
}: {
  readonly video: HTMLVideoElement;
  readonly markers: readonly Marker[];
}): JSX.Element | null {
  const { t } = usePlayerTexts();
  const start = useVideo(
    video,
    timeEvents,
    ({ currentTime }) => skippable(markers, currentTime * 1000)?.startMs ?? null,
  );
  const marker = markers.find(({ kind, startMs }) => kind !== 'credits' && startMs === start);
  if (marker === undefined) return null;
  return (
    <div className={styles['corner']} data-controls="">
      <button
        type="button"
        className={styles['skip']}
        data-skip=""
        onClick={() => seekTo(video, marker.endMs / 1000)}
      >
        {t(marker.kind === 'recap' ? 'player.skip.recap' : 'player.skip.intro')}
        <FastForward aria-hidden="true" />
      </button>
    </div>
  );
}

export interface NextCardProps {
  readonly video: HTMLVideoElement;
  readonly markers: readonly Marker[];
  readonly next: NextUp;
  onNext(): void;
}

/** Counts down while the credits run, unless the viewer wants to see them. */
export function NextCard({ video, markers, next, onNext }: NextCardProps): JSX.Element | null {
  const isOffered = useVideo(
    video,
    timeEvents,
    ({ currentTime, duration, ended }) =>
      ended ||
      (Number.isFinite(duration) &&
        duration > 0 &&
        currentTime > 0 &&
        currentTime * 1000 >= offeredFromMs(markers, duration * 1000)),
  );
  const [isCancelled, setCancelled] = useState(false);
  useEffect(() => {
    if (!isOffered) setCancelled(false); // the viewer went back
  }, [isOffered]);
  if (!isOffered || isCancelled) return null;
  return <Countdown video={video} next={next} onNext={onNext} onCancel={() => setCancelled(true)} />;
}

function Countdown({
  video,
  next,
  onNext,
  onCancel,
}: Omit<NextCardProps, 'markers'> & { onCancel(): void }): JSX.Element {
  const { t } = usePlayerTexts();
  const [left, setLeft] = useState(countdownSeconds);
  useEffect(() => {
    const timer = setInterval(() => {
      // Who pauses, or seeks with the finger on the line, has not decided.
      if (!video.paused || video.ended) setLeft((seconds) => seconds - 1);
    }, 1000);
    return () => clearInterval(timer);
  }, [video]);
  const isOver = left <= 0;
  useEffect(() => {
    if (isOver) onNext();
  }, [isOver, onNext]);
  return (
    <section className={styles['card']} data-controls="" data-next="" aria-label={t('player.next')}>
      {next.imageUrl === undefined ? null : <img className={styles['still']} src={next.imageUrl} alt="" />}
      <div className={styles['words']}>
        <p className={styles['countdown']} role="timer">
          {t('player.next.countdown', { seconds: Math.max(0, left) })}
        </p>
        <p className={styles['name']}>{next.title}</p>
        {next.detail === undefined ? null : <p className={styles['detail']}>{next.detail}</p>}
        <div className={styles['buttons']}>
          <button type="button" className={styles['now']} onClick={onNext}>
            <SkipForward aria-hidden="true" />
            {t('player.next.now')}
          </button>
          <button type="button" className={styles['cancel']} onClick={onCancel}>
            {t('player.next.cancel')}
          </button>
        </div>
      </div>
      <span className={styles['line']} style={{ '--left': left / countdownSeconds } as React.CSSProperties} />
    </section>
  );
}
