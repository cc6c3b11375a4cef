/** The player: the picture, and the controls around it. */
import { h, put } from './dom.ts';
import { createPlayback } from './playback.ts';
import type { Playback, PlaybackOptions, PlaybackStatus } from './playback-types.ts';
import { listenForKeys, perform } from './player-actions.ts';
import { createControls } from './player-controls.ts';
import { createHelp } from './player-help.ts';
import type { PlayerAction } from './player-keys.ts';

const volumeName = 'vitascope.volume';

export interface Player {
  readonly element: HTMLElement;
  readonly video: HTMLVideoElement;
  destroy(): void;
}

export interface PlayerOptions extends Pick<PlaybackOptions, 'urls' | 'format' | 'startHeight' | 'renew'> {
  onFirstFrame(): void;
}

declare global {
  interface Window {
    /** What is playing now, for tests and for the curious. */
    vitascopePlayer?: Playback;
  }
}

export function createPlayer(options: PlayerOptions): Player {
  const video = h('video', { class: 'picture', playsinline: true, preload: 'auto', tabindex: -1 });
  const cover = h('div', { class: 'cover', 'aria-live': 'polite' });
  const element = h('section', { class: 'player', 'aria-label': 'Player' }, video, cover);
  const stops: (() => void)[] = [];
  let playback: Playback | null = null;
  let destroyed = false;

  const help = createHelp();
  const act = (action: PlayerAction): void => perform(action, { element, video, help });
  const controls = createControls({ element, video, act, playback: () => playback });
  element.append(controls.element, help);
  stops.push(controls.stop, listenForKeys(act, controls.wake));
  firstFrame(video, () => {
    performance.mark('vs:first-frame');
    element.classList.add('started');
    options.onFirstFrame();
  });
  restoreVolume(video);

  const onStatus = (status: PlaybackStatus): void => {
    element.dataset['status'] = status.kind;
    showStatus(cover, status, () => playback?.retry());
  };
  onStatus({ kind: 'loading' });
  createPlayback({ ...options, video, onStatus, onTracks: controls.updateTracks }).then(
    (ready) => {
      if (destroyed) return void ready.destroy();
      playback = ready;
      window.vitascopePlayer = ready;
      controls.updateTracks();
    },
    () => onStatus({ kind: 'failed', title: 'The player could not be loaded.', advice: 'Reload this page.' }),
  );
  startPlaying(video, () => controls.sayMuted());

  return {
    element,
    video,
    destroy() {
      destroyed = true;
      for (const stop of stops) stop();
      if (window.vitascopePlayer === playback) delete window.vitascopePlayer;
      void playback?.destroy();
    },
  };
}

function firstFrame(video: HTMLVideoElement, tell: () => void): void {
  let told = false;
  const once = (): void => {
    if (told) return;
    told = true;
    tell();
  };
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(once);
  // Sound alone has no frames.
  video.addEventListener('playing', () => {
    if (video.videoWidth === 0 || !('requestVideoFrameCallback' in video)) once();
  });
}

/** Plays as soon as there is something; silently where the browser wants a click first. */
function startPlaying(video: HTMLVideoElement, onMuted: () => void): void {
  const start = (): void => {
    video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'NotAllowedError') || video.muted) return;
      video.muted = true;
      onMuted();
      video.play().catch(() => {}); // then the viewer presses play
    });
  };
  video.addEventListener('loadedmetadata', start, { once: true });
}

function restoreVolume(video: HTMLVideoElement): void {
  const kept = Number.parseFloat(localStorage.getItem(volumeName) ?? '1');
  video.volume = Number.isFinite(kept) ? Math.min(1, Math.max(0, kept)) : 1;
  video.addEventListener('volumechange', () => localStorage.setItem(volumeName, String(video.volume)));
}

function showStatus(cover: HTMLElement, status: PlaybackStatus, retry: () => void): void {
  if (status.kind === 'playing' || status.kind === 'loading') {
    put(cover, status.kind === 'loading' && h('span', { class: 'visually-hidden' }, 'Loading'));
    return;
  }
  const words = h(
    'div',
    { class: 'cover-words' },
    h('strong', {}, status.title),
    h('span', {}, status.advice),
  );
  if (status.kind === 'failed') {
    words.append(h('button', { type: 'button', class: 'button primary', onclick: retry }, 'Try again'));
  }
  put(cover, words);
}
