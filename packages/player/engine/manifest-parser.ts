/** Hands a manifest that is in memory to Shaka, which then has nothing to fetch but segments. */
import {
  cutsOf,
  type ManifestAudio,
  type ManifestText,
  type ManifestTrack,
  type ManifestVideo,
  type PlayerManifest,
} from '@vitascope/media/manifest';
import type shakaModule from 'shaka-player/dist/shaka-player.dash-es2021.js';
import type { MediaAddress } from './media-address.ts';

type Shaka = typeof shakaModule;
type Stream = shakaModule.extern.Stream;
type Variant = shakaModule.extern.Variant;

export const manifestType = 'application/vnd.vitascope.manifest';

export interface ManifestAndAddress {
  readonly manifest: PlayerManifest;
  readonly address: MediaAddress;
}

const offered = new Map<string, ManifestAndAddress>();
const averages = new WeakMap<Stream, number>();
let count = 0;

/** The address to give to `player.load` for it. */
export function offerManifest(source: ManifestAndAddress): string {
  const uri = `vitascope:${++count}`;
  offered.set(uri, source);
  return uri;
}

export function withdrawManifest(uri: string): void {
  offered.delete(uri);
}

/** Bits a second of the whole track, where Shaka knows of the greatest only. */
export const averageOf = (stream: Stream | null | undefined): number =>
  stream == null ? 0 : (averages.get(stream) ?? stream.bandwidth ?? 0);

export function registerManifestParser(shaka: Shaka): void {
  shaka.media.ManifestParser.registerParserByMime(manifestType, () => ({
    configure: () => {},
    async start(uri, playerInterface) {
      const source = offered.get(uri);
      if (source === undefined) throw new TypeError(`There is no manifest ${uri}.`);
      const manifest = describe(shaka, source);
      await playerInterface.filter(manifest);
      playerInterface.makeTextStreamsForClosedCaptions(manifest);
      return manifest;
    },
    stop: async () => {},
    update: () => {},
    onExpirationUpdated: () => {},
    onInitialVariantChosen: () => {},
    banLocation: () => {},
    setMediaElement: () => {},
  }));
}

function describe(shaka: Shaka, { manifest, address }: ManifestAndAddress): shakaModule.extern.Manifest {
  const cuts = manifest.timelines.map(cutsOf);
  const seconds = manifest.durationMs / 1000;
  let id = 0;
  const streamOf = (track: ManifestVideo | ManifestAudio, type: 'video' | 'audio'): Stream => ({
    ...nothingSpecial,
    id: id++,
    originalId: track.id,
    type,
    mimeType: `${type}/mp4`,
    codecs: track.codecs,
    bandwidth: track.peakBandwidth,
    fullMimeTypes: new Set([`${type}/mp4; codecs="${track.codecs}"`]),
    segmentIndex: null,
    createSegmentIndex: async () => {},
  });
  const indexed = (stream: Stream, track: ManifestVideo | ManifestAudio): Stream => {
    averages.set(stream, track.averageBandwidth);
    return withIndex(stream, () =>
      indexOf(shaka, { track, cuts: cuts[track.timeline] ?? [], address, seconds }),
    );
  };
  const video = manifest.video.map((track) =>
    indexed(
      {
        ...streamOf(track, 'video'),
        width: track.width,
        height: track.height,
        frameRate: track.frameRate,
      },
      track,
    ),
  );
  const audio = manifest.audio.map((track) =>
    indexed(
      {
        ...streamOf(track, 'audio'),
        label: track.name,
        language: track.language ?? 'und',
        originalLanguage: track.language,
        channelsCount: track.channels,
        audioSamplingRate: track.sampleRate,
        primary: track.isDefault,
      },
      track,
    ),
  );
  const timeline = new shaka.media.PresentationTimeline(null, 0);
  timeline.setStatic(true);
  timeline.setDuration(seconds);
  return {
    chapterStreams: [],
    gapCount: 0,
    ignoreManifestTimestampsInSegmentsMode: false,
    imageStreams: [],
    isLowLatency: false,
    nextUrl: null,
    offlineSessionIds: [],
    periodCount: 1,
    presentationTimeline: timeline,
    sequenceMode: false,
    serviceDescription: null,
    startTime: null,
    textStreams: (manifest.text ?? []).map((text) => textStream(shaka, { text, id: id++, address, seconds })),
    type: 'VITASCOPE',
    variants: variantsOf(video, audio),
  };
}

interface TextSource {
  readonly text: ManifestText;
  readonly id: number;
  readonly address: MediaAddress;
  readonly seconds: number;
}

/** One file for all of the title: one request, when it is first shown. */
function textStream(shaka: Shaka, { text, id, address, seconds }: TextSource): Stream {
  const file = (): string[] => [`${address.base()}${text.id}/all.vtt`];
  const stream: Stream = {
    ...nothingSpecial,
    id,
    originalId: text.id,
    type: 'text',
    mimeType: 'text/vtt',
    codecs: '',
    kind: text.kind === 'captions' ? 'caption' : 'subtitle',
    fullMimeTypes: new Set(['text/vtt']),
    label: text.name,
    language: text.language,
    originalLanguage: text.language,
    primary: text.isDefault,
    forced: text.isForced,
    roles: [text.isForced ? 'forced-subtitle' : text.kind === 'captions' ? 'caption' : 'subtitle'],
    segmentIndex: null,
    createSegmentIndex: async () => {},
  };
  return withIndex(stream, () => {
    const whole = new shaka.media.SegmentReference(0, seconds, file, 0, null, null, 0, 0, seconds);
    return new shaka.media.SegmentIndex([whole]);
  });
}

function variantsOf(video: readonly Stream[], audio: readonly Stream[]): Variant[] {
  const pictures = video.length > 0 ? video : [null];
  const sounds = audio.length > 0 ? audio : [null];
  return sounds.flatMap((sound, s) =>
    pictures.map((picture, p) => ({
      id: s * pictures.length + p,
      language: sound?.language ?? 'und',
      primary: sound?.primary ?? false,
      audio: sound,
      video: picture,
      bandwidth: (picture?.bandwidth ?? 0) + (sound?.bandwidth ?? 0),
      allowedByApplication: true,
      allowedByKeySystem: true,
      decodingInfos: [],
      disabledUntilTime: 0,
    })),
  );
}

/** Shaka calls these without the stream that they belong to. */
function withIndex(stream: Stream, make: () => shakaModule.media.SegmentIndex): Stream {
  stream.createSegmentIndex = async () => {
    stream.segmentIndex ??= make();
  };
  stream.closeSegmentIndex = () => {
    stream.segmentIndex?.release();
    stream.segmentIndex = null;
  };
  return stream;
}

interface Indexed {
  readonly track: ManifestTrack;
  readonly cuts: readonly number[];
  readonly address: MediaAddress;
  readonly seconds: number;
}

function indexOf(shaka: Shaka, { track, cuts, address, seconds }: Indexed): shakaModule.media.SegmentIndex {
  const bytes = track.init === null ? null : bytesOf(track.init);
  const file = (name: string) => () => [`${address.base()}${track.id}/${name}`];
  const init = new shaka.media.InitSegmentReference(file('init.mp4'), 0, null, null, null, bytes);
  const references = cuts
    .slice(0, -1)
    .map(
      (start, n) =>
        new shaka.media.SegmentReference(
          start,
          cuts[n + 1] ?? start,
          file(`${n}.m4s`),
          0,
          null,
          init,
          0,
          0,
          seconds,
        ),
    );
  const index = new shaka.media.SegmentIndex(references);
  // Pictures and sound rarely end together: each goes on until the title ends, or the player would wait for more.
  index.fit(0, seconds);
  return index;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** What a stream could have, and ours have not. */
const nothingSpecial = {
  accessibilityPurpose: null,
  audioSamplingRate: null,
  baseOriginalId: null,
  channelsCount: null,
  closedCaptions: null,
  dependencyStream: null,
  drmInfos: [],
  emsgSchemeIdUris: null,
  encrypted: false,
  external: false,
  fastSwitching: false,
  forced: false,
  groupId: null,
  isAudioMuxedInVideo: false,
  isIframe: false,
  keyIds: new Set<string>(),
  label: null,
  language: 'und',
  originalLanguage: null,
  primary: false,
  roles: [],
  spatialAudio: false,
  supplementalCodecs: '',
  trickModeVideo: null,
};
