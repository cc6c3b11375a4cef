/** Captions among the files that were dropped or chosen: they are no films, and go to the film that their name says. */
import type { TextTrack } from '@vitascope/client';
import { api } from '../../session/api.ts';
import { languages } from '../../titles/fields/territories.ts';
import { uploadFile } from '../../titles/upload-file.ts';
import { factsOf, guessFrom } from '../asset/captions/caption-use.ts';
import { refreshCaptions } from '../asset/captions/captions-data.ts';

type Named = Pick<File, 'name'>;

/** Files that a film has beside it; the server says of each whether it reads it. */
export const isCaptionFile = ({ name }: Named): boolean => /\.(?:vtt|srt|ass|ssa)$/i.test(name);

const stemOf = (name: string): string => name.replace(/\.[a-z0-9]{2,5}$/i, '').toLowerCase();

/** Words behind the name of a film: a language and what the captions are for. */
const MOST_WORDS = 4;

/** What the film may be called that these captions are for, the longest first: `film.pt-BR.sdh`, `film.pt-BR`, `film`. */
function filmStems(captionName: string): string[] {
  const words = stemOf(captionName).split('.');
  const count = Math.min(words.length, MOST_WORDS + 1);
  return Array.from({ length: count }, (_, dropped) => words.slice(0, words.length - dropped).join('.'));
}

/** Null where there is none, or more than one of the best name: nobody can tell which is meant. */
export function filmOf<Film extends Named>(captionName: string, films: readonly Film[]): Film | null {
  for (const stem of filmStems(captionName)) {
    const [film, ...others] = films.filter(({ name }) => stemOf(name) === stem);
    if (film !== undefined) return others.length === 0 ? film : null;
  }
  return null;
}

export interface LibraryFilm extends Named {
  readonly id: string;
}

/** @throws {ApiProblem} */
export async function filmInLibrary(captionName: string): Promise<LibraryFilm | null> {
  for (const q of filmStems(captionName)) {
    if (q.trim() === '') continue;
    const { data } = await api.GET('/api/v1/assets', {
      params: { query: { q: q.slice(0, 200), limit: 200 } },
    });
    const alike = data.items.filter(({ name }) => stemOf(name) === q);
    const [film, ...others] = alike;
    if (film !== undefined) return others.length === 0 ? film : null;
  }
  return null;
}

/** Null where the name does not say the language: somebody has to. @throws {ApiProblem} */
export async function addCaptionFile(assetId: string, file: File): Promise<TextTrack | null> {
  const { language, use } = guessFrom(file.name, languages);
  if (language === null) return null;
  const { kind, isForced } = factsOf(use);
  const query = new URLSearchParams({ language, kind, isForced: String(isForced) });
  const path = `/api/v1/assets/${assetId}/text-tracks?${query}`;
  // What it is, its bytes say.
  const added = await uploadFile<TextTrack>(path, file, 'application/octet-stream').done;
  await refreshCaptions(assetId);
  return added;
}
