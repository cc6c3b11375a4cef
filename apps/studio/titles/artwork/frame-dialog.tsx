/** What of a picture is shown: the focus by a press or with arrow keys, and how near. */
import { Button, Dialog, Select } from '@vitascope/design';
import { type JSX, type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import type { ArtworkKind } from '../title-types.ts';
import styles from './artwork.module.css';
import { type Framing, ratios, shownOf } from './framing.ts';

export interface FrameWish {
  readonly kind: ArtworkKind;
  /** Of its words; null for none. */
  readonly language: string | null;
  readonly framing: Framing;
}

export interface FrameDialogProps {
  /** The whole picture. */
  readonly src: string;
  readonly first: FrameWish;
  readonly kinds: readonly ArtworkKind[];
  readonly languages: readonly string[];
  readonly isBusy: boolean;
  /** Upload, 0 to 1. */
  readonly progress: number | null;
  readonly error: string | null;
  onDone(wish: FrameWish, size: { readonly width: number; readonly height: number }): void;
  onClose(): void;
}

const NONE = 'none';
const previews = { poster: '2/3', backdrop: '16/9', still: '16/9', logo: 'auto' } as const;

export function FrameDialog(props: FrameDialogProps): JSX.Element {
  const { src, first, kinds, languages, isBusy, progress, error, onDone, onClose } = props;
  const { t, nameOf, number } = useTexts();
  const [wish, setWish] = useState(first);
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  const [isBroken, setBroken] = useState(false);
  const picture = useRef<HTMLDivElement>(null);
  const { kind, language, framing } = wish;
  const frame = (changes: Partial<Framing>): void =>
    setWish({ ...wish, framing: { ...framing, ...changes } });
  const ratio = ratios[kind];
  const point = (event: PointerEvent): void => {
    if (event.buttons === 0 || ratio === null) return;
    const box = picture.current?.getBoundingClientRect();
    if (box === undefined) return;
    frame({
      focus: {
        x: Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)),
        y: Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)),
      },
    });
  };
  const shown = size === null ? null : shownOf(size, framing, ratio);
  return (
    <Dialog
      isOpen
      size="large"
      title={t('titles.frame.title')}
      description={t('titles.frame.text')}
      closeLabel={t('titles.cancel')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('titles.cancel')}</Button>
          <Button
            kind="primary"
            isBusy={isBusy}
            disabled={size === null}
            onClick={() => size !== null && onDone(wish, size)}
          >
            {progress !== null && isBusy
              ? t('titles.frame.sending', { share: number(progress, { style: 'percent' }) })
              : t('titles.frame.done')}
          </Button>
        </>
      }
    >
      {error === null ? null : (
        <p role="alert" className={styles['error']}>
          {error}
        </p>
      )}
      {isBroken ? (
        <p role="alert" className={styles['error']}>
          {t('titles.frame.broken')}
        </p>
      ) : null}
      <div className={styles['frame-grid']}>
        <div
          ref={picture}
          className={styles['picture']}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            point(event);
          }}
          onPointerMove={point}
        >
          <img
            src={src}
            alt=""
            draggable={false}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setSize({ width: naturalWidth, height: naturalHeight })
            }
            onError={() => setBroken(true)}
          />
          {shown === null || ratio === null ? null : (
            <>
              <span
                className={styles['cut']}
                style={{
                  left: `${shown.x * 100}%`,
                  top: `${shown.y * 100}%`,
                  width: `${shown.width * 100}%`,
                  height: `${shown.height * 100}%`,
                }}
              />
              <Focus focus={framing.focus} onMove={(focus) => frame({ focus })} />
            </>
          )}
        </div>
        <div className={styles['frame-form']}>
          {kinds.length < 2 ? null : (
            <Select
              label={t('titles.artwork.kind')}
              value={kind}
              options={kinds.map((value) => ({ value, label: t(`titles.artwork.${value}`) }))}
              onChoose={(value) => setWish({ ...wish, kind: value })}
            />
          )}
          <Select
            label={t('titles.artwork.language')}
            value={language ?? NONE}
            options={[
              { value: NONE, label: t('titles.artwork.wordless') },
              ...languages.map((value) => ({ value, label: nameOf('language', value) })),
            ]}
            onChoose={(value) => setWish({ ...wish, language: value === NONE ? null : value })}
          />
          {ratio === null ? null : (
            <label className={styles['zoom']}>
              <span>{t('titles.frame.zoom')}</span>
              <input
                type="range"
                min={0.25}
                max={1}
                step={0.01}
                value={1.25 - framing.zoom}
                aria-valuetext={number(1 / framing.zoom, { maximumFractionDigits: 1 })}
                onChange={(event) => frame({ zoom: 1.25 - Number(event.target.value) })}
              />
            </label>
          )}
          {shown === null ? null : (
            <figure className={styles['result']}>
              <span
                className={styles['result-frame']}
                style={{
                  aspectRatio:
                    previews[kind] === 'auto' ? `${size?.width} / ${size?.height}` : previews[kind],
                }}
              >
                <img
                  src={src}
                  alt=""
                  style={{
                    width: `${100 / shown.width}%`,
                    height: `${100 / shown.height}%`,
                    left: `${(-shown.x / shown.width) * 100}%`,
                    top: `${(-shown.y / shown.height) * 100}%`,
                  }}
                />
              </span>
              <figcaption>
                {t('titles.frame.size', {
                  width: Math.round((size?.width ?? 0) * shown.width),
                  height: Math.round((size?.height ?? 0) * shown.height),
                })}
              </figcaption>
            </figure>
          )}
        </div>
      </div>
    </Dialog>
  );
}

const STEP = 0.02;

function Focus({
  focus,
  onMove,
}: {
  readonly focus: Framing['focus'];
  onMove(focus: Framing['focus']): void;
}): JSX.Element {
  const { t, number } = useTexts();
  const percent = (share: number): string => number(share, { style: 'percent' });
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[
      event.key
    ];
    if (by === undefined) return;
    event.preventDefault();
    const move = (value: number, change = 0): number => Math.min(1, Math.max(0, value + change));
    onMove({ x: move(focus.x, by[0]), y: move(focus.y, by[1]) });
  };
  return (
    <span
      role="slider"
      tabIndex={0}
      className={styles['focus']}
      aria-label={t('titles.frame.focus')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(focus.x * 100)}
      aria-valuetext={t('titles.frame.focus.at', { x: percent(focus.x), y: percent(focus.y) })}
      style={{ left: `${focus.x * 100}%`, top: `${focus.y * 100}%` }}
      onKeyDown={onKeyDown}
    />
  );
}
