// Describes an asset to delivery: what its manifests are written from.

import type { AudioFacts } from '@vitascope/encoder';
import type { PresentedAudio, PresentedStoryboard, PresentedVideo } from '@vitascope/media/presentation';
import type { Mould, Storyboard } from './asset.ts';
import { isVideo, timelineOf } from './make-request.ts';
import type { PlayableAsset } from './playable.ts';
import { sheetBandwidth } from './storyboard.ts';

export function describeAsset(mould: Mould): PlayableAsset {
  const video: PresentedVideo[] = [];
  const audio: PresentedAudio[] = [];
  const names = new Set<string>();
  for (const rendition of mould.renditions) {
    const timeline = timelineOf(mould, rendition.recipe);
    if (timeline === null) continue;
    const shared = {
      id: rendition.id,
      codecs: rendition.codecs,
      peakBandwidth: rendition.peakBandwidth,
      averageBandwidth: Math.min(rendition.averageBandwidth, rendition.peakBandwidth),
      timescale: timeline.timescale,
      cuts: timeline.cuts,
    };
    if (isVideo(rendition.recipe)) {
      const frameRate =
        'frameRate' in rendition.recipe ? rendition.recipe.frameRate : mould.facts.video?.frameRate;
      video.push({
        ...shared,
        width: rendition.width ?? 0,
        height: rendition.height ?? 0,
        frameRate: frameRate ?? { numerator: 25, denominator: 1 },
      });
    } else {
      const facts = mould.facts.audio.find((candidate) => candidate.track === rendition.recipe.track);
      audio.push({
        ...shared,
        name: uniqueName(facts, names),
        language: canonicalLanguage(facts?.language ?? null),
        channels: rendition.channels ?? 2,
        sampleRate: rendition.sampleRate ?? 48_000,
        isDefault: audio.length === 0,
      });
    }
  }
  const { durationMs } = mould.timeline;
  return {
    id: mould.assetId,
    revision: mould.revision,
    presentation: {
      duration: { ticks: durationMs, timescale: 1000 },
      video,
      audio,
      text: mould.texts.map((track) => ({
        id: track.id,
        name: track.name,
        language: track.language,
        kind: track.kind,
        isForced: track.isForced,
        isDefault: track.isDefault,
        sizeBytes: track.sizeBytes,
      })),
      // Assets examined before this was looked for do not say.
      mayCarryCaptions: mould.facts.carriesCaptions ?? true,
      storyboard: presentStoryboard(mould.storyboard),
    },
    inits: new Map(mould.renditions.map((rendition) => [rendition.id, rendition.init])),
  };
}

function presentStoryboard(board: Storyboard | null): PresentedStoryboard | null {
  if (board === null) return null;
  const { sheets, ...rest } = board;
  return { ...rest, peakBandwidth: sheetBandwidth(board) };
}

/** MP4 states three letters (`fra`); players expect the shortest BCP 47 form (`fr`). */
function canonicalLanguage(language: string | null): string | null {
  if (language === null) return null;
  try {
    return Intl.getCanonicalLocales(language)[0] ?? null;
  } catch {
    return null;
  }
}

function uniqueName(facts: AudioFacts | undefined, taken: Set<string>): string {
  const language = canonicalLanguage(facts?.language ?? null);
  const spoken =
    language === null ? undefined : new Intl.DisplayNames(['en'], { type: 'language' }).of(language);
  const base = facts?.title ?? spoken ?? 'Sound';
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base} ${count}`;
  taken.add(name);
  return name;
}
