/** Prepares the player for the title that somebody seems to be about to play. */
import type { Profile } from '@vitascope/client';
import { useEffect } from 'react';
import { listenToIntent } from '../home/intent.ts';
import { api } from '../session/api.ts';

/** Where data are to be saved, nothing is fetched that may not be wanted. */
function maySpend(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return !isSaving() && connection?.saveData !== true;
}

function isSaving(): boolean {
  try {
    return localStorage.getItem('vitascope.watch.data') === 'save';
  } catch {
    return false;
  }
}

const nothing = (): void => {};

/** So long after the page is there, and when nothing else happens. */
const restMs = 4_000;

/** A finger gives no sign before it plays: the player is there, and has played once, before it does. */
function beReadyForFingers(): () => void {
  if (!matchMedia('(hover: none)').matches || !maySpend()) return () => {};
  // What cannot be fetched now is fetched when something is played.
  const ready = (): void =>
    void import('@vitascope/player').then(({ rehearse }) => rehearse()).catch(nothing);
  const timer = setTimeout(() => {
    if ('requestIdleCallback' in window) requestIdleCallback(ready);
    else ready();
  }, restMs);
  return () => clearTimeout(timer);
}

/** For as long as a profile watches. */
export function usePlayIntent(profile: Profile | null): void {
  const profileId = profile?.id;
  useEffect(() => {
    if (profileId === undefined) return;
    let isOver = false;
    let meant: string | null = null;
    const stop = listenToIntent((titleId) => {
      meant = titleId;
      // The player is a large part of the app: it comes with the first sign that it is wanted.
      void import('@vitascope/player').then(({ warmUp, coolDown }) => {
        if (isOver || meant !== titleId) return;
        if (titleId === null) coolDown();
        else if (maySpend()) warmUp(api, { profileId, titleId });
      }, nothing);
      if (titleId !== null) void import('./play-page.tsx').catch(nothing);
    });
    const rest = beReadyForFingers();
    return () => {
      isOver = true;
      rest();
      stop();
    };
  }, [profileId]);
}
