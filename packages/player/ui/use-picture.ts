/** The video element within React: where it stands, that it plays, and how loud. */
import { type RefCallback, useCallback, useEffect, useState } from 'react';
import type { Engine } from '../engine/engine.ts';
import { preferences } from '../engine/preferences.ts';

/** Puts the engine's own element, which may be playing already, where the picture belongs. */
export function usePicture(engine: Engine): RefCallback<HTMLElement> {
  return useCallback(
    (place: HTMLElement | null) => {
      if (place === null) return;
      place.replaceChildren(engine.video);
      engine.setContainer(place);
    },
    [engine],
  );
}

/** Plays as soon as there is something; silently where the browser wants a click first. True while it is muted for that. */
export function useAutoplay({ video }: Engine, isWanted: boolean): boolean {
  const [isMuted, setMuted] = useState(false);
  useEffect(() => {
    if (!isWanted) return;
    const start = (): void => {
      video.play().catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'NotAllowedError') || video.muted) return;
        video.muted = true;
        setMuted(true);
        video.play().catch(() => undefined); // then the viewer presses play
      });
    };
    const onVolume = (): void => {
      if (!video.muted) setMuted(false);
    };
    if (video.readyState > 0) start();
    video.addEventListener('loadedmetadata', start);
    video.addEventListener('volumechange', onVolume);
    return () => {
      video.removeEventListener('loadedmetadata', start);
      video.removeEventListener('volumechange', onVolume);
    };
  }, [video, isWanted]);
  return isMuted;
}

/** As loud as last time. */
export function useKeptSound(video: HTMLVideoElement): void {
  useEffect(() => {
    const store = preferences();
    const { volume, isMuted } = store.get();
    video.volume = volume;
    if (isMuted) video.muted = true;
    const keep = (): void => store.set({ volume: video.volume, isMuted: video.muted });
    video.addEventListener('volumechange', keep);
    return () => video.removeEventListener('volumechange', keep);
  }, [video]);
}
