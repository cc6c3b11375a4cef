/** Windows as bars over months: dragged and stretched by pointer or arrow keys, drawn anew on the empty line, opened as a form. */
import { classNames, IconButton, Select } from '@vitascope/design';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type JSX, type PointerEvent, useRef, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { emptyWindow, type Publication, type Window } from '../title-types.ts';
import styles from './rights.module.css';
import {
  addDays,
  monthsOf,
  movedBy,
  placeOf,
  type Scale,
  scaleAround,
  timeAt,
  toDay,
} from './timeline-scale.ts';
import { useWindowWords } from './window-words.ts';

export interface RightsTimelineProps {
  readonly windows: readonly Window[];
  readonly publication: Publication;
  onChange(index: number, window: Window): void;
  onAdd(window: Window): void;
  onOpen(index: number): void;
}

const spans = ['12', '24', '60'] as const;

export function RightsTimeline(props: RightsTimelineProps): JSX.Element {
  const { windows, publication, onChange, onAdd, onOpen } = props;
  const { t, date, nameOf } = useTexts();
  const [span, setSpan] = useState<(typeof spans)[number]>('24');
  const [scale, setScale] = useState(() => scaleAround(Date.now(), Number(span)));
  const [place, setPlace] = useState('all');
  const months = monthsOf(scale, 12);
  const places = [
    ...new Set(windows.flatMap((one) => [...one.territories, ...one.exceptTerritories])),
  ].sort();
  const step = Math.max(1, Number(span) / 4);
  return (
    <div className={styles['timeline']}>
      <div className={styles['tools']}>
        <Select
          label={t('titles.timeline.span')}
          value={span}
          options={spans.map((value) => ({
            value,
            label: t('titles.timeline.months', { months: Number(value) }),
          }))}
          onChoose={(value) => {
            setSpan(value);
            setScale(scaleAround(Date.now(), Number(value)));
          }}
        />
        <Select
          label={t('titles.timeline.place')}
          value={place}
          options={[
            { value: 'all', label: t('titles.timeline.place.all') },
            ...places.map((value) => ({ value, label: nameOf('region', value) })),
          ]}
          onChoose={setPlace}
        />
        <span className={styles['turn']}>
          <IconButton
            label={t('titles.timeline.earlier')}
            icon={<ChevronLeft />}
            onClick={() => setScale(movedBy(scale, -step))}
          />
          <IconButton
            label={t('titles.timeline.later')}
            icon={<ChevronRight />}
            onClick={() => setScale(movedBy(scale, step))}
          />
        </span>
      </div>
      <div className={styles['chart']}>
        <div className={styles['months']} aria-hidden="true">
          {months.map((month) => (
            <span key={month} style={{ insetInlineStart: `${placeOf(scale, month)}%` }}>
              {date(month, new Date(month).getMonth() === 0 ? { year: 'numeric' } : { month: 'short' })}
            </span>
          ))}
        </div>
        <PublicationLine publication={publication} scale={scale} months={months} />
        {windows.map((window, index) => (
          <WindowLine
            // biome-ignore lint/suspicious/noArrayIndexKey: windows have no name but their place
            key={index}
            window={window}
            scale={scale}
            months={months}
            isFaded={place !== 'all' && !isIn(window, place)}
            onChange={(next) => onChange(index, next)}
            onOpen={() => onOpen(index)}
          />
        ))}
        <NewLine scale={scale} months={months} onAdd={onAdd} />
        <Now scale={scale} />
      </div>
    </div>
  );
}

const isIn = ({ territories, exceptTerritories }: Window, place: string): boolean =>
  (territories.length === 0 || territories.includes(place)) && !exceptTerritories.includes(place);

function Now({ scale }: { readonly scale: Scale }): JSX.Element | null {
  const now = Date.now();
  if (now < scale.from || now > scale.to) return null;
  return (
    <span className={styles['now-frame']} aria-hidden="true">
      <span className={styles['now']} style={{ insetInlineStart: `${placeOf(scale, now)}%` }} />
    </span>
  );
}

interface LineProps {
  readonly scale: Scale;
  readonly months: readonly number[];
}

function Grid({ scale, months }: LineProps): JSX.Element {
  return (
    <>
      {months.map((month) => (
        <span
          key={month}
          className={styles['tick']}
          style={{ insetInlineStart: `${placeOf(scale, month)}%` }}
        />
      ))}
    </>
  );
}

/** When the title is shown at all: not to be dragged here, but what the windows stand below. */
function PublicationLine({
  publication,
  ...line
}: LineProps & { readonly publication: Publication }): JSX.Element {
  const { t } = useTexts();
  const { scale } = line;
  const { released, publishAt, embargoUntil, expireAt } = publication;
  const from = Math.max(
    ...[publishAt, embargoUntil].map((time) => (time === null ? scale.from : Date.parse(time))),
  );
  const to = expireAt === null ? scale.to : Date.parse(expireAt);
  return (
    <div className={styles['line']}>
      <span className={styles['line-name']}>
        <strong>{t('titles.timeline.shown')}</strong>
        <span>{released ? t('titles.timeline.shown.text') : t('titles.state.draft')}</span>
      </span>
      <div className={styles['track']}>
        <Grid {...line} />
        {released && to > from ? (
          <span
            className={styles['published']}
            style={{
              insetInlineStart: `${placeOf(scale, from)}%`,
              insetInlineEnd: `${100 - placeOf(scale, to)}%`,
            }}
          />
        ) : null}
      </div>
    </div>
  );
}

type Grip = 'start' | 'end' | 'both';

interface Drag {
  readonly grip: Grip;
  readonly x: number;
  readonly width: number;
  readonly window: Window;
  isMoved: boolean;
}

interface WindowLineProps extends LineProps {
  readonly window: Window;
  readonly isFaded: boolean;
  onChange(window: Window): void;
  onOpen(): void;
}

function WindowLine({ window, isFaded, onChange, onOpen, ...line }: WindowLineProps): JSX.Element {
  const { t } = useTexts();
  const { scale } = line;
  const words = useWindowWords();
  const track = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const wasDragged = useRef(false);
  const [moved, setMoved] = useState<Window | null>(null);
  const shown = moved ?? window;
  const begin = (grip: Grip) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const width = track.current?.clientWidth ?? 1;
    drag.current = { grip, x: event.clientX, width, window, isMoved: false };
  };
  const move = (event: PointerEvent): void => {
    const held = drag.current;
    if (held === null) return;
    const far = (event.clientX - held.x) * directionOf(track.current);
    if (!held.isMoved && Math.abs(far) < 4) return;
    held.isMoved = true;
    setMoved(dragged(held.window, held.grip, (far / held.width) * (scale.to - scale.from), scale));
  };
  const end = (): void => {
    const held = drag.current;
    drag.current = null;
    wasDragged.current = held?.grip === 'both' && held.isMoved;
    if (held?.isMoved === true && moved !== null) onChange(moved);
    setMoved(null);
  };
  const isMoving = moved !== null;
  const [from, to] = [
    shown.opensAt === null ? scale.from : Date.parse(shown.opensAt),
    shown.closesAt === null ? scale.to : Date.parse(shown.closesAt),
  ];
  const isHere = to > scale.from && from < scale.to;
  const handlers = { onPointerMove: move, onPointerUp: end, onPointerCancel: end };
  const edge = (grip: 'start' | 'end') => (
    <Edge
      grip={grip}
      window={shown}
      scale={scale}
      onPointerDown={begin(grip)}
      {...handlers}
      onChange={onChange}
    />
  );
  return (
    <div className={styles['line']} data-faded={isFaded}>
      <span className={styles['line-name']}>
        <strong>{words.terms(shown)}</strong>
        <span>{words.places(shown)}</span>
      </span>
      <div className={styles['track']} ref={track}>
        <Grid {...line} />
        <div
          className={classNames(styles['bar'], !isHere && styles['away'])}
          data-offer={shown.offer.kind}
          data-open-start={shown.opensAt === null}
          data-open-end={shown.closesAt === null}
          data-moving={isMoving}
          style={{
            insetInlineStart: `${placeOf(scale, from)}%`,
            insetInlineEnd: `${100 - placeOf(scale, to)}%`,
          }}
        >
          {edge('start')}
          <button
            type="button"
            className={styles['bar-body']}
            aria-label={t('titles.timeline.window', { window: words.all(shown) })}
            onPointerDown={begin('both')}
            {...handlers}
            onClick={() => {
              // A drag ends in a click, too.
              if (!wasDragged.current) onOpen();
              wasDragged.current = false;
            }}
            onKeyDown={(event) => {
              const days = daysOf(event, event.currentTarget);
              if (days === 0) return;
              event.preventDefault();
              onChange(shifted(window, 'both', days));
            }}
          >
            <span>{isMoving || isHere ? words.times(shown) : ''}</span>
          </button>
          {edge('end')}
        </div>
      </div>
    </div>
  );
}

interface EdgeProps {
  readonly grip: 'start' | 'end';
  readonly window: Window;
  readonly scale: Scale;
  onChange(window: Window): void;
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(): void;
  onPointerCancel(): void;
}

function Edge({ grip, window, scale, onChange, ...pointer }: EdgeProps): JSX.Element {
  const { t, date } = useTexts();
  const time = grip === 'start' ? window.opensAt : window.closesAt;
  const value = time === null ? (grip === 'start' ? scale.from : scale.to) : Date.parse(time);
  return (
    <span
      role="slider"
      tabIndex={0}
      className={styles['edge']}
      data-grip={grip}
      aria-label={t(grip === 'start' ? 'titles.window.opensAt' : 'titles.window.closesAt')}
      aria-valuemin={scale.from}
      aria-valuemax={scale.to}
      aria-valuenow={value}
      aria-valuetext={time === null ? t('titles.window.always') : date(time, { dateStyle: 'long' })}
      onKeyDown={(event) => {
        const days = daysOf(event, event.currentTarget);
        if (days !== 0) {
          event.preventDefault();
          onChange(shifted(window, grip, days, scale));
        }
        if (event.key === 'Delete' || event.key === 'Backspace') {
          event.preventDefault();
          onChange({ ...window, [grip === 'start' ? 'opensAt' : 'closesAt']: null });
        }
      }}
      {...pointer}
    />
  );
}

/** The empty line at the end: what is drawn on it becomes a window. */
function NewLine({ onAdd, ...line }: LineProps & { onAdd(window: Window): void }): JSX.Element {
  const { t } = useTexts();
  const { scale } = line;
  const track = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const shareOf = (event: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    if (box === undefined) return 0;
    const share = (event.clientX - box.left) / box.width;
    return directionOf(track.current) > 0 ? share : 1 - share;
  };
  return (
    <div className={styles['line']}>
      <span className={styles['line-name']}>
        <span>{t('titles.timeline.draw')}</span>
      </span>
      <div
        className={classNames(styles['track'], styles['empty-track'])}
        ref={track}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const share = shareOf(event);
          setDrawn({ from: share, to: share });
        }}
        onPointerMove={(event) =>
          setDrawn((before) => (before === null ? null : { ...before, to: shareOf(event) }))
        }
        onPointerCancel={() => setDrawn(null)}
        onPointerUp={() => {
          if (drawn === null) return;
          setDrawn(null);
          if (Math.abs(drawn.to - drawn.from) < 0.01) return;
          const [first, last] = [Math.min(drawn.from, drawn.to), Math.max(drawn.from, drawn.to)];
          const iso = (share: number): string => new Date(toDay(timeAt(scale, share))).toISOString();
          onAdd({ ...emptyWindow, opensAt: iso(first), closesAt: iso(last) });
        }}
      >
        <Grid {...line} />
        {drawn === null ? null : (
          <span
            className={styles['drawn']}
            style={{
              insetInlineStart: `${Math.min(drawn.from, drawn.to) * 100}%`,
              insetInlineEnd: `${100 - Math.max(drawn.from, drawn.to) * 100}%`,
            }}
          />
        )}
      </div>
    </div>
  );
}

const directionOf = (element: Element | null): 1 | -1 =>
  element !== null && getComputedStyle(element).direction === 'rtl' ? -1 : 1;

/** Arrows move by a day, with Shift by a week, with Alt by about a month. */
function daysOf(
  event: { readonly key: string; readonly shiftKey: boolean; readonly altKey: boolean },
  at: Element,
): number {
  const size = event.altKey ? 30 : event.shiftKey ? 7 : 1;
  if (event.key === 'ArrowRight') return size * directionOf(at);
  if (event.key === 'ArrowLeft') return -size * directionOf(at);
  return 0;
}

function shifted(window: Window, grip: Grip, days: number, scale?: Scale): Window {
  const by = (time: string | null, edge: number | undefined): string | null => {
    if (time === null && edge === undefined) return null;
    return new Date(addDays(time === null ? toDay(edge as number) : Date.parse(time), days)).toISOString();
  };
  const next = {
    ...window,
    ...(grip === 'end' ? {} : { opensAt: by(window.opensAt, grip === 'start' ? scale?.from : undefined) }),
    ...(grip === 'start' ? {} : { closesAt: by(window.closesAt, grip === 'end' ? scale?.to : undefined) }),
  };
  return inOrder(next) ? next : window;
}

function dragged(window: Window, grip: Grip, byMs: number, scale: Scale): Window {
  const by = (time: string | null, edge: number): string => {
    const from = time === null ? edge : Date.parse(time);
    return new Date(toDay(from + byMs)).toISOString();
  };
  const hasStart = grip === 'start' || (grip === 'both' && window.opensAt !== null);
  const hasEnd = grip === 'end' || (grip === 'both' && window.closesAt !== null);
  const next = {
    ...window,
    ...(hasStart ? { opensAt: by(window.opensAt, scale.from) } : {}),
    ...(hasEnd ? { closesAt: by(window.closesAt, scale.to) } : {}),
  };
  return inOrder(next) ? next : window;
}

const inOrder = ({ opensAt, closesAt }: Window): boolean =>
  opensAt === null || closesAt === null || Date.parse(opensAt) < Date.parse(closesAt);
