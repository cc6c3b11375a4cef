/** The film as a line with its markers, whose ends are dragged or moved with arrow keys, and where it stands. */
import { type JSX, type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTexts } from '../../texts/index.ts';
import type { Marker } from '../title-types.ts';
import { writeTime } from './time-code.ts';
import styles from './videos.module.css';

export interface MarkerTimelineProps {
  readonly markers: readonly Marker[];
  readonly wholeMs: number;
  readonly nowMs: number | null;
  onChange(markers: readonly Marker[]): void;
  onSeek(ms: number): void;
}

export function MarkerTimeline({
  markers,
  wholeMs,
  nowMs,
  onChange,
  onSeek,
}: MarkerTimelineProps): JSX.Element {
  const { t } = useTexts();
  const line = useRef<HTMLDivElement>(null);
  const at = (ms: number): string => `${Math.min(100, Math.max(0, (ms / wholeMs) * 100))}%`;
  const msAt = (event: PointerEvent): number => {
    const box = line.current?.getBoundingClientRect();
    if (box === undefined) return 0;
    return Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * wholeMs);
  };
  const move = (index: number, end: 'startMs' | 'endMs', ms: number): void => {
    const marker = markers[index];
    if (marker === undefined) return;
    const time = Math.round(Math.min(wholeMs, Math.max(0, ms)));
    const next = { ...marker, [end]: time };
    if (next.startMs < next.endMs) onChange(markers.with(index, next));
  };
  return (
    // A film runs from left to right in every language.
    <div className={styles['line']} dir="ltr">
      <div
        ref={line}
        className={styles['line-track']}
        onPointerDown={(event) => {
          if (event.target === event.currentTarget) onSeek(msAt(event));
        }}
      >
        {markers.map((marker, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a marker has no name but its place
          <span key={index}>
            <span
              className={styles['span']}
              data-marker={marker.kind}
              style={{ left: at(marker.startMs), right: `calc(100% - ${at(marker.endMs)})` }}
            >
              {t(`titles.marker.${marker.kind}`)}
            </span>
            {(['startMs', 'endMs'] as const).map((end) => (
              <Handle
                key={end}
                label={t(end === 'startMs' ? 'titles.markers.start' : 'titles.markers.end', {
                  name: t(`titles.marker.${marker.kind}`),
                })}
                ms={marker[end]}
                wholeMs={wholeMs}
                left={at(marker[end])}
                kind={marker.kind}
                msAt={msAt}
                onMove={(ms) => move(index, end, ms)}
              />
            ))}
          </span>
        ))}
        {nowMs === null ? null : <span className={styles['playhead']} style={{ left: at(nowMs) }} />}
      </div>
      <div className={styles['line-ends']} aria-hidden="true">
        <span>{writeTime(0)}</span>
        <span>{writeTime(wholeMs)}</span>
      </div>
    </div>
  );
}

interface HandleProps {
  readonly label: string;
  readonly ms: number;
  readonly wholeMs: number;
  readonly left: string;
  readonly kind: Marker['kind'];
  msAt(event: PointerEvent): number;
  onMove(ms: number): void;
}

function Handle({ label, ms, wholeMs, left, kind, msAt, onMove }: HandleProps): JSX.Element {
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? 10_000 : event.altKey ? 100 : 1_000;
    const by = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onMove(ms + by);
  };
  return (
    <span
      role="slider"
      tabIndex={0}
      className={styles['handle']}
      data-marker={kind}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.round(wholeMs)}
      aria-valuenow={Math.round(ms)}
      aria-valuetext={writeTime(ms)}
      style={{ left }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.buttons !== 0) onMove(msAt(event));
      }}
      onKeyDown={onKeyDown}
    />
  );
}
