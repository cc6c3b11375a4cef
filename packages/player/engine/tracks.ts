/** The qualities, sounds and captions of what plays, as menus offer them. */

import type { ShakaPlayer } from './shaka.ts';
import type { Store } from './store.ts';

export interface Quality {
  readonly id: string;
  /** Lines: of the shorter side, so that a picture on its side is called as one that lies. */
  readonly lines: number;
  /** Bits a second. */
  readonly bandwidth: number;
  readonly isActive: boolean;
}

export interface Voice {
  readonly id: string;
  readonly language: string;
  /** As the source calls it. */
  readonly label: string | null;
  readonly channels: number | null;
  readonly isActive: boolean;
}

export interface Caption {
  readonly id: string;
  readonly language: string;
  readonly label: string | null;
  /** `captions` tell of sounds as well. */
  readonly kind: 'subtitles' | 'captions';
  readonly isForced: boolean;
  readonly isDefault: boolean;
  readonly isActive: boolean;
}

export interface Tracks {
  readonly qualities: readonly Quality[];
  readonly isAutomatic: boolean;
  readonly voices: readonly Voice[];
  readonly captions: readonly Caption[];
}

export const noTracks: Tracks = { qualities: [], isAutomatic: true, voices: [], captions: [] };

export interface TrackChoices {
  /** `auto`, or the id of a quality. */
  selectQuality(id: string): void;
  selectVoice(id: string): void;
  /** Null for none. */
  selectCaption(id: string | null): void;
  refresh(): void;
}

/** What is buffered ahead gives way to another quality, except for the seconds that hide the change. */
const keptSeconds = 2;

export function createTrackChoices(player: ShakaPlayer, state: Store<Tracks>): TrackChoices {
  const refresh = (): void => state.set(readTracks(player, state.get().isAutomatic));
  return {
    refresh,
    selectQuality(id) {
      const isAutomatic = id === 'auto';
      player.configure('abr.enabled', isAutomatic);
      const track = player.getVideoTracks().find((one) => qualityId(one) === id);
      if (track !== undefined) player.selectVideoTrack(track, true, keptSeconds);
      state.set({ isAutomatic });
      refresh();
    },
    selectVoice(id) {
      const track = player.getAudioTracks()[Number(id)];
      if (track !== undefined) player.selectAudioTrack(track);
      refresh();
    },
    selectCaption(id) {
      const track = id === null ? null : player.getTextTracks().find((one) => String(one.id) === id);
      player.selectTextTrack(track ?? null);
      refresh();
    },
  };
}

const qualityId = (track: { readonly height: number | null; readonly bandwidth: number }): string =>
  `${track.height}/${track.bandwidth}`;

function readTracks(player: ShakaPlayer, isAutomatic: boolean): Tracks {
  return {
    isAutomatic,
    qualities: player
      .getVideoTracks()
      .toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0) || b.bandwidth - a.bandwidth)
      .map((track) => ({
        id: qualityId(track),
        lines: Math.min(track.height ?? 0, track.width ?? Number.POSITIVE_INFINITY),
        bandwidth: track.bandwidth,
        isActive: track.active,
      })),
    voices: player.getAudioTracks().map((track, index) => ({
      id: String(index),
      language: track.language,
      label: track.label,
      channels: track.channelsCount,
      isActive: track.active,
    })),
    captions: player.getTextTracks().map((track) => ({
      id: String(track.id),
      language: track.language,
      label: track.label,
      kind: track.kind === 'caption' ? ('captions' as const) : ('subtitles' as const),
      isForced: track.forced,
      isDefault: track.primary,
      isActive: track.active,
    })),
  };
}
