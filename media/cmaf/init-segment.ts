// Writes CMAF headers (init segments): ISO/IEC 23000-19 §7.3.1 over ISO/IEC 14496-12.
import {
  ascii,
  BoxError,
  type BoxParts,
  box,
  concatBytes,
  fullBox,
  i16,
  serialize,
  u8,
  u16,
  u32,
  zeros,
} from '../isobmff/index.ts';
import type { InitTrack } from './init-track.ts';
import { audioSampleEntry, videoSampleEntry } from './sample-entries.ts';

/** Every track we write has this id: a CMAF track file holds one track. */
export const trackId = 1;

const plain = { version: 0, flags: 0 };
// Unity matrix in 16.16 and 2.30 fixed point (14496-12 §8.2.2).
const matrix = u32(0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000);

/**
 * The init segment of one track: `ftyp` and a `moov` without samples. The same track gives the same bytes.
 * @throws BoxError `out-of-range` where a value does not fit its field
 */
export function writeInitSegment(track: InitTrack): Uint8Array {
  if (!(track.timescale > 0))
    throw new BoxError('out-of-range', `timescale ${track.timescale} is not positive`);
  return serialize(fileType(shiftOf(track)), movie(track));
}

function shiftOf(track: InitTrack): number {
  return track.kind === 'video' ? (track.compositionShift ?? 0) : 0;
}

// 'cmf2' promises no edit list, trun version 1 for video and defaults in each fragment (23000-19 §7.2); a track with
// an edit list that takes a composition shift back is 'cmfc' only (§7.5.13).
// 'iso6' is the first ISO brand with signed composition offsets and default-base-is-moof.
function fileType(shift: number): BoxParts {
  if (shift > 0) return box('ftyp', ascii('cmfc'), u32(0), ascii('iso6'), ascii('cmfc'));
  return box('ftyp', ascii('cmf2'), u32(0), ascii('iso6'), ascii('cmfc'), ascii('cmf2'));
}

/** The whole track, shown from media time `shift` on; a duration of 0 means that the fragments say it (§8.6.6.1). */
function editBox(shift: number): BoxParts {
  return box('edts', fullBox('elst', plain, u32(1, 0, shift), u16(1, 0)));
}

function movie(track: InitTrack): BoxParts {
  const header = fullBox(
    'mvhd',
    plain,
    u32(0, 0, track.timescale, 0), // times of making stay 0: bytes depend on the track alone; duration 0: in fragments
    u32(0x00010000),
    u16(0x0100),
    zeros(10),
    matrix,
    zeros(24),
    u32(trackId + 1),
  );
  const defaults = fullBox('trex', plain, u32(trackId, 1, 0, 0, 0));
  return box('moov', header, trackBox(track), box('mvex', defaults));
}

function trackBox(track: InitTrack): BoxParts {
  const isAudio = track.kind === 'audio';
  // Enabled, in the movie, in the preview (§8.3.2).
  const header = fullBox(
    'tkhd',
    { version: 0, flags: 7 },
    u32(0, 0, trackId, 0, 0),
    zeros(12),
    u16(isAudio ? 0x0100 : 0, 0),
    matrix,
    displaySize(track),
  );
  const language = track.kind === 'audio' ? track.language : null;
  const media: BoxParts[] = [
    fullBox('mdhd', plain, u32(0, 0, track.timescale, 0), u16(packedLanguage(language), 0)),
    fullBox('hdlr', plain, zeros(4), ascii(isAudio ? 'soun' : 'vide'), zeros(13)),
  ];
  const extended = extendedLanguage(language);
  if (extended !== null) media.push(extended);
  media.push(mediaInformation(track));
  const shift = shiftOf(track);
  return box('trak', header, ...(shift > 0 ? [editBox(shift)] : []), box('mdia', ...media));
}

// Width and height in 16.16; the width carries the pixels' shape (14496-12 §8.3.2).
function displaySize(track: InitTrack): Uint8Array {
  if (track.kind === 'audio') return zeros(8);
  const { h, v } = track.pixelAspect ?? { h: 1, v: 1 };
  const width = Math.round((track.width * h * 0x10000) / v);
  return u32(Math.min(width, 0xffffffff), track.height * 0x10000);
}

function mediaInformation(track: InitTrack): BoxParts {
  const isAudio = track.kind === 'audio';
  const mediaHeader = isAudio
    ? fullBox('smhd', plain, zeros(4))
    : fullBox('vmhd', { version: 0, flags: 1 }, zeros(8));
  // Flag 1: the samples are in this same file (§8.7.2).
  const reference = fullBox('dref', plain, u32(1), fullBox('url ', { version: 0, flags: 1 }));
  return box('minf', mediaHeader, box('dinf', reference), sampleTable(track));
}

function sampleTable(track: InitTrack): BoxParts {
  const entry = track.kind === 'audio' ? audioSampleEntry(track) : videoSampleEntry(track);
  const tables: BoxParts[] = [
    fullBox('stsd', plain, u32(1), entry),
    fullBox('stts', plain, u32(0)),
    fullBox('stsc', plain, u32(0)),
    fullBox('stsz', plain, u32(0, 0)),
    fullBox('stco', plain, u32(0)),
  ];
  if (track.kind === 'audio') tables.push(rollGroup(track.codec));
  return box('stbl', ...tables);
}

// How many frames must be decoded before one is right (14496-12 §10.1, required for AAC by 14496-14 and for
// Opus by its mapping §4.3.6.2: 80 ms, four of its 20 ms frames). Each fragment's `sbgp` refers to this.
function rollGroup(codec: 'mp4a' | 'Opus'): BoxParts {
  const distance = codec === 'Opus' ? -4 : -1;
  return fullBox('sgpd', { version: 1, flags: 0 }, ascii('roll'), u32(2, 1), i16(distance));
}

// ISO 639-2/T letters in 5 bits each (§8.4.2); anything else is 'und' and stands in `elng`.
function packedLanguage(language: string | null): number {
  const code = language !== null && /^[a-z]{3}$/.test(language) ? language : 'und';
  return [...code].reduce((packed, letter) => (packed << 5) | (letter.charCodeAt(0) - 0x60), 0);
}

// §8.4.6: the full BCP 47 tag where three letters cannot say it.
function extendedLanguage(language: string | null): BoxParts | null {
  if (language === null || /^[a-z]{3}$/.test(language)) return null;
  if (!/^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(language) || language.length > 64) {
    throw new BoxError('out-of-range', `language ${JSON.stringify(language.slice(0, 64))} is no BCP 47 tag`);
  }
  return fullBox('elng', plain, concatBytes([ascii(language), u8(0)]));
}
