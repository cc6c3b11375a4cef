// One asset as viewers fetch it: its init segments, and its manifests written and compressed once.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { PlayableAsset } from '@vitascope/assets';
import { writeMpd } from '@vitascope/media/dash';
import {
  writeImagePlaylist,
  writeMediaPlaylist,
  writeMultivariantPlaylist,
  writeTextPlaylist,
} from '@vitascope/media/hls';
import { writePlayerManifest } from '@vitascope/media/manifest';
import { type PresentedVideo, textCuts } from '@vitascope/media/presentation';
import { writeStoryboard } from '@vitascope/media/storyboard';
import { toMilliseconds } from '@vitascope/media/time';
import type { ContentCoding } from './content-coding.ts';
import { type Entity, manifestEntity, mediaEntity } from './entity.ts';
import type { MediaUrl } from './media-url.ts';

export type ManifestVariants = Readonly<Record<ContentCoding, Entity>>;

export interface RenditionView {
  readonly contentType: string;
  readonly segmentCount: number;
  readonly init: Entity | null;
}

export type TextView = ReturnType<typeof textCuts>;

export interface AssetView {
  readonly revision: string;
  readonly renditions: ReadonlyMap<string, RenditionView>;
  /** Captions by their ids, with what their segments are cut by. */
  readonly texts: ReadonlyMap<string, TextView>;
  /** Null while there is none. */
  readonly storyboardId: string | null;
  /** `null` when the asset has no such rendition. */
  manifest(url: MediaUrl): Promise<ManifestVariants> | null;
}

const VTT_TYPE = 'text/vtt; charset=utf-8';
const HLS_TYPE = 'application/vnd.apple.mpegurl';
const DASH_TYPE = 'application/dash+xml';
const JSON_TYPE = 'application/json';
// Playlists repeat themselves: higher levels gain a few percent and cost many times as much.
const BROTLI_QUALITY = 6;

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

export function createAssetView(asset: PlayableAsset): AssetView {
  const { presentation, inits } = asset;
  const board = presentation.storyboard ?? null;
  const durationMs = toMilliseconds(presentation.duration);
  const tracks = new Map([...presentation.video, ...presentation.audio].map((track) => [track.id, track]));
  const isVideo = (track: object) => presentation.video.includes(track as PresentedVideo);
  const renditions = new Map(
    [...tracks].map(([id, track]): [string, RenditionView] => {
      const contentType = isVideo(track) ? 'video/mp4' : 'audio/mp4';
      const init = inits.get(id);
      return [
        id,
        {
          contentType,
          segmentCount: track.cuts.length - 1,
          init: init === undefined ? null : initEntity(init, contentType),
        },
      ];
    }),
  );

  const cutsOfText = textCuts(presentation);
  const texts = new Map((presentation.text ?? []).map(({ id }) => [id, cutsOfText]));

  function write({ file, renditionId }: MediaUrl): readonly [text: string, contentType: string] | null {
    if (file === 'main.m3u8') return [writeMultivariantPlaylist(presentation), HLS_TYPE];
    if (file === 'manifest.mpd') return [writeMpd(presentation), DASH_TYPE];
    if (file === 'manifest.json') return [writePlayerManifest(presentation, inits), JSON_TYPE];
    const text = texts.get(renditionId);
    if (file === 'media.m3u8' && text !== undefined) return [writeTextPlaylist(text), HLS_TYPE];
    if (board !== null && file === 'storyboard.vtt') return [writeStoryboard(board, durationMs), VTT_TYPE];
    if (board !== null && file === 'media.m3u8' && renditionId === board.id)
      return [writeImagePlaylist(board, durationMs), HLS_TYPE];
    const track = tracks.get(renditionId);
    return file === 'media.m3u8' && track !== undefined ? [writeMediaPlaylist(track), HLS_TYPE] : null;
  }

  return {
    revision: asset.revision,
    renditions,
    texts,
    storyboardId: board?.id ?? null,
    manifest(url) {
      const written = write(url);
      return written === null ? null : compress(...written);
    },
  };
}

function initEntity(init: Uint8Array, contentType: string): Entity {
  const body = Buffer.from(init.buffer, init.byteOffset, init.byteLength);
  return mediaEntity(body, contentType, hash(body));
}

async function compress(text: string, contentType: string): Promise<ManifestVariants> {
  const plain = Buffer.from(text);
  const etag = hash(plain);
  const [gzipped, brotli] = await Promise.all([
    compressGzip(plain),
    compressBrotli(plain, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
  ]);
  return {
    identity: manifestEntity(plain, contentType, { etag, coding: null }),
    gzip: manifestEntity(gzipped, contentType, { etag: `${etag}-gzip`, coding: 'gzip' }),
    br: manifestEntity(brotli, contentType, { etag: `${etag}-br`, coding: 'br' }),
  };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
}
