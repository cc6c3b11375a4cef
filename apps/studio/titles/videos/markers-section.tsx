/** Where the recap, the intro and the credits are: set while the film plays, or by hand. */
import { useQuery } from '@tanstack/react-query';
import { Button, Callout, EmptyState, IconButton, Select, TextField } from '@vitascope/design';
import { ArrowLeftToLine, ArrowRightToLine, Pause, Play, StepBack, StepForward, Trash2 } from 'lucide-react';
import { type JSX, useEffect, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { assetQuery } from '../data.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { type Marker, markerKinds } from '../title-types.ts';
import { Film } from './film.tsx';
import { MarkerTimeline } from './marker-timeline.tsx';
import { readTime, writeTime } from './time-code.ts';
import styles from './videos.module.css';

/** A new marker is as long as they usually are. */
const usual: Readonly<Record<Marker['kind'], number>> = { intro: 60_000, recap: 45_000, credits: 90_000 };

export function MarkersSection(): JSX.Element {
  const { t } = useTexts();
  const { title, set, goTo } = useEditor();
  const main = title.assets.find(({ purpose }) => purpose === 'main')?.assetId;
  const [isWatching, setWatching] = useState(false);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const { now, isPlaying, lengthMs } = usePlayhead(video);
  const asset = useQuery({ ...assetQuery(main ?? ''), enabled: main !== undefined });
  const { markers } = title;
  const whole =
    asset.data?.durationMs ?? lengthMs ?? Math.max(60_000, ...markers.map(({ endMs }) => endMs * 1.1));
  const write = (next: readonly Marker[]): void => set('markers', next);
  const add = (kind: Marker['kind']): void => {
    const startMs = Math.round(Math.min(now, Math.max(0, whole - 1_000)));
    const endMs = kind === 'credits' ? Math.round(whole) : Math.round(Math.min(whole, startMs + usual[kind]));
    write([...markers, { kind, startMs, endMs }].toSorted((a, b) => a.startMs - b.startMs));
  };
  const seek = (ms: number): void => {
    if (video !== null) video.currentTime = ms / 1000;
  };
  if (main === undefined)
    return (
      <Section id="markers">
        <EmptyState title={t('titles.markers.none.title')} text={t('titles.markers.none.text')}>
          <Button onClick={() => goTo('videos')}>{t('titles.videos.add')}</Button>
        </EmptyState>
      </Section>
    );
  return (
    <Section id="markers" text={t('titles.markers.text')}>
      {isWatching ? (
        <div className={styles['studio']}>
          <Film assetId={main} onVideo={setVideo} />
          <div className={styles['transport']}>
            <IconButton
              label={t('titles.markers.back')}
              icon={<StepBack />}
              onClick={() => seek(Math.max(0, now - 1_000))}
            />
            <IconButton
              label={t(isPlaying ? 'titles.markers.pause' : 'titles.markers.play')}
              icon={isPlaying ? <Pause /> : <Play />}
              kind="solid"
              onClick={() => void (isPlaying ? video?.pause() : video?.play())}
            />
            <IconButton
              label={t('titles.markers.on')}
              icon={<StepForward />}
              onClick={() => seek(Math.min(whole, now + 1_000))}
            />
            <output className={styles['clock']} aria-label={t('titles.markers.now')}>
              {writeTime(now)} <span>/ {writeTime(whole)}</span>
            </output>
          </div>
        </div>
      ) : (
        <Callout
          actions={
            <Button icon={<Play aria-hidden="true" />} onClick={() => setWatching(true)}>
              {t('titles.markers.watch')}
            </Button>
          }
        >
          {t('titles.markers.watch.text')}
        </Callout>
      )}
      <MarkerTimeline
        markers={markers}
        wholeMs={whole}
        nowMs={isWatching ? now : null}
        onChange={write}
        onSeek={seek}
      />
      <div className={styles['adders']}>
        {markerKinds.map((kind) => (
          <Button key={kind} size="small" onClick={() => add(kind)}>
            <span className={styles['dot']} data-marker={kind} aria-hidden="true" />
            {t('titles.markers.add', {
              kind: t(`titles.marker.${kind}`),
              at: writeTime(isWatching ? now : 0),
            })}
          </Button>
        ))}
      </div>
      {markers.length === 0 ? null : (
        <ul className={styles['markers']}>
          {markers.map((marker, index) => (
            <MarkerRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a marker has no name but its place
              key={index}
              marker={marker}
              now={isWatching ? Math.round(now) : null}
              onChange={(next) => write(markers.with(index, next))}
              onRemove={() => write(markers.toSpliced(index, 1))}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

interface MarkerRowProps {
  readonly marker: Marker;
  /** Where the film stands; null while it is not shown. */
  readonly now: number | null;
  onChange(marker: Marker): void;
  onRemove(): void;
}

function MarkerRow({ marker, now, onChange, onRemove }: MarkerRowProps): JSX.Element {
  const { t } = useTexts();
  const name = t(`titles.marker.${marker.kind}`);
  const isBackwards = marker.endMs <= marker.startMs;
  return (
    <li className={styles['marker']} data-marker={marker.kind}>
      <span className={styles['dot']} data-marker={marker.kind} aria-hidden="true" />
      <Select
        label={t('titles.markers.kind')}
        isLabelHidden
        value={marker.kind}
        options={markerKinds.map((value) => ({ value, label: t(`titles.marker.${value}`) }))}
        onChoose={(kind) => onChange({ ...marker, kind })}
      />
      <TimeCode
        label={t('titles.markers.start', { name })}
        value={marker.startMs}
        onChange={(startMs) => onChange({ ...marker, startMs })}
      />
      <TimeCode
        label={t('titles.markers.end', { name })}
        value={marker.endMs}
        error={isBackwards ? t('titles.markers.backwards') : undefined}
        onChange={(endMs) => onChange({ ...marker, endMs })}
      />
      <span className={styles['tools']}>
        {now === null ? null : (
          <>
            <IconButton
              label={t('titles.markers.start.here', { name })}
              icon={<ArrowLeftToLine />}
              size="small"
              onClick={() => onChange({ ...marker, startMs: now })}
            />
            <IconButton
              label={t('titles.markers.end.here', { name })}
              icon={<ArrowRightToLine />}
              size="small"
              onClick={() => onChange({ ...marker, endMs: now })}
            />
          </>
        )}
        <IconButton
          label={t('titles.markers.remove', { name })}
          icon={<Trash2 />}
          kind="danger"
          size="small"
          onClick={onRemove}
        />
      </span>
    </li>
  );
}

function TimeCode({
  label,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly error?: string | undefined;
  onChange(ms: number): void;
}): JSX.Element {
  const { t } = useTexts();
  const [text, setText] = useState<string | null>(null);
  const read = text === null ? value : readTime(text);
  return (
    <TextField
      label={label}
      isLabelHidden
      inputMode="numeric"
      value={text ?? writeTime(value)}
      error={read === null ? t('titles.markers.time') : error}
      onChange={(next) => {
        setText(next);
        const ms = readTime(next);
        if (ms !== null) onChange(ms);
      }}
      onBlur={() => setText(null)}
    />
  );
}

/** Where a video stands, several times a second. */
function usePlayhead(video: HTMLVideoElement | null) {
  const [now, setNow] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [lengthMs, setLength] = useState<number | null>(null);
  useEffect(() => {
    if (video === null) return;
    const tell = (): void => {
      setNow(video.currentTime * 1000);
      setPlaying(!video.paused);
      if (Number.isFinite(video.duration)) setLength(video.duration * 1000);
    };
    const names = ['timeupdate', 'seeking', 'play', 'pause', 'durationchange'] as const;
    for (const name of names) video.addEventListener(name, tell);
    return () => {
      for (const name of names) video.removeEventListener(name, tell);
      setPlaying(false);
    };
  }, [video]);
  return { now, isPlaying, lengthMs };
}
