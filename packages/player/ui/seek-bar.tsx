/** The line of time: what was played, what is buffered, chapters that can be skipped, and the time under the pointer. It runs from left to right in every language. */
import {
  type JSX,
  type KeyboardEvent,
  lazy,
  type PointerEvent,
  Suspense,
  useEffect,
  useRef,
  useState,
} from 'react';
import { formatClock, speakClock } from '../engine/clock.ts';
import type { Engine } from '../engine/engine.ts';
import type { MediaAddress } from '../engine/media-address.ts';
import { usePlayerTexts } from '../texts/index.ts';
import { seekTo } from './actions.ts';
import styles from './seek-bar.module.css';
import { durationOf, useDuration, useSecond, useVideo } from './use-video.ts';

export interface SeekBarProps {
  readonly engine: Engine;
  readonly markers: readonly { readonly kind: string; readonly startMs: number; readonly endMs: number }[];
  /** How often keys or buttons have jumped: where they jump to is shown for a moment. */
  readonly jumps: number;
  onSeekingByHand(isSeeking: boolean): void;
}

const bufferEvents = ['progress', 'timeupdate', 'seeked', 'emptied', 'durationchange'] as const;

/** Who jumps by key after key sees it all the while. */
const JUMP_SHOWN_MS = 1_500;

/** A player that cannot have it seeks without pictures. */
const PreviewPicture = lazy(() =>
  import('./preview-picture.tsx').catch(() => ({ default: (): null => null })),
);

export function SeekBar({ engine, markers, jumps, onSeekingByHand }: SeekBarProps): JSX.Element {
  const { video } = engine;
  const { t, language } = usePlayerTexts();
  const [ownJumps, setOwnJumps] = useState(0);
  const hasJumped = useBriefly(jumps + ownJumps);
  const element = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<number | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const second = useSecond(video);
  const total = useDuration(video);
  const share = dragged ?? (total > 0 ? Math.min(1, video.currentTime / total) : 0);
  useSmoothShare(element, video, dragged);

  const shareAt = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width)));
  };
  const drag = (to: number | null): void => {
    setDragged(to);
    onSeekingByHand(to !== null);
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || total === 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag(shareAt(event));
    setHover(shareAt(event));
  };
  const onPointerMove = (event: PointerEvent): void => {
    setHover(shareAt(event));
    if (dragged !== null) drag(shareAt(event));
  };
  // A drag seeks when it is let go, and so asks the server for one segment and not for all on the way.
  const onPointerUp = (event: PointerEvent): void => {
    if (dragged !== null) seekTo(video, shareAt(event) * total);
    drag(null);
    if (event.pointerType !== 'mouse') setHover(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = keyTarget(event.key, video);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    seekTo(video, to);
    setOwnJumps((count) => count + 1);
  };
  const at = dragged ?? hover ?? (hasJumped ? share : null);
  const now = dragged === null ? second : Math.floor(dragged * total);
  return (
    <div
      ref={element}
      dir="ltr"
      className={styles['bar']}
      data-dragging={dragged === null ? undefined : ''}
      role="slider"
      tabIndex={0}
      aria-label={t('player.seek')}
      aria-valuemin={0}
      aria-valuemax={Math.floor(total)}
      aria-valuenow={now}
      aria-valuetext={t('player.seek.of', {
        at: speakClock(now, language),
        total: speakClock(total, language),
      })}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => drag(null)}
      onPointerLeave={() => dragged === null && setHover(null)}
      onKeyDown={onKeyDown}
      style={{ '--played': share, '--hover': at ?? 0 } as React.CSSProperties}
    >
      <span className={styles['rail']}>
        <Buffered video={video} />
        <span className={styles['played']} />
        {markers.map(({ kind, startMs, endMs }) => (
          <span
            key={`${kind}${startMs}`}
            className={styles['marker']}
            style={
              {
                '--from': total > 0 ? startMs / 1000 / total : 0,
                '--to': total > 0 ? Math.min(1, endMs / 1000 / total) : 0,
              } as React.CSSProperties
            }
          />
        ))}
      </span>
      <span className={styles['knob']} />
      {at === null || total === 0 ? null : (
        <Bubble share={at} seconds={at * total} previews={engine.previews()} />
      )}
    </div>
  );
}

/** True for a moment after each time that `count` grows. */
function useBriefly(count: number): boolean {
  const [shown, setShown] = useState(0);
  useEffect(() => {
    if (count === 0) return;
    setShown(count);
    const timer = setTimeout(() => setShown(0), JUMP_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [count]);
  return shown > 0;
}

/** Between the seconds, the line moves without React. */
function useSmoothShare(
  element: React.RefObject<HTMLDivElement | null>,
  video: HTMLVideoElement,
  dragged: number | null,
): void {
  useEffect(() => {
    if (dragged !== null) return;
    const follow = (): void => {
      const total = durationOf(video);
      if (total > 0) element.current?.style.setProperty('--played', String(video.currentTime / total));
    };
    const events = ['timeupdate', 'seeking'] as const;
    for (const name of events) video.addEventListener(name, follow);
    return () => {
      for (const name of events) video.removeEventListener(name, follow);
    };
  }, [element, video, dragged]);
}

function keyTarget(key: string, video: HTMLVideoElement): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -5, ArrowRight: 5, PageDown: -60, PageUp: 60 };
  const step = steps[key];
  if (step !== undefined) return video.currentTime + step;
  if (key === 'Home') return 0;
  return key === 'End' ? durationOf(video) : null;
}

function Buffered({ video }: { readonly video: HTMLVideoElement }): JSX.Element {
  // As text, so that React sees when it is the same.
  const spans = useVideo(video, bufferEvents, ({ buffered, duration }) =>
    Number.isFinite(duration) && duration > 0
      ? Array.from(
          { length: Math.min(12, buffered.length) },
          (_, n) => `${(buffered.start(n) / duration).toFixed(4)}-${(buffered.end(n) / duration).toFixed(4)}`,
        ).join()
      : '',
  );
  return (
    <>
      {spans
        .split(',')
        .filter((span) => span !== '')
        .map((span) => {
          const [from = '0', to = '0'] = span.split('-');
          return (
            <span
              key={from}
              className={styles['buffered']}
              style={{ '--from': from, '--to': to } as React.CSSProperties}
            />
          );
        })}
    </>
  );
}

/** The time under the pointer, and the picture that stands there, where there are pictures. */
function Bubble({
  share,
  seconds,
  previews,
}: {
  readonly share: number;
  readonly seconds: number;
  readonly previews: MediaAddress | null;
}): JSX.Element {
  const { language } = usePlayerTexts();
  return (
    <span className={styles['bubble']} aria-hidden="true" style={{ '--hover': share } as React.CSSProperties}>
      {previews === null ? null : (
        <Suspense fallback={null}>
          <PreviewPicture address={previews} seconds={seconds} />
        </Suspense>
      )}
      <span className={styles['time']}>{formatClock(seconds, language)}</span>
    </span>
  );
}
