// What a text track is: words for one asset in one language, as one file of WebVTT that never changes.
import type { TextKind } from '@vitascope/media/presentation';

/** What may be changed about it; its words may not: another file is another track. */
export interface TextTrackFacts {
  /** BCP 47, in its canonical spelling. */
  readonly language: string;
  readonly kind: TextKind;
  /** As menus call it. */
  readonly name: string;
  readonly isForced: boolean;
  /** At most one of an asset's. */
  readonly isDefault: boolean;
}

export interface TextTrack extends TextTrackFacts {
  /** Names it in media addresses, too. */
  readonly id: string;
  readonly cues: number;
  /** Of the WebVTT file as it is delivered. */
  readonly sizeBytes: number;
  readonly crc32: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** More than any title in the world has, and few enough for every manifest. */
export const MOST_TEXT_TRACKS = 120;

/** What a language calls itself; players show it to who reads that language. */
export function usualName({ language, kind }: Pick<TextTrackFacts, 'language' | 'kind'>): string {
  const own = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  const name = own.charAt(0).toLocaleUpperCase(language) + own.slice(1);
  return kind === 'captions' ? `${name} (SDH)` : name;
}
