/** Plays one thing on a video element: Shaka on Media Source, or the browser's own HLS where there is none. */
import type { PlayerManifest } from '@vitascope/media/manifest';
import { type CaptionWishes, captionToShow, chooseCaption } from './caption-choice.ts';
import { judgeFault, type PlayerFault, type Trouble } from './faults.ts';
import { fetchAhead, fetchManifest, ManifestFailure } from './fetch-ahead.ts';
import { tellOfLoading } from './first-load.ts';
import {
  affordableRate,
  chooseFirst,
  dataUse,
  expectedBandwidth,
  rememberBandwidth,
  type StartFacts,
} from './first-rendition.ts';
import { guardJumps } from './jump-guard.ts';
import { manifestType, offerManifest, withdrawManifest } from './manifest-parser.ts';
import { createMediaAddress, type MediaAddress } from './media-address.ts';
import { addAddress, forgetKept, line } from './network.ts';
import { preferences } from './preferences.ts';
import { chooseQualities } from './quality-choice.ts';
import { createRecovery } from './recovery.ts';
import { loadShaka, type ShakaPlayer } from './shaka.ts';
import {
  aheadSettings,
  limitsOf,
  playingSettings,
  preferredLanguages,
  startSettings,
  wishesOf,
} from './shaka-settings.ts';
import { createStore, type Store } from './store.ts';
import { type Caption, createTrackChoices, noTracks, type TrackChoices, type Tracks } from './tracks.ts';

export interface EngineState {
  readonly phase: 'idle' | 'loading' | 'ready' | 'failed';
  /** What is wrong now: mended by itself if `isPassing`. */
  readonly trouble: Trouble | null;
  /** A picture has been shown, or a sound heard where there are none. */
  readonly hasBegun: boolean;
  /** From the wish to the first picture. */
  readonly firstFrameMs: number | null;
}

export interface EngineSource {
  /** HLS or DASH, of this server: `…/t/<token>/<asset>/main.m3u8`. */
  readonly manifestUrl: string;
  readonly startSeconds?: number;
  /** The address of a manifest below a new token; without it, an expired token is the end. */
  readonly renew?: () => Promise<string>;
  /** What is known of it already. */
  readonly manifest?: PlayerManifest | Promise<PlayerManifest>;
  /** Best first. */
  readonly audioLanguages?: readonly string[];
  readonly captionLanguages?: readonly string[];
  readonly captions?: 'off' | 'forced' | 'on';
  /** Nobody has asked for it yet: fetches the beginning only, within so many bytes. */
  readonly aheadBytes?: number;
  /** Nobody will see it: see `rehearse.ts`. */
  readonly isRehearsal?: true;
}

export interface Engine extends Omit<TrackChoices, 'refresh'> {
  readonly video: HTMLVideoElement;
  /** Has everything ready that needs no knowledge of what will play. */
  prepare(): Promise<void>;
  readonly state: Store<EngineState>;
  readonly tracks: Store<Tracks>;
  /** Null until it is loaded, and where the browser plays by itself. */
  shaka(): ShakaPlayer | null;
  address(): MediaAddress | null;
  /** What somebody who turns captions on would like to see; null where there are none. */
  wishedCaption(): Caption | null;
  /** Below which small pictures of it by time are; null where there are none, and before it has begun. */
  previews(): MediaAddress | null;
  /** Resolves when it is ready to play, or cannot be. */
  load(source: EngineSource): Promise<void>;
  /** The same asset below another token, from the next request on. */
  move(manifestUrl: string): void;
  /** What was fetched ahead is played now: with the viewer's own right, and as far as it goes. */
  adopt(source: EngineSource): void;
  /** Fetches as much as a viewer who watches needs. */
  fill(): void;
  retry(): void;
  /** Where captions are drawn. */
  setContainer(element: HTMLElement | null): void;
  destroy(): Promise<void>;
}

interface Loaded {
  /** Another one, when what was fetched ahead is played. */
  source: EngineSource;
  readonly address: MediaAddress;
  readonly forget: () => void;
  atSeconds: number;
  hasPreviews: boolean;
}

/** What breaks twice within this time is broken. */
const stumbleMs = 30_000;

export function createEngine(video: HTMLVideoElement = newVideo()): Engine {
  const state = createStore<EngineState>({
    phase: 'idle',
    trouble: null,
    hasBegun: false,
    firstFrameMs: null,
  });
  const tracks = createStore<Tracks>(noTracks);
  let player: ShakaPlayer | null = null;
  let choices: TrackChoices | null = null;
  let preparing: Promise<ShakaPlayer | null> | null = null;
  const captionsPlace = newCaptionsPlace();
  let loaded: Loaded | null = null;
  let wishedAt = 0;
  let stumbledAt = Number.NEGATIVE_INFINITY;
  let isStreaming = false;
  let isDestroyed = false;
  const endings: (() => void)[] = [];

  const prepare = (): Promise<ShakaPlayer | null> => {
    preparing ??= makePlayer().catch((error: unknown) => {
      preparing = null;
      throw error;
    });
    return preparing;
  };

  async function makePlayer(): Promise<ShakaPlayer | null> {
    const shaka = await loadShaka();
    if (isDestroyed || !shaka.Player.isBrowserSupported()) return null;
    const made = new shaka.Player();
    made.configure(startSettings);
    // Shaka asks for it when it loads, and draws captions elsewhere if there is none.
    made.setVideoContainer(captionsPlace);
    await made.attach(video);
    made.addEventListener('error', (event: Event) =>
      onFault((event as unknown as { detail: PlayerFault }).detail),
    );
    choices = createTrackChoices(made, tracks);
    for (const name of ['adaptation', 'variantchanged', 'trackschanged', 'audiotrackschanged', 'textchanged'])
      made.addEventListener(name, choices.refresh);
    endings.push(chooseQualities({ shaka, player: made, video, line }), guardJumps(made, video));
    player = made;
    return made;
  }

  const recovery = createRecovery({
    video,
    tell: (trouble) => state.set({ trouble }),
    again: () => {
      if (isStreaming) player?.retryStreaming(0.1);
      else if (loaded !== null) void begin(loaded);
    },
  });

  function onFault(fault: PlayerFault): void {
    if (isDestroyed) return;
    const trouble = judgeFault({
      code: fault.code ?? 0,
      category: fault.category ?? 0,
      data: fault.data ?? [],
    });
    if (trouble.name === 'broken') {
      console.warn('The player stopped.', fault);
      // A decoder or a browser that stumbles once is set up anew, where it stands.
      if (loaded !== null && performance.now() - stumbledAt > stumbleMs) {
        stumbledAt = performance.now();
        void begin(loaded);
        return;
      }
    }
    fail(trouble);
  }

  function fail(trouble: Trouble): void {
    if (trouble.isPassing) recovery.wait(trouble);
    else state.set({ phase: 'failed', trouble });
  }

  async function begin(what: Loaded): Promise<void> {
    if (isDestroyed || loaded !== what) return;
    const { source, address } = what;
    // Where it stands; where it was to begin, as long as it stands nowhere.
    if (isStreaming) what.atSeconds = video.currentTime;
    const startSeconds = what.atSeconds;
    isStreaming = false;
    state.set({ phase: 'loading' });
    let uri: string | null = null;
    try {
      const [ready, manifest] = await Promise.all([prepare(), source.manifest ?? fetchManifest(address)]);
      if (isDestroyed || loaded !== what) return;
      what.hasPreviews = manifest.hasStoryboard;
      if (ready === null) return playNatively(what, startSeconds);
      const first = chooseFirst(manifest.video, firstFacts(source, manifest, startSeconds));
      // Not even the smallest picture is small enough: nothing is fetched before it is asked for.
      if (source.aheadBytes !== undefined && first !== null) {
        if (first.peakBandwidth > affordableRate(source.aheadBytes, manifest, startSeconds)) {
          state.set({ phase: 'idle' });
          return;
        }
      }
      fetchAhead({
        manifest,
        address,
        first,
        startSeconds,
        languages: preferredLanguages(source.audioLanguages ?? []),
      });
      ready.configure(aheadSettings);
      ready.configure(limitsOf(first));
      ready.configure(wishesOf(source));
      uri = offerManifest({ manifest, address });
      await ready.load(uri, startSeconds, manifestType);
      if (loaded !== what) return;
      isStreaming = true;
      choices?.refresh();
      showCaptions(source);
      state.set({ phase: 'ready', trouble: null });
    } catch (error) {
      if (isDestroyed || loaded !== what) return;
      if (error instanceof ManifestFailure) await onManifestFailure(error, what);
      else onFault(error as PlayerFault);
    } finally {
      if (uri !== null) withdrawManifest(uri);
    }
  }

  /** What was last chosen in this browser, else what the profile says. */
  function wishes({ captions = 'off', captionLanguages = [] }: Partial<EngineSource>): CaptionWishes {
    const kept = preferences().get().captions;
    const isOn = kept?.isOn ?? captions === 'on';
    const voice = tracks.get().voices.find(({ isActive }) => isActive)?.language ?? null;
    return {
      captions: isOn ? 'on' : captions === 'off' ? 'off' : 'forced',
      languages: [...(kept?.language == null ? [] : [kept.language]), ...captionLanguages],
      kind: kept?.kind ?? 'subtitles',
      voice: voice === 'und' ? null : voice,
    };
  }

  function showCaptions(source: EngineSource): void {
    // A token for the first moments opens no captions.
    const isAhead = source.aheadBytes !== undefined;
    const chosen = isAhead ? null : chooseCaption(tracks.get().captions, wishes(source));
    choices?.selectCaption(chosen?.id ?? null);
  }

  async function onManifestFailure({ trouble }: ManifestFailure, what: Loaded): Promise<void> {
    if (trouble.name === 'expired' && (await what.address.renew())) return begin(what);
    fail(trouble);
  }

  /** iPhones before iOS 17.1 have no Media Source: they play HLS themselves, and choose the quality. */
  function playNatively({ address }: Loaded, startSeconds: number): void {
    video.src = `${address.base()}main.m3u8`;
    video.addEventListener(
      'loadedmetadata',
      () => {
        if (startSeconds > 0) video.currentTime = startSeconds;
        state.set({ phase: 'ready', trouble: null });
      },
      { once: true },
    );
    video.addEventListener('error', () => onFault({ code: 3016, category: 3, data: [] }), { once: true });
  }

  const onFirstFrame = (): void => {
    if (isDestroyed || state.get().hasBegun || loaded?.source.isRehearsal === true) return;
    // A picture that was fetched ahead may be seen before anybody has asked for more.
    if (isOnlyAhead()) return;
    state.set({ hasBegun: true, firstFrameMs: performance.now() - wishedAt });
    if (mayFill()) fill();
  };
  const isOnlyAhead = (): boolean => loaded?.source.aheadBytes !== undefined && video.paused;
  const mayFill = (): boolean => loaded?.source.aheadBytes === undefined;
  const onPlay = (): void => {
    // The click comes before the right to all of it: more is fetched when that is there.
    if (loaded?.source.aheadBytes === undefined || state.get().hasBegun) return;
    wishedAt = performance.now();
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(onFirstFrame);
  };
  video.addEventListener('play', onPlay);
  function fill(): void {
    const { restrictions } = limitsOf(null).abr;
    player?.configure({ ...playingSettings, abr: { enabled: tracks.get().isAutomatic, restrictions } });
  }
  const whenPlaying = (): void => {
    // Where nobody looks, no picture is ever shown.
    if (mayFill()) player?.configure(playingSettings);
    if (video.videoWidth === 0 || !('requestVideoFrameCallback' in video)) onFirstFrame();
  };
  video.addEventListener('playing', whenPlaying);

  return {
    video,
    state,
    tracks,
    prepare: () =>
      prepare().then(
        () => undefined,
        () => undefined, // it is tried again when something is to be played
      ),
    shaka: () => player,
    address: () => loaded?.address ?? null,
    previews: () => (loaded?.hasPreviews === true && state.get().hasBegun ? loaded.address : null),
    async load(source) {
      if (source.isRehearsal !== true) tellOfLoading();
      loaded?.forget();
      recovery.forget();
      const address = createMediaAddress({ manifestUrl: source.manifestUrl, renew: source.renew ?? null });
      loaded = {
        source,
        address,
        forget: addAddress(address),
        atSeconds: source.startSeconds ?? 0,
        hasPreviews: false,
      };
      isStreaming = false;
      wishedAt = performance.now();
      state.set({ phase: 'loading', trouble: null, hasBegun: false, firstFrameMs: null });
      tracks.set({ ...noTracks });
      if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(onFirstFrame);
      await begin(loaded);
    },
    move: (url) => loaded?.address.move(url),
    adopt(source) {
      if (loaded === null) return;
      loaded.address.adopt(source);
      loaded.source = source;
      fill();
      showCaptions(source);
    },
    fill,
    retry() {
      recovery.forget();
      state.set({ trouble: null });
      if (loaded !== null) void begin(loaded);
    },
    selectQuality: (id) => choices?.selectQuality(id),
    selectVoice(id) {
      choices?.selectVoice(id);
      // Forced ones go with what is heard.
      const shown = tracks.get().captions.find(({ isActive }) => isActive);
      if (loaded !== null && shown?.isForced !== false) showCaptions(loaded.source);
    },
    wishedCaption: () => captionToShow(tracks.get().captions, wishes(loaded?.source ?? {})),
    selectCaption: (id) => choices?.selectCaption(id),
    setContainer(element) {
      if (element === null) captionsPlace.remove();
      else element.append(captionsPlace);
    },
    async destroy() {
      isDestroyed = true;
      video.removeEventListener('playing', whenPlaying);
      video.removeEventListener('play', onPlay);
      recovery.end();
      for (const end of endings) end();
      if (loaded !== null) {
        forgetKept(loaded.address.assetId);
        loaded.forget();
      }
      if (player !== null && state.get().hasBegun) rememberBandwidth(player.getStats().estimatedBandwidth);
      await player?.destroy();
    },
  };
}

function firstFacts(source: EngineSource, manifest: PlayerManifest, startSeconds: number): StartFacts {
  const facts = {
    bandwidth: expectedBandwidth(),
    use: dataUse(),
    shownHeight: Math.min(screen.width, screen.height) * devicePixelRatio,
  };
  if (source.aheadBytes === undefined) return facts;
  return { ...facts, maxBandwidth: affordableRate(source.aheadBytes, manifest, startSeconds) };
}

/** As large as what it is put into, and in nobody's way. */
function newCaptionsPlace(): HTMLElement {
  const place = document.createElement('div');
  Object.assign(place.style, { position: 'absolute', inset: '0', pointerEvents: 'none' });
  return place;
}

export function newVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  video.playsInline = true;
  video.preload = 'auto';
  video.tabIndex = -1;
  return video;
}
