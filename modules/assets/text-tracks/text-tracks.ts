// Adds, changes and deletes the text tracks of an asset: bytes first, then the row that makes them visible.
import { crc32 } from 'node:zlib';
import { CaptionError, type Captions, readCaptions, writeWebVtt } from '@vitascope/media/captions';
import type { BlobStore } from '@vitascope/platform/blobs';
import { newId } from '@vitascope/platform/kernel';
import { assetError } from '../errors.ts';
import { assetPrefix } from '../segment-store.ts';
import type { NewTextTrack, TextStore } from './text-store.ts';
import { MOST_TEXT_TRACKS, type TextTrack, type TextTrackFacts, usualName } from './text-track.ts';

export type NewText = Omit<TextTrackFacts, 'name'> & { readonly name?: string | undefined };

export interface TextTracks {
  /** @throws `asset-not-found` */
  list(assetId: string): Promise<readonly TextTrack[]>;
  /**
   * Adds a file of WebVTT or SubRip; what is kept and delivered is WebVTT, cleaned.
   * @throws `asset-not-found`, `captions-invalid`, `captions-too-large`, `text-tracks-full`
   */
  add(assetId: string, file: Uint8Array, text: NewText): Promise<TextTrack>;
  /** @throws `text-track-not-found`, `captions-invalid` */
  change(assetId: string, id: string, change: Partial<TextTrackFacts>): Promise<TextTrack>;
  /** @throws `text-track-not-found` */
  remove(assetId: string, id: string): Promise<void>;
  /** The WebVTT of a track. @throws `text-track-not-found` */
  read(assetId: string, id: string): Promise<Buffer>;
}

export interface TextTracksDeps {
  readonly blobs: BlobStore;
  readonly store: TextStore;
  /** @throws `asset-not-found` */
  expectAsset(assetId: string): Promise<unknown>;
  onChanged(assetId: string): void;
}

/** Where a text lies. */
function textBlobKey(assetId: string, id: string): string {
  return `${assetPrefix(assetId)}${id}/all.vtt`;
}

export function createTextTracks({ blobs, store, expectAsset, onChanged }: TextTracksDeps): TextTracks {
  const find = async (assetId: string, id: string): Promise<TextTrack> => {
    const track = await store.find(assetId, id);
    if (track === null) throw notFound(assetId, id);
    return track;
  };
  return {
    async list(assetId) {
      await expectAsset(assetId);
      return store.list(assetId);
    },
    async add(assetId, file, { name, ...text }) {
      const facts = { ...text, name: name ?? usualName(text) };
      expectSense(facts);
      await expectAsset(assetId);
      const added = await keepText(blobs, { assetId, captions: captionsOf(file), facts }, (track) =>
        store.insert(assetId, track),
      );
      if (added === null || added === 'full') {
        throw added === null
          ? assetError('asset-not-found', `Asset ${assetId} was deleted meanwhile.`)
          : assetError(
              'text-tracks-full',
              `Asset ${assetId} has ${MOST_TEXT_TRACKS} text tracks already, the most there may be. Delete one first.`,
            );
      }
      onChanged(assetId);
      return added;
    },
    async change(assetId, id, change) {
      const { language, kind, name, isForced, isDefault } = await find(assetId, id);
      const facts = { language, kind, name, isForced, isDefault, ...change };
      expectSense(facts);
      const changed = await store.update(assetId, id, facts);
      if (changed === null) throw notFound(assetId, id);
      onChanged(assetId);
      return changed;
    },
    async remove(assetId, id) {
      if (!(await store.remove(assetId, id))) throw notFound(assetId, id);
      onChanged(assetId);
      await blobs.delete(textBlobKey(assetId, id));
    },
    async read(assetId, id) {
      await find(assetId, id);
      return blobs.read(textBlobKey(assetId, id));
    },
  };
}

/**
 * Stores captions as WebVTT, then has the row made that makes them visible. What no row came of, for example since the
 * asset is full or gone, is not kept.
 */
export async function keepText(
  blobs: BlobStore,
  text: { readonly assetId: string; readonly captions: Captions; readonly facts: TextTrackFacts },
  insert: (track: NewTextTrack) => Promise<TextTrack | 'full' | null>,
): Promise<TextTrack | 'full' | null> {
  const { cues } = text.captions;
  const bytes = Buffer.from(writeWebVtt(cues));
  const id = newId('tx');
  const key = textBlobKey(text.assetId, id);
  await blobs.put(key, bytes, { contentType: 'text/vtt' });
  const track = { ...text.facts, id, cues: cues.length, sizeBytes: bytes.length, crc32: crc32(bytes) };
  const added = await insert(track).catch(async (error: unknown) => {
    await blobs.delete(key);
    throw error;
  });
  if (added === null || added === 'full') await blobs.delete(key);
  return added;
}

/** @throws `captions-invalid`, `captions-too-large` */
export function captionsOf(file: Uint8Array): Captions {
  try {
    return readCaptions(file);
  } catch (error) {
    if (!(error instanceof CaptionError)) throw error;
    const details = error.line === null ? undefined : { line: error.line };
    const code = error.code === 'too-large' ? 'captions-too-large' : 'captions-invalid';
    throw assetError(code, error.message, { cause: error, details });
  }
}

/** Words for who does not hear are for all that is said; forced ones are for what few understand. */
function expectSense({ kind, isForced }: TextTrackFacts): void {
  if (kind === 'captions' && isForced)
    throw assetError(
      'captions-invalid',
      'Captions cannot be forced: those are subtitles for what is said in another language. Use kind=subtitles, or leave isForced out.',
    );
}

function notFound(assetId: string, id: string): Error {
  return assetError('text-track-not-found', `Asset ${assetId} has no text track ${id}.`);
}
