/** Does what a key or a button asks of the picture. */
import type { Engine } from '../engine/engine.ts';
import { nextSpeed, type PlayerAction } from './keys.ts';
import { durationOf } from './use-video.ts';

/** What the actions work on. */
export interface Stage {
  readonly engine: Engine;
  readonly root: HTMLElement;
  /** What only the player as a whole can do. */
  on(action: 'help' | 'captions' | 'next' | 'skip' | 'stats' | 'controls'): void;
}

/** A seek to the very end would be the end. */
const beforeEnd = 0.25;

export function seekTo(video: HTMLVideoElement, seconds: number): void {
  const total = durationOf(video);
  if (total > 0) video.currentTime = Math.min(Math.max(0, seconds), Math.max(0, total - beforeEnd));
}

function togglePlaying(video: HTMLVideoElement): void {
  if (video.paused || video.ended) void video.play().catch(() => undefined);
  else video.pause();
}

export function perform(action: PlayerAction, { engine, root, on }: Stage): void {
  const { video } = engine;
  switch (action.do) {
    case 'toggle':
      togglePlaying(video);
      return;
    case 'seekBy':
      seekTo(video, video.currentTime + action.seconds);
      return;
    case 'seekTo':
      seekTo(video, durationOf(video) * action.share);
      return;
    case 'volumeBy':
      setVolume(video, video.volume + action.step);
      return;
    case 'speedBy':
      video.playbackRate = nextSpeed(video.playbackRate, action.steps);
      return;
    case 'mute':
      toggleMuted(video);
      return;
    case 'fullscreen':
      toggleFullscreen(root, video);
      return;
    case 'inset':
      toggleInset(video);
      return;
    default:
      on(action.do);
  }
}

export function setVolume(video: HTMLVideoElement, volume: number): void {
  video.volume = Math.min(1, Math.max(0, Math.round(volume * 100) / 100));
  video.muted = video.volume === 0;
}

/** Sound that comes back from nothing is heard. */
function toggleMuted(video: HTMLVideoElement): void {
  const isSilent = video.muted || video.volume === 0;
  if (isSilent && video.volume === 0) video.volume = 0.5;
  video.muted = !isSilent;
}

function toggleFullscreen(root: HTMLElement, video: HTMLVideoElement): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
  else if (root.requestFullscreen !== undefined) void root.requestFullscreen().catch(() => undefined);
  // iPhones enlarge only the picture itself.
  else (video as { webkitEnterFullscreen?: () => void }).webkitEnterFullscreen?.();
}

function toggleInset(video: HTMLVideoElement): void {
  if (document.pictureInPictureElement !== null) void document.exitPictureInPicture().catch(() => undefined);
  else void video.requestPictureInPicture?.().catch(() => undefined);
}
