// Captions as viewers fetch them: the whole file, or the segment of it that a playlist names.
import { crc32 } from 'node:zlib';
import type { MediaLibrary } from '@vitascope/assets';
import { type Cue, readCaptions, writeWebVttSegment } from '@vitascope/media/captions';
import { LRUCache } from 'lru-cache';
import type { AssetView } from './asset-view.ts';
import { noSuchFile } from './asset-views.ts';
import { type Entity, mediaEntity } from './entity.ts';
import { deliveryError } from './errors.ts';
import type { MediaUrl } from './media-url.ts';

export interface TextFiles {
  /** What needs no waiting, of a text that the asset still has. */
  peek(url: MediaUrl, view: AssetView | undefined): Entity | undefined;
  /** @throws `media-not-found` and what the library throws */
  load(url: MediaUrl, view: AssetView): Promise<Entity>;
  close(): void;
}

interface Read {
  readonly bytes: Uint8Array;
  readonly cues: readonly Cue[];
}

// A two-hour film's captions in one language weigh 100 kB.
const KEPT_BYTES = 16 * 1024 * 1024;
const TYPE = 'text/vtt; charset=utf-8';

export function createTextFiles(library: Pick<MediaLibrary, 'text'>): TextFiles {
  const entities = new LRUCache<string, Entity>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ body }) => body.length + 1_024,
  });
  const texts = new LRUCache<string, Read>({
    maxSize: KEPT_BYTES,
    // As cues it takes about twice as much again.
    sizeCalculation: ({ bytes }) => bytes.length * 3 + 1,
  });
  const reading = new Map<string, Promise<Read>>();

  async function read({ assetId, renditionId }: MediaUrl): Promise<Read> {
    const key = `${assetId}/${renditionId}`;
    const known = texts.get(key);
    if (known !== undefined) return known;
    const current =
      reading.get(key) ??
      library
        .text({ assetId, textId: renditionId })
        .then((bytes) => {
          const text = { bytes, cues: readCaptions(bytes).cues };
          texts.set(key, text);
          return text;
        })
        .finally(() => reading.delete(key));
    reading.set(key, current);
    return current;
  }

  return {
    peek: (url, view) => (view?.texts.has(url.renditionId) === true ? entities.get(url.resource) : undefined),
    async load(url, view) {
      const track = view.texts.get(url.renditionId);
      if (track === undefined) throw noSuchFile(url);
      const { cuts, timescale } = track;
      const [start, end] = [cuts[url.number], cuts[url.number + 1]];
      if (url.file === 'text-segment' && (start === undefined || end === undefined)) {
        throw deliveryError(
          'media-not-found',
          `Text ${url.renditionId} has ${cuts.length - 1} segments, counted from 0; there is no ${url.number}.`,
        );
      }
      const { bytes, cues } = await read(url);
      const body =
        start === undefined || end === undefined
          ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
          : Buffer.from(writeWebVttSegment(cues, { start, end, timescale }));
      const etag = `${(crc32(body) >>> 0).toString(16)}-${body.length.toString(36)}`;
      const entity = mediaEntity(body, TYPE, etag);
      entities.set(url.resource, entity);
      return entity;
    },
    close() {
      entities.clear();
      texts.clear();
    },
  };
}
