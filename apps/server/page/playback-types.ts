/** What playing a film is, whoever decodes it. */
import type { ManifestUrls } from './route.ts';
import type { TrackChoices } from './track-choices.ts';
import type { ShakaPlayer } from './vendor.ts';

export type PlaybackStatus =
  | { readonly kind: 'loading' }
  | { readonly kind: 'playing' }
  | { readonly kind: 'recovering' | 'failed'; readonly title: string; readonly advice: string };

export interface Playback extends TrackChoices {
  /** Null where the browser plays by itself. */
  readonly shaka: ShakaPlayer | null;
  readonly video: HTMLVideoElement;
  status(): PlaybackStatus;
  retry(): void;
  destroy(): Promise<void>;
}

export interface PlaybackOptions {
  readonly video: HTMLVideoElement;
  readonly urls: ManifestUrls;
  readonly format: 'hls' | 'dash';
  /** The tallest picture to begin with, in lines; null for the best. */
  readonly startHeight: number | null;
  /** New addresses when these have expired; null where there is no key to ask with. */
  readonly renew: (() => Promise<ManifestUrls>) | null;
  onStatus(status: PlaybackStatus): void;
  onTracks(): void;
}
