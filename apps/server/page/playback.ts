/** Plays one film on a video element: Shaka on Media Source, or the browser's own HLS where there is none. */
import { guardJumps } from './jump-guard.ts';
import { createNativePlayback } from './native-playback.ts';
import type { Playback, PlaybackOptions, PlaybackStatus } from './playback-types.ts';
import { judgeFault, type PlayerFault, type Verdict } from './player-errors.ts';
import { createTrackChoices } from './track-choices.ts';
import { loadShaka, type ShakaPlayer } from './vendor.ts';

const bufferSeconds = 20;
/** Segments that are not made yet take a second or two; a server under load takes longer before it says so. */
const retryParameters = {
  maxAttempts: 3,
  baseDelay: 400,
  backoffFactor: 2,
  fuzzFactor: 0.5,
  timeout: 60_000,
  stallTimeout: 20_000,
  connectionTimeout: 20_000,
};
const lastBackoffSeconds = 15;
/** A new link that is refused as well within this time will not help either. */
const renewAtMostEveryMs = 30_000;

export async function createPlayback(options: PlaybackOptions): Promise<Playback> {
  const shaka = await loadShaka();
  if (!shaka.Player.isBrowserSupported()) return createNativePlayback(options);
  const player = new shaka.Player();
  await player.attach(options.video);
  player.configure({
    abr: {
      // A segment that is being made arrives as slowly as it is made, which says nothing about a near network: going
      // to a smaller picture before the first frame would only mean waiting for a second segment.
      enabled: !isNear(),
      defaultBandwidthEstimate: firstEstimate(),
      useNetworkInformation: false,
      restrictions: options.startHeight === null ? {} : { maxHeight: options.startHeight },
    },
    // Looking for captions inside the picture reads a segment in the middle and the last one before the first is played:
    // segments that nobody asked for would be made while the viewer waits.
    manifest: { retryParameters, hls: { disableClosedCaptionsDetection: true } },
    streaming: {
      bufferingGoal: bufferSeconds,
      rebufferingGoal: 0.2,
      bufferBehind: 60,
      retryParameters,
      failureCallback: (_fault: unknown) => {}, // every fault arrives at the error listener, which decides
    },
  });
  return operate(player, options);
}

/** Bits a second to reckon with before anything was measured: plenty on the same machine or network. */
function firstEstimate(): number {
  return isNear() ? 200_000_000 : 12_000_000;
}

function isNear(): boolean {
  return /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]$|.*\.(local|lan|home\.arpa)$)/.test(
    location.hostname,
  );
}

function operate(player: ShakaPlayer, options: PlaybackOptions): Playback {
  const { video } = options;
  let { urls } = options;
  let status: PlaybackStatus = { kind: 'loading' };
  let failures = 0;
  let renewedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let destroyed = false;
  let loaded = false;

  const say = (next: PlaybackStatus): void => {
    status = next;
    if (!destroyed) options.onStatus(next);
  };
  const later = (verdict: Verdict, work: () => void): void => {
    failures++;
    const backoff = Math.min(lastBackoffSeconds, 0.5 * 2 ** failures);
    const seconds = verdict.retryAfterSeconds ?? backoff;
    say({ kind: 'recovering', title: verdict.title, advice: verdict.advice });
    clearTimeout(timer);
    timer = setTimeout(work, Math.max(250, seconds * 1000));
  };

  async function load(startTime: number | null): Promise<void> {
    if (destroyed) return;
    loaded = false;
    try {
      const url = options.format === 'hls' ? urls.hlsUrl : urls.dashUrl;
      const type = options.format === 'hls' ? 'application/x-mpegurl' : 'application/dash+xml';
      await player.load(url, startTime, type);
      loaded = true;
      say({ kind: 'playing' });
    } catch (error) {
      onFault(error as PlayerFault, () => void load(startTime));
    }
  }

  function onFault(fault: PlayerFault, again: () => void): void {
    if (destroyed) return;
    const verdict = judgeFault({
      code: fault.code ?? 0,
      category: fault.category ?? 0,
      data: fault.data ?? [],
    });
    if (verdict.kind === 'retry') {
      later(verdict, again);
      return;
    }
    const { renew } = options;
    if (verdict.kind === 'expired' && renew !== null && performance.now() - renewedAt > renewAtMostEveryMs) {
      renewedAt = performance.now();
      const at = video.currentTime;
      renew().then(
        (fresh) => {
          urls = fresh;
          void load(at > 0 ? at : null);
        },
        () => say({ kind: 'failed', title: verdict.title, advice: verdict.advice }),
      );
      return;
    }
    say({ kind: 'failed', title: verdict.title, advice: verdict.advice });
  }

  const stream = (): void => {
    if (loaded) player.retryStreaming(0.1);
    else void load(video.currentTime || null);
  };
  player.addEventListener('error', (event: Event) => {
    onFault((event as unknown as { detail: PlayerFault }).detail, stream);
  });
  for (const name of ['adaptation', 'variantchanged', 'trackschanged', 'audiotrackschanged']) {
    player.addEventListener(name, () => options.onTracks());
  }
  const onProgress = (): void => {
    failures = 0;
    if (status.kind === 'recovering') say({ kind: 'playing' });
  };
  const onOnline = (): void => {
    if (status.kind !== 'recovering') return;
    clearTimeout(timer);
    stream();
  };
  const choices = createTrackChoices(player);
  // A quality that the viewer picked before the first frame stays.
  const onFirst = (): boolean =>
    player.configure({
      abr: { enabled: choices.automatic(), restrictions: { maxHeight: Number.POSITIVE_INFINITY } },
    });
  video.addEventListener('timeupdate', onProgress);
  video.addEventListener('playing', onFirst, { once: true });
  window.addEventListener('online', onOnline);
  const unguard = guardJumps(player, video);
  void load(null);

  return {
    shaka: player,
    video,
    status: () => status,
    ...choices,
    retry() {
      failures = 0;
      say({ kind: 'loading' });
      void load(video.currentTime || null);
    },
    async destroy() {
      destroyed = true;
      clearTimeout(timer);
      video.removeEventListener('timeupdate', onProgress);
      window.removeEventListener('online', onOnline);
      unguard();
      await player.destroy();
    },
  };
}
