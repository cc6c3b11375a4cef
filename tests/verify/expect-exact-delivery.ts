// The whole promise for one stream: every rendition of a manifest holds every frame and every sample of its source.
import assert from 'node:assert/strict';
import type { MadeSource } from '../media/make.ts';
import type { ExpectedFrame } from '../media/spec.ts';
import { decodePath, decodeRendition } from './decode.ts';
import type { DecodedTrack } from './decoded-media.ts';
import {
  expectCleanDecode,
  expectContinuousFragments,
  expectEveryFrameOnce,
  expectLipSync,
  expectSoundSpan,
} from './expect.ts';
import { type FetchedRendition, type FetchOrder, fetchStream } from './stream.ts';

export interface DeliveryTerms {
  /** In which order segments are asked for. Default: from first to last. */
  readonly order?: FetchOrder;
  /** Where fewer frames are promised than the source has, as above 60 fps. Default: all of them. */
  readonly frames?: readonly ExpectedFrame[];
}

/**
 * Fetches all renditions of a playlist or MPD and holds each against its source: fragments without a seam, a clean
 * decode, every frame once and in time, every audio track in sync with the picture. Gives what was fetched, so that
 * two runs can be compared byte for byte.
 */
export async function expectExactDelivery(
  manifest: string,
  source: MadeSource,
  terms: DeliveryTerms = {},
): Promise<FetchedRendition[]> {
  const renditions = await fetchStream(manifest, terms.order);
  await expectExactRenditions(renditions, source, terms);
  return renditions;
}

/** What can be held against a source, wherever it was made. */
export type CheckedRendition = Pick<FetchedRendition, 'kind' | 'name' | 'language' | 'init' | 'media'>;

/** The same for renditions that are there already. */
export async function expectExactRenditions(
  renditions: readonly CheckedRendition[],
  source: MadeSource,
  terms: Pick<DeliveryTerms, 'frames'> = {},
): Promise<void> {
  const video = renditions.filter((rendition) => rendition.kind === 'video');
  const audio = renditions.filter((rendition) => rendition.kind === 'audio');
  assert.equal(video.length > 0, source.spec.video !== null, 'there is a picture where the source has one');
  assert.equal(audio.length > 0, source.spec.audio.length > 0, 'there is sound where the source has some');
  for (const { media } of renditions) expectContinuousFragments(media);
  const sourceSound = (await decodePath(source.path)).tracks.filter((track) => track.kind === 'audio');
  const shifts: number[] = [];
  for (const rendition of video)
    await named(rendition, async () => {
      const track = await decodeRendition(rendition);
      expectCleanDecode(track);
      shifts.push(expectEveryFrameOnce(track.frames, terms.frames ?? source.frames));
    });
  const [shift = null] = shifts;
  const apart = shifts.filter((other) => Math.abs(other - (shift ?? 0)) > 0.0011);
  assert.deepEqual(apart, [], `renditions begin elsewhere than the first, which is shifted by ${shift} s`);
  for (const rendition of audio)
    await named(rendition, () => expectSound(rendition, { source, shift, sourceSound }));
}

interface SoundTruth {
  readonly source: MadeSource;
  readonly shift: number | null;
  /** What the source itself gives when it is decoded: encoders may leave out or fill up the last frame. */
  readonly sourceSound: readonly DecodedTrack[];
}

async function expectSound(
  rendition: CheckedRendition,
  { source, shift, sourceSound }: SoundTruth,
): Promise<void> {
  const tracks = source.spec.audio;
  const said = tracks.filter(
    (track) => track.language !== null && sameLanguage(track.language, rendition.language),
  );
  const [spec] = said.length > 0 ? said : tracks;
  assert.ok(spec);
  const track = await decodeRendition(rendition);
  expectCleanDecode(track);
  const start = shift === null ? spec.startSeconds - earliest(tracks) : shift + spec.startSeconds;
  // AVI cannot say how many samples of MP3 are the encoder's delay.
  const withinSamples = source.spec.container === 'avi' && spec.codec === 'mp3' ? 1024 + 1105 : 1024;
  expectLipSync(track.sound, { voice: spec.voice, startSeconds: start, fadesIn: true, withinSamples });
  const held = sourceSound[tracks.indexOf(spec)]?.sound;
  assert.ok(held, 'the source has that sound');
  const seconds = Math.min(spec.seconds, held.samples.length / held.rate);
  expectSoundSpan(track.sound, { startSeconds: start, seconds }, withinSamples + 1024);
}

/** Sound alone begins at zero with the track that begins first. */
function earliest(tracks: readonly { readonly startSeconds: number }[]): number {
  return Math.min(...tracks.map((track) => track.startSeconds));
}

/** Containers say `eng`, manifests say `en`. */
function sameLanguage(iso639: string, bcp47: string | null): boolean {
  return bcp47 !== null && new Intl.Locale(iso639).language === new Intl.Locale(bcp47).language;
}

async function named(rendition: CheckedRendition, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error) error.message = `${rendition.kind} ${rendition.name}: ${error.message}`;
    throw error;
  }
}
