// Reads what `mdhd` and `elng` say of a track: timescale and language.
import { BoxError } from './box-error.ts';
import { type Box, findChild, readFullBox, requireChild } from './read-boxes.ts';

export interface MediaHeader {
  /** Ticks a second, more than 0. */
  readonly timescale: number;
  /** BCP 47 from `elng`, else the three letters of ISO 639-2/T; null where undetermined. */
  readonly language: string | null;
}

/** @throws BoxError `missing-box` without `mdhd`, `inconsistent` for a timescale of 0 */
export function readMediaHeader(mdia: Box): MediaHeader {
  const { version, fields } = readFullBox(requireChild(mdia, 'mdhd'));
  fields.skip(version === 1 ? 16 : 8);
  const timescale = fields.u32();
  if (timescale === 0) throw new BoxError('inconsistent', "'mdhd' states a timescale of 0", mdia.offset);
  fields.skip(version === 1 ? 8 : 4);
  return { timescale, language: extendedLanguage(findChild(mdia, 'elng')) ?? unpackLanguage(fields.u16()) };
}

// §8.4.6. The text comes from strangers: only what looks like a tag is believed.
function extendedLanguage(elng: Box | null): string | null {
  if (elng === null) return null;
  const text = String.fromCharCode(...elng.payload.subarray(4, 68)).split('\0', 1)[0] ?? '';
  return /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(text) && text !== 'und' ? text : null;
}

// Three letters of 5 bits (§8.4.2). QuickTime's numbered languages (below 0x400) give no letters.
function unpackLanguage(packed: number): string | null {
  const letters = [packed >> 10, packed >> 5, packed].map((bits) => (bits & 0x1f) + 0x60);
  const code = String.fromCharCode(...letters);
  return /^[a-z]{3}$/.test(code) && code !== 'und' ? code : null;
}
