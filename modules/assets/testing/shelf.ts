// For tests: one asset whose renditions are known, on a real database and object store, and an encoder in the test's hands.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type {
  EncoderPool,
  EncoderPriority,
  MakeOptions,
  MakeRequest,
  PlannedRendition,
  SourceFacts,
} from '@vitascope/encoder';
import type { AudioRecipe, VideoEncodeRecipe } from '@vitascope/media/ladder';
import type { Timeline } from '@vitascope/media/timeline';
import { createFileSystemBlobs } from '@vitascope/platform/blobs';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { newId } from '@vitascope/platform/kernel';
import type { Asset, Rendition } from '../asset.ts';
import { assetsMigrations } from '../assets.ts';
import { createSegmentStore } from '../segment-store.ts';
import { type AssetStoreHooks, createAssetStore } from '../store.ts';

export const SEGMENTS = 6;

/** A real store with one playable asset of two pictures and a sound, {@link SEGMENTS} segments each. */
export async function openShelf(context: TestContext, hooks: AssetStoreHooks = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'vitascope-assets-'));
  const database = await openTestDatabase({ migrations: [assetsMigrations] });
  context.after(async () => {
    await database.close();
    await rm(dir, { recursive: true, force: true });
  });
  const blobs = await createFileSystemBlobs({ dir });
  const store = createAssetStore(database, hooks);
  const segments = createSegmentStore({ blobs, store });
  const assetId = await putAsset(store);
  const sourceKey = `uploads/${assetId}`;
  await blobs.put(sourceKey, Buffer.from('a film'));
  const asset = async (): Promise<Asset> => {
    const found = await store.find(assetId);
    if (found === null) throw new Error('the asset is gone');
    return found;
  };
  const rendition = async (id: string): Promise<Rendition> => {
    const found = (await asset()).renditions.find((candidate) => candidate.id === id);
    if (found === undefined) throw new Error(`there is no rendition ${id}`);
    return found;
  };
  return { database, blobs, store, segments, assetId, asset, rendition };
}

async function putAsset(store: ReturnType<typeof createAssetStore>): Promise<string> {
  const id = newId('as');
  await store.transaction(async (transaction) => {
    const source = { uploadId: id, name: 'film.mp4', sourceKey: `uploads/${id}`, sizeBytes: 6 };
    await store.insert(transaction, { id, ...source });
    await store.setExamined(transaction, id, { facts, timeline, renditions: plannedRenditions });
  });
  return id;
}

const frameRate = { numerator: 25, denominator: 1 };

const facts: SourceFacts = {
  container: 'mp4',
  durationMs: SEGMENTS * 4000,
  video: {
    track: 0,
    codec: 'hevc',
    width: 1280,
    height: 720,
    frameRate,
    bitDepth: 8,
    pixelFormat: 'yuv420p',
    interlaced: false,
    rotateDegrees: 0,
    hdr: false,
    bitrate: 1_000_000,
  },
  audio: [],
  carriesCaptions: false,
};

const cuts = (ticks: number): number[] => Array.from({ length: SEGMENTS + 1 }, (_, i) => i * ticks);

const timeline: Timeline = {
  durationMs: SEGMENTS * 4000,
  video: {
    track: 0,
    timescale: 25,
    originTicks: 0,
    cuts: cuts(100),
    frames: Array.from({ length: SEGMENTS }, () => 100),
    cutsAtKeys: true,
    compositionShift: 0,
  },
  audio: [
    {
      track: 1,
      timescale: 48_000,
      sourceTimescale: 48_000,
      sourceRate: 48_000,
      originTicks: 0,
      cuts: cuts(192_000),
      anchors: Array.from({ length: SEGMENTS }, (_, i) => ({
        packetTicks: i * 192_000,
        samplePosition: i * 192_000,
      })),
      copiesPackets: false,
    },
  ],
};

export const encodedVideo: VideoEncodeRecipe = {
  kind: 'video-h264',
  track: 0,
  width: 1280,
  height: 720,
  frameRate,
  maxFrameRate: null,
  treatment: { deinterlace: false, rotateDegrees: 0, tonemap: false },
  preset: 'veryfast',
  crf: 23,
  maxBitrate: 2_000_000,
  bufferBits: 4_000_000,
  gopSeconds: 2,
  threads: 1,
  encoder: 'test',
};

export const encodedAudio: AudioRecipe = {
  kind: 'audio-aac',
  track: 1,
  sampleRate: 48_000,
  channels: 2,
  bitrate: 128_000,
  encoder: 'test',
};

const shared = {
  codecs: 'avc1.640020',
  peakBandwidth: 1000,
  averageBandwidth: 900,
  init: Buffer.from('init'),
  segments: SEGMENTS,
};

const plannedRenditions: readonly (PlannedRendition & { id: string; segments: number })[] = [
  { ...shared, id: '720p', label: '720p', recipe: encodedVideo, width: 1280, height: 720 },
  {
    ...shared,
    id: '360p',
    label: '360p',
    recipe: { ...encodedVideo, width: 640, height: 360 },
    width: 640,
    height: 360,
  },
  {
    ...shared,
    id: 'sound',
    label: 'sound',
    recipe: encodedAudio,
    codecs: 'mp4a.40.2',
    channels: 2,
    sampleRate: 48_000,
  },
];

/** One call of the encoder, whose bytes and end come when the test says so. */
export interface AskedSegment {
  readonly request: MakeRequest;
  readonly options: MakeOptions;
  /** `video/3`: rendition and number of the first segment asked for. */
  readonly name: string;
  /** Of this moment. */
  readonly priority: EncoderPriority;
  /** A process takes it up. */
  start(): void;
  /** Of the first segment of the first rendition. */
  piece(text: string, last?: boolean, endsChunk?: boolean): Promise<void>;
  done(): void;
  fail(error: Error): void;
}

/** An encoder in the test's hands. It ends aborted work as the real one does. */
export function handEncoder() {
  const asked: AskedSegment[] = [];
  const waiting: ((call: AskedSegment) => void)[] = [];
  const calls: AskedSegment[] = [];
  const make = (request: MakeRequest, options: MakeOptions): Promise<void> =>
    new Promise((resolve, reject) => {
      const abort = (): void => reject(new Error('cancelled'));
      options.signal?.addEventListener('abort', abort, { once: true });
      const rendition = request.renditions[0]?.id ?? '';
      const segment = request.firstSegment;
      const call: AskedSegment = {
        request,
        options,
        name: `${rendition}/${segment}`,
        get priority() {
          return typeof options.priority === 'function' ? options.priority() : options.priority;
        },
        start: () => options.onStart?.(),
        piece: async (text, last = false, endsChunk = last) =>
          options.onChunk({ rendition, segment, endsChunk, last, bytes: Buffer.from(text) }),
        done: resolve,
        fail: reject,
      };
      calls.push(call);
      const taker = waiting.shift();
      if (taker === undefined) asked.push(call);
      else taker(call);
    });
  const pool: Pick<EncoderPool, 'make'> = { make };
  return {
    pool: pool as EncoderPool,
    /** Every call so far. */
    calls,
    /** The next call, once there is one. */
    next(): Promise<AskedSegment> {
      const call = asked.shift();
      return call === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(call);
    },
  };
}
