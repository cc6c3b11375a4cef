/** What the browser does around a video: keys of the machine, a screen that stays on, other screens. */
import { useEffect, useState } from 'react';
import { seekTo } from './actions.ts';
import { durationOf } from './use-video.ts';

export interface MediaFacts {
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly artwork?: readonly { readonly src: string; readonly sizes?: string }[] | undefined;
}

/** Tells the machine what plays, and does what its keys ask for (Media Session). */
export function useMediaSession(
  video: HTMLVideoElement,
  { title, subtitle, artwork }: MediaFacts,
  onNext: (() => void) | null,
): void {
  useEffect(() => {
    if (!('mediaSession' in navigator)) return;
    const { mediaSession } = navigator;
    mediaSession.metadata = new MediaMetadata({
      title,
      artist: subtitle ?? '',
      artwork: [...(artwork ?? [])],
    });
    return () => {
      mediaSession.metadata = null;
      mediaSession.playbackState = 'none';
    };
  }, [title, subtitle, artwork]);
  useEffect(() => {
    if (!('mediaSession' in navigator)) return;
    const { mediaSession } = navigator;
    const by = (sign: 1 | -1) => (details: MediaSessionActionDetails) =>
      seekTo(video, video.currentTime + sign * (details.seekOffset ?? 10));
    const handlers: readonly (readonly [MediaSessionAction, MediaSessionActionHandler | null])[] = [
      ['play', () => void video.play().catch(() => undefined)],
      ['pause', () => video.pause()],
      ['seekbackward', by(-1)],
      ['seekforward', by(1)],
      ['seekto', ({ seekTime }) => seekTime !== undefined && seekTo(video, seekTime)],
      ['nexttrack', onNext],
    ];
    for (const [action, handler] of handlers) handle(action, handler);
    const tell = (): void => {
      mediaSession.playbackState = video.paused ? 'paused' : 'playing';
      const duration = durationOf(video);
      if (duration <= 0) return;
      const position = Math.min(video.currentTime, duration);
      mediaSession.setPositionState?.({ duration, position, playbackRate: video.playbackRate || 1 });
    };
    const events = ['play', 'pause', 'seeked', 'ratechange', 'durationchange', 'playing'] as const;
    for (const name of events) video.addEventListener(name, tell);
    return () => {
      for (const name of events) video.removeEventListener(name, tell);
      for (const [action] of handlers) handle(action, null);
    };
  }, [video, onNext]);
}

function handle(action: MediaSessionAction, handler: MediaSessionActionHandler | null): void {
  try {
    navigator.mediaSession.setActionHandler(action, handler);
  } catch {
    // This browser does not know that action.
  }
}

/** The screen stays on while something plays. */
export function useWakeLock(video: HTMLVideoElement): void {
  useEffect(() => {
    if (!('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const take = (): void => {
      if (video.paused || document.visibilityState !== 'visible' || lock?.released === false) return;
      navigator.wakeLock.request('screen').then(
        (taken) => {
          if (isOver || video.paused) void taken.release();
          else lock = taken;
        },
        () => undefined, // the battery is low, or the browser will not
      );
    };
    const give = (): void => void lock?.release().catch(() => undefined);
    video.addEventListener('playing', take);
    video.addEventListener('pause', give);
    video.addEventListener('ended', give);
    document.addEventListener('visibilitychange', take);
    return () => {
      isOver = true;
      give();
      video.removeEventListener('playing', take);
      video.removeEventListener('pause', give);
      video.removeEventListener('ended', give);
      document.removeEventListener('visibilitychange', take);
    };
  }, [video]);
}

export interface OtherScreen {
  readonly kind: 'airplay' | 'cast';
  prompt(): void;
}

interface AppleVideo {
  webkitShowPlaybackTargetPicker?(): void;
}

/** Null where there is no other screen, or no way to it. */
export function useOtherScreen(video: HTMLVideoElement): OtherScreen | null {
  const [kind, setKind] = useState<OtherScreen['kind'] | null>(null);
  useEffect(() => {
    const apple = video as AppleVideo;
    if (apple.webkitShowPlaybackTargetPicker !== undefined) {
      const onChange = (event: Event): void =>
        setKind((event as Event & { availability?: string }).availability === 'available' ? 'airplay' : null);
      video.addEventListener('webkitplaybacktargetavailabilitychanged', onChange);
      return () => video.removeEventListener('webkitplaybacktargetavailabilitychanged', onChange);
    }
    const { remote } = video;
    if (remote === undefined) return;
    let id: number | null = null;
    remote
      .watchAvailability((isThere) => setKind(isThere ? 'cast' : null))
      .then(
        (watched) => {
          id = watched;
        },
        () => undefined, // this browser cannot watch for one, or not for this source
      );
    return () => {
      if (id !== null) remote.cancelWatchAvailability(id).catch(() => undefined);
    };
  }, [video]);
  if (kind === null) return null;
  return {
    kind,
    prompt() {
      if (kind === 'airplay') (video as AppleVideo).webkitShowPlaybackTargetPicker?.();
      else video.remote.prompt().catch(() => undefined);
    },
  };
}
