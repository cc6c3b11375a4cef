/** What captions are for, as one choice: those for who does not hear are never forced. */
import type { TextTrack } from '@vitascope/client';

export const captionUses = ['subtitles', 'captions', 'forced'] as const;
export type CaptionUse = (typeof captionUses)[number];

export const purposeOf = ({ kind, isForced }: Pick<TextTrack, 'kind' | 'isForced'>): CaptionUse =>
  isForced ? 'forced' : kind;

export const factsOf = (use: CaptionUse): Pick<TextTrack, 'kind' | 'isForced'> => ({
  kind: use === 'captions' ? 'captions' : 'subtitles',
  isForced: use === 'forced',
});

export interface Guess {
  readonly language: string | null;
  readonly use: CaptionUse;
}

/** What a file's name tells, `film.pt-BR.sdh.srt`. */
export function guessFrom(fileName: string, languages: readonly string[]): Guess {
  const words = fileName.split(/[.\s()[\]]+/).slice(1, -1);
  const has = (...tags: readonly string[]): boolean =>
    words.some((word) => tags.includes(word.toLowerCase()));
  const language = words
    .toReversed()
    .map((word) => languages.find((one) => one.toLowerCase() === word.replace('_', '-').toLowerCase()))
    .find((one) => one !== undefined);
  const use = has('forced', 'foreign') ? 'forced' : has('sdh', 'cc', 'hi') ? 'captions' : 'subtitles';
  return { language: language ?? null, use };
}
