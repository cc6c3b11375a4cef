/** Draws the sample library's films in encoder processes and uploads them. */
import type { Client } from '@vitascope/client';
import type { EncoderPool } from '@vitascope/encoder';
import { createCaptionUploads } from './captions.ts';
import type { UploadedFilm } from './fill-catalogue.ts';
import { type Server, sendFilm } from './send-bytes.ts';
import { type DemoTitle, titles } from './titles.ts';

export const filmSeconds = { short: 6, medium: 16, long: 40 } as const;

export interface Films {
  /** Uploads the title's film unless the server has it from an earlier run. */
  of(title: DemoTitle): Promise<UploadedFilm | null>;
}

export interface FilmsDeps {
  readonly api: Client;
  readonly server: Server;
  readonly pool: Pick<EncoderPool, 'drawSample'>;
  /** So many are drawn ahead of the one that is being uploaded. */
  readonly ahead: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export async function createFilms({ api, server, pool, ahead, seconds, signal }: FilmsDeps): Promise<Films> {
  const known = await uploadedBefore(api);
  const captions = createCaptionUploads(api, server, signal);
  const drawn = new Map<string, Promise<Buffer>>();
  const wanted = titles.filter((title) => title.film !== undefined && !known.has(nameOf(title)));

  function draw(title: DemoTitle): Promise<Buffer> {
    const from = wanted.indexOf(title);
    for (const next of wanted.slice(from, from + ahead + 1)) {
      if (drawn.has(next.slug) || next.film === undefined) continue;
      const film = pool.drawSample({ ...next.film, seconds }, { signal });
      film.catch(() => {}); // told when its turn comes
      drawn.set(next.slug, film);
    }
    return drawn.get(title.slug) ?? Promise.reject(new Error(`${title.slug} has no film.`));
  }

  return {
    async of(title) {
      if (title.film === undefined) return null;
      const name = nameOf(title);
      const assetId = known.get(name) ?? (await sendFilm(server, { name, bytes: await draw(title), signal }));
      drawn.delete(title.slug);
      await captions.addTo(assetId, { slug: title.slug, seconds });
      return { assetId, durationMs: seconds * 1000 };
    },
  };
}

const nameOf = ({ slug, texts }: DemoTitle): string => `${texts['en']?.name ?? slug} (sample).mp4`;

/** Films that an earlier run has uploaded, by name; those that could not be used are not among them. */
async function uploadedBefore(api: Client): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const request = { params: { query: { limit: 5_000 } } };
  for await (const { id, name, state } of api.items('/api/v1/assets/summaries', request))
    if (state !== 'rejected' && state !== 'failed' && state !== 'cancelled') found.set(name, id);
  return found;
}
