// Subtitles inside a source: what may become of each of its streams, and what the track that becomes of one is called.
import type { SourceText, TextStreamFacts } from '@vitascope/encoder';
import type { Reason } from '../asset.ts';
import { MOST_TEXT_TRACKS, type TextTrackFacts, usualName } from './text-track.ts';

/**
 * `waiting` until it is read, `taken` when it has become a text track, once: what is done to that track is nobody's
 * business here. `left-out` where it cannot become one, `failed` where reading was given up and may be tried again.
 */
export type SourceTextState = 'waiting' | 'taken' | 'left-out' | 'failed';

export interface FoundText extends TextStreamFacts {
  readonly state: SourceTextState;
  readonly reason: Reason | null;
}

const add = 'Add them under Captions as a WebVTT or SubRip file.';

export const noRoom: Reason = {
  code: 'source-text-no-room',
  message: `The film has ${MOST_TEXT_TRACKS} text tracks already, the most there may be. Delete some and add these as a file.`,
};

/** Why a stream is no track; null where it is one, or is still to be read. */
export function whyLeftOut({ state, codec, message }: SourceText): Reason | null {
  switch (state) {
    case 'read':
    case 'unread':
      return null;
    case 'empty':
      return { code: 'source-text-empty', message: 'There is nothing to read in these subtitles.' };
    case 'pictures':
      return {
        code: 'source-text-pictures',
        message: `These subtitles are pictures (${codec}), which cannot be turned into text. ${add}`,
      };
    case 'unsupported':
      return {
        code: 'source-text-unsupported',
        message: `Subtitles of this kind (${codec}) cannot be read. ${add}`,
      };
    case 'unreadable':
      return { code: 'source-text-unreadable', message: `${message ?? 'They cannot be read.'} ${add}` };
  }
}

/** What the stream says of itself, or its title where it says nothing. */
export function trackFacts(text: TextStreamFacts, number: number): TextTrackFacts {
  const title = cleanTitle(text.title);
  const language = canonicalLanguage(text.language);
  const isForced = text.isForced || /\bforced\b/i.test(title);
  const isForImpaired = text.isForImpaired || /\b(?:sdh|cc|hoh)\b|hearing.impaired/i.test(title);
  const kind = isForImpaired && !isForced ? 'captions' : 'subtitles';
  const usual = language === UNKNOWN ? `Subtitles ${number}` : usualName({ language, kind });
  return {
    language,
    kind,
    name: title === '' ? usual : title,
    isForced,
    isDefault: text.isDefault && !isForced,
  };
}

/** RFC 5646 §4.1 (5): undetermined. Players call such a track by its name. */
const UNKNOWN = 'und';

/** Containers have three letters (`ger`, `deu`), BCP 47 the shortest form (`de`). */
function canonicalLanguage(language: string | null): string {
  try {
    const canonical = Intl.getCanonicalLocales(language ?? UNKNOWN)[0] ?? UNKNOWN;
    // Several, uncoded, none, and reserved for private use (ISO 639-2).
    return /^(?:mul|mis|zxx|q[a-t][a-z])\b/.test(canonical) ? UNKNOWN : canonical;
  } catch {
    return UNKNOWN;
  }
}

/** As names of tracks that people type. */
function cleanTitle(title: string | null): string {
  const visible = (title ?? '').normalize('NFC').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ');
  return [...visible.replaceAll(/\s+/g, ' ').trim()].slice(0, 100).join('').trim();
}
