/** Waits for what passes by itself, and tries again: later each time, at once when the network is back. */
import type { Trouble } from './faults.ts';

const longestPauseSeconds = 15;

export interface Recovery {
  wait(trouble: Trouble): void;
  /** What was wrong is over, or has no meaning any more. */
  forget(): void;
  end(): void;
}

export interface RecoveryOptions {
  readonly video: HTMLVideoElement;
  tell(trouble: Trouble | null): void;
  again(): void;
}

export function createRecovery({ video, tell, again }: RecoveryOptions): Recovery {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWaiting = false;
  const forget = (): void => {
    failures = 0;
    isWaiting = false;
    clearTimeout(timer);
  };
  const goOn = (): void => {
    clearTimeout(timer);
    if (isWaiting) again();
  };
  const onProgress = (): void => {
    if (!isWaiting) return;
    // What plays from the buffer says nothing about the line: only bytes do.
    forget();
    tell(null);
  };
  video.addEventListener('progress', onProgress);
  window.addEventListener('online', goOn);
  return {
    wait(trouble) {
      failures++;
      isWaiting = true;
      const isOffline = navigator.onLine === false;
      tell(isOffline && trouble.name === 'connection' ? { ...trouble, name: 'offline' } : trouble);
      const pause = Math.min(longestPauseSeconds, 0.5 * 2 ** Math.min(failures, 8));
      clearTimeout(timer);
      timer = setTimeout(goOn, Math.max(250, (trouble.retryAfterSeconds ?? pause) * 1000));
    },
    forget,
    end() {
      forget();
      video.removeEventListener('progress', onProgress);
      window.removeEventListener('online', goOn);
    },
  };
}
