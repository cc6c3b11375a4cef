/** The bar under the picture. It runs from left to right in every language, as time does. */
import {
  Airplay,
  Cast,
  Keyboard,
  Maximize,
  Minimize,
  Pause,
  PictureInPicture2,
  Play,
  RotateCcw,
  RotateCw,
  SkipForward,
  Volume1,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { type JSX, useSyncExternalStore } from 'react';
import { formatClock } from '../engine/clock.ts';
import type { Engine } from '../engine/engine.ts';
import { usePlayerTexts } from '../texts/index.ts';
import { setVolume } from './actions.ts';
import { ControlButton } from './control-button.tsx';
import styles from './controls.module.css';
import type { PlayerAction } from './keys.ts';
import { AudioMenu, CaptionMenu, SettingsMenu } from './menus.tsx';
import { SeekBar, type SeekBarProps } from './seek-bar.tsx';
import { useOtherScreen } from './use-platform.ts';
import { useDuration, useIsPaused, useSecond, useVideo } from './use-video.ts';

export interface ControlsProps extends Omit<SeekBarProps, 'engine'> {
  readonly engine: Engine;
  readonly hasNext: boolean;
  act(action: PlayerAction): void;
  onMenu(isOpen: boolean): void;
  onCaptionStyle(): void;
}

export function Controls(props: ControlsProps): JSX.Element {
  const { engine, act, hasNext, onMenu, onCaptionStyle, ...seek } = props;
  const { t } = usePlayerTexts();
  const { video } = engine;
  const other = useOtherScreen(video);
  return (
    <div className={styles['bar']} data-controls="" dir="ltr">
      <SeekBar engine={engine} {...seek} />
      <div className={styles['row']}>
        <PlayButton video={video} act={act} />
        <Jump seconds={-10} act={act} className={styles['roomy']} />
        <Jump seconds={10} act={act} className={styles['roomy']} />
        <Volume video={video} act={act} />
        <Clock video={video} />
        <span className={styles['spring']} />
        {hasNext ? (
          <ControlButton
            label={t('player.next')}
            icon={<SkipForward />}
            onClick={() => act({ do: 'next' })}
          />
        ) : null}
        <CaptionMenu engine={engine} onOpenChange={onMenu} onStyle={onCaptionStyle} />
        <AudioMenu engine={engine} onOpenChange={onMenu} />
        <SettingsMenu engine={engine} onOpenChange={onMenu} />
        <ControlButton
          label={t('player.help')}
          icon={<Keyboard />}
          className={styles['keyed']}
          onClick={() => act({ do: 'help' })}
        />
        {other === null ? null : (
          <ControlButton
            label={t(other.kind === 'airplay' ? 'player.airplay' : 'player.cast')}
            icon={other.kind === 'airplay' ? <Airplay /> : <Cast />}
            onClick={() => other.prompt()}
          />
        )}
        {document.pictureInPictureEnabled ? (
          <ControlButton
            label={t('player.pip')}
            icon={<PictureInPicture2 />}
            className={styles['roomy']}
            onClick={() => act({ do: 'inset' })}
          />
        ) : null}
        <FullscreenButton act={act} />
      </div>
    </div>
  );
}

interface Acting {
  act(action: PlayerAction): void;
}

export function PlayButton({
  video,
  act,
  size = 'medium',
}: Acting & { readonly video: HTMLVideoElement; readonly size?: 'medium' | 'large' }): JSX.Element {
  const { t } = usePlayerTexts();
  const isPaused = useIsPaused(video);
  return (
    <ControlButton
      size={size}
      data-play=""
      label={t(isPaused ? 'player.play' : 'player.pause')}
      icon={isPaused ? <Play fill="currentColor" /> : <Pause fill="currentColor" />}
      onClick={() => act({ do: 'toggle' })}
    />
  );
}

export function Jump({
  seconds,
  act,
  className,
  size = 'medium',
}: Acting & {
  readonly seconds: number;
  readonly className?: string | undefined;
  readonly size?: 'medium' | 'large';
}): JSX.Element {
  const { t, number } = usePlayerTexts();
  const far = Math.abs(seconds);
  return (
    <ControlButton
      size={size}
      {...(className === undefined ? {} : { className })}
      label={t(seconds < 0 ? 'player.backward' : 'player.forward', { seconds: far })}
      icon={seconds < 0 ? <RotateCcw strokeWidth={1.75} /> : <RotateCw strokeWidth={1.75} />}
      note={number(far)}
      onClick={() => act({ do: 'seekBy', seconds })}
    />
  );
}

function Volume({ video, act }: Acting & { readonly video: HTMLVideoElement }): JSX.Element {
  const { t, number } = usePlayerTexts();
  const heard = useVideo(video, ['volumechange'], ({ muted, volume }) => (muted ? 0 : volume));
  const icon = heard === 0 ? <VolumeX /> : heard < 0.5 ? <Volume1 /> : <Volume2 />;
  return (
    <span className={styles['volume']}>
      <ControlButton
        label={t(heard === 0 ? 'player.unmute' : 'player.mute')}
        icon={icon}
        onClick={() => act({ do: 'mute' })}
      />
      <input
        type="range"
        className={styles['slider']}
        min={0}
        max={1}
        step={0.05}
        value={heard}
        aria-label={t('player.volume')}
        aria-valuetext={number(heard, { style: 'percent' })}
        style={{ '--share': heard } as React.CSSProperties}
        onChange={(event) => setVolume(video, Number(event.currentTarget.value))}
      />
    </span>
  );
}

function Clock({ video }: { readonly video: HTMLVideoElement }): JSX.Element {
  const { language } = usePlayerTexts();
  const second = useSecond(video);
  const total = useDuration(video);
  return (
    <span className={styles['clock']}>
      <span data-at="">{formatClock(second, language)}</span>
      <span className={styles['of']}> / {formatClock(total, language)}</span>
    </span>
  );
}

const onFullscreen = (listener: () => void): (() => void) => {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
};

function FullscreenButton({ act }: Acting): JSX.Element {
  const { t } = usePlayerTexts();
  const isFull = useSyncExternalStore(onFullscreen, () => document.fullscreenElement !== null);
  return (
    <ControlButton
      label={t(isFull ? 'player.fullscreen.leave' : 'player.fullscreen')}
      icon={isFull ? <Minimize /> : <Maximize />}
      onClick={() => act({ do: 'fullscreen' })}
    />
  );
}
