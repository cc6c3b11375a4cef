/** The player: the picture, and all that one does with it. */

import { classNames } from '@vitascope/design';
import { ArrowLeft, VolumeX } from 'lucide-react';
import { type JSX, type ReactNode, useCallback, useRef, useState } from 'react';
import type { Engine } from '../engine/engine.ts';
import { preferences } from '../engine/preferences.ts';
import { useStore } from '../engine/store.ts';
import { usePlayerTexts } from '../texts/index.ts';
import { perform, seekTo } from './actions.ts';
import { CaptionStylePanel, captionVariables } from './caption-style.tsx';
import { ControlButton } from './control-button.tsx';
import { Controls, Jump, PlayButton } from './controls.tsx';
import { Cover, EndCover } from './cover.tsx';
import { Help } from './help.tsx';
import type { PlayerAction } from './keys.ts';
import { chooseCaption, PopupHost } from './menus.tsx';
import styles from './player.module.css';
import { type Marker, NextCard, type NextUp, SkipButton, skippable } from './skip-and-next.tsx';
import { Stats } from './stats.tsx';
import { Surface } from './surface.tsx';
import { useIdle } from './use-idle.ts';
import { usePlayerKeys } from './use-keys.ts';
import { useAutoplay, useKeptSound, usePicture } from './use-picture.ts';
import { type MediaFacts, useMediaSession, useWakeLock } from './use-platform.ts';
import { useIsPaused } from './use-video.ts';

export interface PlayerProps {
  readonly engine: Engine;
  readonly facts: MediaFacts;
  readonly markers?: readonly Marker[];
  readonly next?: NextUp | null;
  readonly backdropUrl?: string | undefined;
  /** Fills its place rather than the window. */
  readonly isInline?: boolean;
  /** Plays as soon as it can, without being asked. True without it. */
  readonly isAutoplay?: boolean;
  /** Buttons for where it cannot go on, or is over. */
  readonly wayOut?: ReactNode;
  /** Stands in place of the picture: why it may not play. */
  readonly children?: ReactNode;
  onBack?(): void;
  onNext?(): void;
}

const noMarkers: readonly Marker[] = [];

export function Player(props: PlayerProps): JSX.Element {
  const { engine, facts, markers = noMarkers, next = null, isInline = false, wayOut, children } = props;
  const { video } = engine;
  const { t } = usePlayerTexts();
  const root = useRef<HTMLElement>(null);
  const [host, setHost] = useState<HTMLElement | null>(null);
  const [panel, setPanel] = useState<'help' | 'captions' | null>(null);
  const [openMenus, setOpenMenus] = useState(0);
  const [isSeeking, setSeeking] = useState(false);
  const [hasStats, setStats] = useState(false);
  const [jumps, setJumps] = useState(0);
  const isPaused = useIsPaused(video);
  const { captionStyle } = useStore(preferences());
  const isMutedByBrowser = useAutoplay(engine, props.isAutoplay ?? true);
  const picture = usePicture(engine);
  useKeptSound(video);
  useWakeLock(video);
  const onNext = next === null ? null : (props.onNext ?? null);
  useMediaSession(video, facts, onNext);

  const isBlocked = children != null;
  // Within another page it is not what that page is about.
  const Title = isInline ? 'p' : 'h1';
  const isHeld = isPaused || openMenus > 0 || panel !== null || isSeeking || isBlocked;
  const idle = useIdle(root, !isHeld);
  const act = useCallback(
    (action: PlayerAction): void => {
      if (root.current === null) return;
      const on = {
        help: () => setPanel((before) => (before === 'help' ? null : 'help')),
        captions: () => toggleCaptions(engine),
        next: () => onNext?.(),
        skip: () => skip(engine.video, markers),
        stats: () => setStats((before) => !before),
        controls: () => focusPlay(root.current),
      };
      perform(action, { engine, root: root.current, on: (name) => on[name]() });
      if (action.do === 'seekBy' || action.do === 'seekTo') setJumps((count) => count + 1);
    },
    [engine, markers, onNext],
  );
  usePlayerKeys(root, { act, wake: idle.wake, isOff: isBlocked || panel !== null });
  const setRoot = useCallback((element: HTMLElement | null) => {
    root.current = element;
    setHost(element);
  }, []);
  const onMenu = useCallback(
    (isOpen: boolean) => setOpenMenus((count) => Math.max(0, count + (isOpen ? 1 : -1))),
    [],
  );
  const onTap = (): void => (idle.isIdle ? idle.wake() : isPaused ? undefined : idle.hide());
  return (
    <section
      ref={setRoot}
      data-theme="dark"
      className={classNames(styles['player'], isInline && styles['inline'])}
      data-idle={idle.isIdle ? '' : undefined}
      data-player=""
      aria-label={t('player.actions')}
      style={captionVariables(captionStyle)}
    >
      <PopupHost value={host}>
        <div ref={picture} className={styles['picture']} />
        {isBlocked ? null : <Surface act={act} onTap={onTap} />}
        <header className={styles['head']} data-controls="">
          {props.onBack === undefined ? null : (
            <ControlButton
              label={t('player.back')}
              icon={<ArrowLeft className={styles['arrow']} />}
              onClick={props.onBack}
            />
          )}
          <Title className={styles['title']}>
            <span>{facts.title}</span>
            {facts.subtitle === undefined ? null : (
              <span className={styles['subtitle']}>{facts.subtitle}</span>
            )}
          </Title>
        </header>
        {isBlocked ? (
          <div className={styles['blocked']}>{children}</div>
        ) : (
          <>
            <Cover engine={engine} backdropUrl={props.backdropUrl} wayOut={wayOut} />
            {next === null ? <EndCover engine={engine} wayOut={wayOut} /> : null}
            <div className={styles['middle']} data-controls="" dir="ltr">
              <Jump seconds={-10} act={act} size="large" />
              <PlayButton video={video} act={act} size="large" />
              <Jump seconds={10} act={act} size="large" />
            </div>
            {isMutedByBrowser ? <Unmute video={video} /> : null}
            <SkipButton video={video} markers={markers} />
            {next === null || onNext === null ? null : (
              <NextCard video={video} markers={markers} next={next} onNext={onNext} />
            )}
            {hasStats ? <Stats engine={engine} onClose={() => setStats(false)} /> : null}
            <Controls
              engine={engine}
              act={act}
              markers={markers}
              jumps={jumps}
              hasNext={onNext !== null}
              onSeekingByHand={setSeeking}
              onMenu={onMenu}
              onCaptionStyle={() => setPanel('captions')}
            />
          </>
        )}
        <Help isOpen={panel === 'help'} onClose={() => setPanel(null)} />
        <CaptionStylePanel isOpen={panel === 'captions'} onClose={() => setPanel(null)} />
      </PopupHost>
    </section>
  );
}

function Unmute({ video }: { readonly video: HTMLVideoElement }): JSX.Element {
  const { t } = usePlayerTexts();
  const unmute = (): void => {
    video.muted = false;
  };
  return (
    <button type="button" className={styles['muted']} onClick={unmute}>
      <VolumeX aria-hidden="true" />
      {t('player.muted')}
    </button>
  );
}

function toggleCaptions(engine: Engine): void {
  const isOn = engine.tracks.get().captions.some(({ isActive, isForced }) => isActive && !isForced);
  const wished = engine.wishedCaption();
  if (wished !== null) chooseCaption(engine, isOn ? null : wished.id);
}

function skip(video: HTMLVideoElement, markers: readonly Marker[]): void {
  const marker = skippable(markers, video.currentTime * 1000);
  if (marker !== null) seekTo(video, marker.endMs / 1000);
}

/** Of the two there are, the one that is shown. */
function focusPlay(root: HTMLElement | null): void {
  const buttons = [...(root?.querySelectorAll<HTMLElement>('[data-play]') ?? [])];
  buttons.find((button) => button.checkVisibility())?.focus();
}
