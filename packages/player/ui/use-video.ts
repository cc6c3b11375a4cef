/** Parts of a video's state as React values: a component draws anew only when its part is different. */
import { useCallback, useSyncExternalStore } from 'react';

export type VideoValue = string | number | boolean | null;

export function useVideo<T extends VideoValue>(
  video: HTMLVideoElement,
  events: readonly string[],
  read: (video: HTMLVideoElement) => T,
): T {
  const names = events.join(' ');
  const subscribe = useCallback(
    (listener: () => void) => {
      const all = names.split(' ');
      for (const name of all) video.addEventListener(name, listener);
      return () => {
        for (const name of all) video.removeEventListener(name, listener);
      };
    },
    [video, names],
  );
  return useSyncExternalStore(subscribe, () => read(video));
}

const playEvents = ['play', 'pause', 'ended', 'emptied', 'playing'] as const;
const loadEvents = [
  ...playEvents,
  'waiting',
  'canplay',
  'seeking',
  'seeked',
  'loadeddata',
  'timeupdate',
] as const;

export const useIsPaused = (video: HTMLVideoElement): boolean =>
  useVideo(video, playEvents, ({ paused }) => paused);

export const useHasEnded = (video: HTMLVideoElement): boolean =>
  useVideo(video, [...playEvents, 'seeking', 'timeupdate'], ({ ended }) => ended);

/** It wants to play and cannot: data are missing. */
export const useIsStalled = (video: HTMLVideoElement): boolean =>
  useVideo(video, loadEvents, ({ readyState, ended }) => readyState < 3 && !ended);

/** In whole seconds. */
export const useSecond = (video: HTMLVideoElement): number =>
  useVideo(video, ['timeupdate', 'seeking', 'seeked', 'emptied', 'loadedmetadata'], ({ currentTime }) =>
    Math.floor(currentTime),
  );

export const useDuration = (video: HTMLVideoElement): number =>
  useVideo(video, ['durationchange', 'loadedmetadata', 'emptied'], durationOf);

/** Seconds; 0 where it is not known. */
export const durationOf = ({ duration }: HTMLVideoElement): number =>
  Number.isFinite(duration) ? duration : 0;
