/** Which captions are shown where nobody has said which: by what is wanted, and by what is heard. */
import type { Caption } from './tracks.ts';

export interface CaptionWishes {
  /** Whether captions are wanted for all that is said; `forced`: only where another language is spoken. */
  readonly captions: 'off' | 'forced' | 'on';
  /** Best first. */
  readonly languages: readonly string[];
  readonly kind: Caption['kind'];
  /** Of the sound that is heard; null where that is not known. */
  readonly voice: string | null;
}

/** Null for none. */
export function chooseCaption(offered: readonly Caption[], wishes: CaptionWishes): Caption | null {
  const { captions, languages, voice } = wishes;
  const heard = voice === null ? [] : [voice];
  if (captions === 'off') return null;
  if (captions === 'forced')
    return bestOf(
      offered.filter(({ isForced }) => isForced),
      { ...wishes, languages: [...heard, ...languages] },
    );
  const all = offered.filter(({ isForced }) => !isForced);
  const suited = bestOf(all, { ...wishes, languages: [...languages, ...heard] });
  return suited ?? all.find(({ isDefault }) => isDefault) ?? null;
}

/** What is shown to who turns captions on: anything rather than nothing. */
export function captionToShow(offered: readonly Caption[], wishes: CaptionWishes): Caption | null {
  return chooseCaption(offered, { ...wishes, captions: 'on' }) ?? offered[0] ?? null;
}

function bestOf(
  offered: readonly Caption[],
  { languages, kind }: Pick<CaptionWishes, 'languages' | 'kind'>,
): Caption | null {
  for (const language of languages)
    for (const isAlike of [isSame, isRelated]) {
      const alike = offered.filter((one) => isAlike(one.language, language));
      const [best] = alike.toSorted((a, b) => weight(b, kind) - weight(a, kind));
      if (best !== undefined) return best;
    }
  return null;
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const primaryOf = (language: string): string => language.toLowerCase().split('-', 1)[0] ?? '';
const isRelated = (a: string, b: string): boolean => primaryOf(a) === primaryOf(b);
const weight = (one: Caption, kind: Caption['kind']): number =>
  Number(one.kind === kind) * 2 + Number(one.isDefault);
