/** Tries again by itself: as the server asks, else later each time, and at once when the network is back. */
import { useEffect, useRef } from 'react';

const longestSeconds = 20;

export function useRetrying(isWanted: boolean, afterSeconds: number | null, retry: () => void): void {
  const tries = useRef(0);
  const latest = useRef(retry);
  latest.current = retry;
  useEffect(() => {
    if (!isWanted) return;
    const pause = afterSeconds ?? Math.min(longestSeconds, 2 ** ++tries.current);
    const again = (): void => latest.current();
    const timer = setTimeout(again, pause * 1000);
    window.addEventListener('online', again);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', again);
    };
  }, [isWanted, afterSeconds]);
}
