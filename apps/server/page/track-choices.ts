/** The qualities and sound tracks of a film, as a menu offers them. */
import type { ShakaPlayer } from './vendor.ts';

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly active: boolean;
}

/** What can be chosen, and choosing it. */
export interface TrackChoices {
  qualities(): Choice[];
  /** `auto`, or the id of a quality. */
  selectQuality(id: string): void;
  automatic(): boolean;
  voices(): Choice[];
  selectVoice(id: string): void;
}

export function createTrackChoices(player: ShakaPlayer): TrackChoices {
  let automatic = true;
  return {
    automatic: () => automatic,
    qualities: () =>
      player
        .getVideoTracks()
        .toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0) || b.bandwidth - a.bandwidth)
        .map((track) => ({
          id: `${track.height}/${track.bandwidth}`,
          label: `${Math.min(track.height ?? 0, track.width ?? Number.POSITIVE_INFINITY)}p`,
          detail: `${(track.bandwidth / 1e6).toFixed(1)} Mbit/s`,
          active: track.active,
        })),
    selectQuality(id) {
      automatic = id === 'auto';
      player.configure({ abr: { enabled: automatic } });
      const track = player
        .getVideoTracks()
        .find((candidate) => `${candidate.height}/${candidate.bandwidth}` === id);
      // What is buffered ahead gives way, except for the seconds that hide the change.
      if (track !== undefined) player.selectVideoTrack(track, true, 2);
    },
    voices: () =>
      player.getAudioTracks().map((track, index) => ({
        id: String(index),
        label: track.label ?? languageName(track.language),
        detail: channelWords(track.channelsCount),
        active: track.active,
      })),
    selectVoice(id) {
      const track = player.getAudioTracks()[Number(id)];
      if (track !== undefined) player.selectAudioTrack(track);
    },
  };
}

function languageName(tag: string): string {
  if (tag === '' || tag === 'und') return 'Sound';
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function channelWords(count: number | null): string {
  if (count === null) return '';
  return { 1: 'mono', 2: 'stereo', 6: '5.1', 8: '7.1' }[count] ?? `${count} channels`;
}
