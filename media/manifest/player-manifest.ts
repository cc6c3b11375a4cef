// Writes and reads the manifest of our own player: every rendition, every cut and every init segment at once.
import { BoxError } from '../isobmff/index.ts';
import type { Presentation, PresentedAudio, PresentedVideo, TextKind } from '../presentation/index.ts';

/** Segment boundaries as runs: `[d, n]` stands for n segments of d ticks each. */
export interface ManifestTimeline {
  readonly timescale: number;
  readonly start: number;
  readonly runs: readonly (readonly [ticks: number, count: number])[];
}

export interface ManifestTrack {
  readonly id: string;
  readonly codecs: string;
  /** Bits per second of the heaviest segment. */
  readonly peakBandwidth: number;
  readonly averageBandwidth: number;
  /** Which of the manifest's timelines it is cut by. */
  readonly timeline: number;
  /** Base64; null where it has to be asked for. */
  readonly init: string | null;
}

export interface ManifestVideo extends ManifestTrack {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

export interface ManifestAudio extends ManifestTrack {
  readonly name: string;
  readonly language: string | null;
  readonly channels: number;
  readonly sampleRate: number;
  readonly isDefault: boolean;
}

/** Its file stands at `<id>/all.vtt`. */
export interface ManifestText {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly kind: TextKind;
  readonly isForced: boolean;
  readonly isDefault: boolean;
}

/** At `<asset>/manifest.json`; segments stand at `<rendition>/<number>.m4s` beside it, as for HLS and DASH. */
export interface PlayerManifest {
  readonly version: 1;
  readonly durationMs: number;
  readonly mayCarryCaptions: boolean;
  /** Small pictures by time stand at `storyboard.vtt` beside it. */
  readonly hasStoryboard: boolean;
  readonly timelines: readonly ManifestTimeline[];
  readonly video: readonly ManifestVideo[];
  readonly audio: readonly ManifestAudio[];
  /** Absent in manifests of before there was any. */
  readonly text?: readonly ManifestText[];
}

/** @throws BoxError `inconsistent` without renditions, or for cuts that do not ascend */
export function writePlayerManifest(
  presentation: Presentation,
  inits: ReadonlyMap<string, Uint8Array>,
): string {
  const { video, audio, text = [], duration } = presentation;
  if (video.length + audio.length === 0)
    throw new BoxError('inconsistent', 'a manifest needs at least one rendition');
  const timelines: ManifestTimeline[] = [];
  const known = new Map<string, number>();
  const trackOf = (track: PresentedVideo | PresentedAudio): ManifestTrack => {
    const timeline = timelineOf(track);
    const key = JSON.stringify(timeline);
    const at = known.get(key) ?? timelines.push(timeline) - 1;
    known.set(key, at);
    const init = inits.get(track.id);
    return {
      id: track.id,
      codecs: track.codecs,
      peakBandwidth: Math.ceil(track.peakBandwidth),
      averageBandwidth: Math.ceil(track.averageBandwidth),
      timeline: at,
      init: init === undefined ? null : btoa(String.fromCharCode(...init)),
    };
  };
  const manifest: PlayerManifest = {
    version: 1,
    durationMs: Math.round((duration.ticks * 1000) / duration.timescale),
    mayCarryCaptions: presentation.mayCarryCaptions ?? false,
    hasStoryboard: presentation.storyboard != null,
    timelines,
    video: video.map((one) => ({
      ...trackOf(one),
      width: one.width,
      height: one.height,
      frameRate: one.frameRate.numerator / one.frameRate.denominator,
    })),
    audio: audio.map((one) => ({
      ...trackOf(one),
      name: one.name,
      language: one.language,
      channels: one.channels,
      sampleRate: one.sampleRate,
      isDefault: one.isDefault,
    })),
    text: text.map((one) => ({
      id: one.id,
      name: one.name,
      language: one.language,
      kind: one.kind,
      isForced: one.isForced,
      isDefault: one.isDefault,
    })),
  };
  return JSON.stringify(manifest);
}

function timelineOf({ timescale, cuts }: PresentedVideo | PresentedAudio): ManifestTimeline {
  const [start] = cuts;
  if (start === undefined || cuts.length < 2)
    throw new BoxError('inconsistent', `a manifest needs at least two cuts, ${cuts.length} given`);
  const runs: [number, number][] = [];
  for (let n = 1; n < cuts.length; n++) {
    const ticks = (cuts[n] as number) - (cuts[n - 1] as number);
    if (!(ticks > 0))
      throw new BoxError('inconsistent', `cut ${n} (${cuts[n]}) does not come after cut ${n - 1}`);
    const last = runs.at(-1);
    if (last?.[0] === ticks) last[1]++;
    else runs.push([ticks, 1]);
  }
  return { timescale, start, runs };
}

/** The boundaries in seconds: segment n spans [cuts[n], cuts[n + 1]). */
export function cutsOf({ timescale, start, runs }: ManifestTimeline): number[] {
  const cuts = [start / timescale];
  let ticks = start;
  for (const [step, count] of runs)
    for (let n = 0; n < count; n++) {
      ticks += step;
      cuts.push(ticks / timescale);
    }
  return cuts;
}
