/** Draws the pictures of the demo's titles and people and uploads them; the catalogue makes all sizes of them. */
import type { BodyOf } from '@vitascope/client';
import { type Server, sendPicture } from '../send-bytes.ts';
import type { DemoTitle } from '../titles.ts';
import { type ArtworkKind, drawArtwork, drawFace } from './draw-artwork.ts';

export type Artwork = NonNullable<BodyOf<'POST', '/api/v1/catalog/titles'>['artwork']>;

export interface ArtworkUploads {
  of(title: DemoTitle): Promise<Artwork>;
  /** The id of somebody's portrait. */
  portrait(seed: number): Promise<string>;
}

const withWords: readonly ArtworkKind[] = ['poster', 'logo'];

const kindsOf: Readonly<Record<DemoTitle['kind'], readonly ArtworkKind[]>> = {
  film: ['poster', 'backdrop', 'logo'],
  series: ['poster', 'backdrop', 'logo'],
  event: ['poster', 'backdrop', 'logo'],
  collection: ['poster', 'backdrop'],
  season: ['poster'],
  episode: ['still'],
  clip: ['still'],
};

export function createArtworkUploads(server: Server, signal: AbortSignal): ArtworkUploads {
  return {
    async of({ kind, look, texts }) {
      const words = texts['en']?.name ?? '';
      const artwork: Artwork[number][] = [];
      for (const wanted of kindsOf[kind]) {
        const bytes = await drawArtwork(wanted, look, words);
        const imageId = await sendPicture(server, bytes, { kind: wanted, signal });
        artwork.push({ kind: wanted, imageId, language: withWords.includes(wanted) ? 'en' : null });
      }
      return artwork;
    },
    portrait: async (seed) => sendPicture(server, await drawFace(seed), { kind: 'portrait', signal }),
  };
}
