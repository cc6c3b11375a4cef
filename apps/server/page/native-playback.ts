/** Playing without Media Source, by the browser itself. */
import type { Playback, PlaybackOptions, PlaybackStatus } from './playback-types.ts';

/** For browsers without Media Source (iPhones before iOS 17.1): they play HLS themselves and choose the quality. */
export function createNativePlayback(options: PlaybackOptions): Playback {
  const { video, urls } = options;
  let status: PlaybackStatus = { kind: 'loading' };
  const say = (next: PlaybackStatus): void => {
    status = next;
    options.onStatus(next);
  };
  const onData = (): void => say({ kind: 'playing' });
  const onError = (): void =>
    say({
      kind: 'failed',
      title: 'This browser could not play the film.',
      advice: 'Try again, or use another browser.',
    });
  video.addEventListener('loadeddata', onData);
  video.addEventListener('error', onError);
  video.src = urls.hlsUrl;
  return {
    shaka: null,
    video,
    status: () => status,
    qualities: () => [],
    selectQuality: () => {},
    automatic: () => true,
    voices: () => [],
    selectVoice: () => {},
    retry: () => video.load(),
    async destroy() {
      video.removeEventListener('error', onError);
      video.removeAttribute('src');
      video.load();
    },
  };
}
