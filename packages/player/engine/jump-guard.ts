/** Keeps a jump from hanging on a request that the jump itself has aborted. */
import type { ShakaPlayer } from './shaka.ts';

/**
 * A jump to where nothing is buffered aborts what Shaka is loading. Where that is the init segment of a quality that has
 * just begun, Shaka 5.2.12 keeps the aborted request and waits for it again and again, so that the picture never
 * comes: https://github.com/shaka-project/shaka-player/issues/10569. Another limit makes it forget what it has asked for
 * ahead. Returns what ends the guard.
 */
export function guardJumps(player: ShakaPlayer, video: HTMLVideoElement): () => void {
  const forget = (): void => {
    if (isBuffered(video, video.currentTime)) return;
    const { segmentPrefetchLimit } = player.getConfiguration().streaming;
    player.configure('streaming.segmentPrefetchLimit', 0);
    player.configure('streaming.segmentPrefetchLimit', segmentPrefetchLimit);
  };
  video.addEventListener('seeking', forget);
  return () => video.removeEventListener('seeking', forget);
}

export function isBuffered({ buffered }: HTMLVideoElement, seconds: number): boolean {
  for (let at = 0; at < buffered.length; at++) {
    if (buffered.start(at) <= seconds && seconds < buffered.end(at)) return true;
  }
  return false;
}
