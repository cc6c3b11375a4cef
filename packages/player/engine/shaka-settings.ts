/** How Shaka is set: before it plays, while it plays, and while nobody has asked for it yet. */
import type { ManifestVideo } from '@vitascope/media/manifest';
import { dataUse, expectedBandwidth, savingLimits } from './first-rendition.ts';
import { preferences } from './preferences.ts';

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

export const startSettings = {
  streaming: {
    retryParameters,
    rebufferingGoal: 0.1,
    // How long pictures or sound wait before they look again whether the other one has caught up.
    updateIntervalSeconds: 0.1,
    bufferBehind: 60,
    // Every fault arrives at the error listener, which decides.
    failureCallback: (_fault: unknown) => {},
    dontChooseCodecs: true,
  },
  abr: {
    useNetworkInformation: false,
    // A picture that cannot be decoded in time is given up for half a minute: not for a moment's work of something else.
    advanced: { droppedFramesInterval: 10 },
  },
  // Which captions are shown is decided here; those of the beginning may not be fetched before the right is there.
  accessibility: { handleForcedSubtitlesAutomatically: false },
};

export const playingSettings = {
  streaming: { bufferingGoal: 30, stopFetchingOnPause: false, segmentPrefetchLimit: 1 },
};

/** Only the segment where it begins: what follows may be of another quality, once the line has been seen. */
export const aheadSettings = {
  streaming: { bufferingGoal: 0.5, stopFetchingOnPause: false, segmentPrefetchLimit: 0 },
};

interface Limits {
  readonly abr: {
    readonly enabled?: boolean;
    readonly restrictToElementSize: boolean;
    readonly defaultBandwidthEstimate: number;
    readonly restrictions: {
      readonly minBandwidth: number;
      readonly maxBandwidth: number;
      readonly maxHeight: number;
    };
  };
}

/**
 * Until the first frame only the picture that it begins with: a segment that is being made arrives as slowly as it is
 * made, and going to a smaller one then would only mean waiting for a second segment.
 */
export function limitsOf(first: ManifestVideo | null): Limits {
  const use = dataUse();
  const abr = { restrictToElementSize: use !== 'high', defaultBandwidthEstimate: expectedBandwidth() };
  if (first !== null)
    return {
      abr: {
        ...abr,
        enabled: false,
        restrictToElementSize: false,
        restrictions: {
          minBandwidth: first.peakBandwidth,
          // With a sound beside it, whichever.
          maxBandwidth: first.peakBandwidth + 1_000_000,
          maxHeight: first.height,
        },
      },
    };
  const isSaving = use === 'save';
  return {
    abr: {
      ...abr,
      restrictions: {
        minBandwidth: 0,
        maxBandwidth: isSaving ? savingLimits.maxBandwidth + 200_000 : Number.POSITIVE_INFINITY,
        maxHeight: isSaving ? savingLimits.maxHeight : Number.POSITIVE_INFINITY,
      },
    },
  };
}

/** Which sound it begins with: the one last chosen in this browser, else as the profile says. */
export function wishesOf({ audioLanguages = [] }: { readonly audioLanguages?: readonly string[] }): object {
  return { preferredAudio: preferredLanguages(audioLanguages).map((language) => ({ language })) };
}

export function preferredLanguages(audioLanguages: readonly string[]): string[] {
  const { audioLanguage } = preferences().get();
  return [...new Set([...(audioLanguage === null ? [] : [audioLanguage]), ...audioLanguages])];
}
