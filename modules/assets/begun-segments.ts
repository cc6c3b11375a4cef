// What the fill has of segments that a process did not bring to their end: the next process makes only the rest.
import type { EncoderChunk } from '@vitascope/encoder';
import type { Rendition } from './asset.ts';

export interface BegunSegments {
  /** Takes note of bytes that came. */
  note(chunk: EncoderChunk): void;
  /** What there is of a run's first segment, for renditions that are encoded; all else is forgotten. */
  take(run: { readonly first: number; readonly renditions: readonly Rendition[] }): BegunRun;
}

export interface BegunRun {
  /** Whole chunks by rendition id. */
  readonly chunks: Readonly<Record<string, number>>;
  /** Their bytes. */
  piecesOf(renditionId: string, segment: number): readonly Buffer[];
}

interface Begun {
  /** Bytes of whole chunks. */
  readonly whole: Buffer[];
  /** Bytes of the chunk that is coming. */
  coming: Buffer[];
  chunks: number;
}

/** Holds one segment of each rendition at most: they are made in order. */
export function createBegunSegments(): BegunSegments {
  let segments = new Map<string, Begun>();
  const nameOf = (renditionId: string, segment: number): string => `${renditionId}/${segment}`;
  return {
    note({ rendition, segment, bytes, endsChunk, last }) {
      const name = nameOf(rendition, segment);
      if (last) {
        segments.delete(name);
        return;
      }
      const begun = segments.get(name) ?? { whole: [], coming: [], chunks: 0 };
      segments.set(name, begun);
      begun.coming.push(bytes);
      if (!endsChunk) return;
      begun.whole.push(...begun.coming);
      begun.coming = [];
      begun.chunks += 1;
    },
    take({ first, renditions }) {
      const kept = new Map<string, Begun>();
      for (const { id, recipe } of renditions) {
        const begun = segments.get(nameOf(id, first));
        if (recipe.kind !== 'video-h264' || begun === undefined || begun.chunks === 0) continue;
        kept.set(nameOf(id, first), { ...begun, coming: [] });
      }
      segments = kept;
      const pieces = new Map([...kept].map(([name, { whole }]) => [name, [...whole]]));
      return {
        chunks: Object.fromEntries(
          renditions.flatMap(({ id }) => {
            const begun = kept.get(nameOf(id, first));
            return begun === undefined ? [] : [[id, begun.chunks]];
          }),
        ),
        piecesOf: (renditionId, segment) => pieces.get(nameOf(renditionId, segment)) ?? [],
      };
    },
  };
}
