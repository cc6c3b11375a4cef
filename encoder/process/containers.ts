// Recognises a container by its magic bytes and names the one demuxer that may read it.
import type { ContainerName } from '../protocol.ts';
import { SourceError } from './source-error.ts';

/** FFmpeg's demuxer for each container. Nothing else is ever opened. */
export const demuxers: Readonly<Record<ContainerName, string>> = {
  mp4: 'mov',
  matroska: 'matroska',
  mpegts: 'mpegts',
  avi: 'avi',
  flv: 'flv',
  wav: 'wav',
  mp3: 'mp3',
  flac: 'flac',
  ogg: 'ogg',
};

/** How many bytes {@link recogniseContainer} wants to see. */
export const HEAD_BYTES = 65_536;

const TS_PACKET = 188;

/** Boxes that begin an MP4 or MOV file. */
const FIRST_BOXES = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'styp']);

/**
 * @param head the first bytes of the file, {@link HEAD_BYTES} of them or all there are
 * @throws SourceError `source-empty`, `source-container-unknown`
 */
export function recogniseContainer(head: Uint8Array): ContainerName {
  if (head.byteLength === 0) throw new SourceError('source-empty', 'This file is empty. Upload it again.');
  const body = head.subarray(id3Length(head));
  const found = bySignature(head) ?? (hasTransportSync(head) ? 'mpegts' : null) ?? afterTag(body, head);
  if (found !== null) return found;
  throw new SourceError(
    'source-container-unknown',
    'This file is not a video or sound file that Vitascope knows. Upload MP4, MOV, MKV, WebM, MPEG-TS, AVI, FLV, WAV, MP3, FLAC or Ogg.',
  );
}

function bySignature(head: Uint8Array): ContainerName | null {
  if (FIRST_BOXES.has(text(head, 4, 4)) && head.byteLength >= 16) return 'mp4';
  if (startsWith(head, [0x1a, 0x45, 0xdf, 0xa3])) return 'matroska';
  if (text(head, 0, 4) === 'RIFF' && text(head, 8, 4) === 'AVI ') return 'avi';
  if ((text(head, 0, 4) === 'RIFF' || text(head, 0, 4) === 'RF64') && text(head, 8, 4) === 'WAVE')
    return 'wav';
  if (text(head, 0, 3) === 'FLV' && head[3] === 1) return 'flv';
  if (text(head, 0, 4) === 'OggS') return 'ogg';
  return null;
}

/** What may stand behind an ID3 tag, or at the start without one. */
function afterTag(body: Uint8Array, head: Uint8Array): ContainerName | null {
  if (text(body, 0, 4) === 'fLaC') return 'flac';
  if (isMp3Frame(body)) return 'mp3';
  // A tag with a large picture may fill all that is seen of the file.
  return body.byteLength === 0 && text(head, 0, 3) === 'ID3' ? 'mp3' : null;
}

/** The length of an ID3v2 tag (§3.1 of id3v2.4.0-structure): a syncsafe integer. */
function id3Length(head: Uint8Array): number {
  if (text(head, 0, 3) !== 'ID3' || head.byteLength < 10) return 0;
  const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6, 10);
  return 10 + ((a & 0x7f) << 21) + ((b & 0x7f) << 14) + ((c & 0x7f) << 7) + (d & 0x7f);
}

/** MPEG audio layer III: sync word, a version, a bit rate and a sampling rate that exist. */
function isMp3Frame(body: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0] = body;
  const isLayer3 = a === 0xff && (b & 0xe6) === 0xe2 && (b & 0x18) !== 0x08;
  return isLayer3 && (c & 0xf0) !== 0xf0 && (c & 0xf0) !== 0 && (c & 0x0c) !== 0x0c;
}

/** Five sync bytes at the distance of 188-byte packets (or of 192-byte ones with a time code in front). */
function hasTransportSync(head: Uint8Array): boolean {
  const isSynced = (first: number, size: number) =>
    head.byteLength > first + 4 * size && [0, 1, 2, 3, 4].every((i) => head[first + i * size] === 0x47);
  for (let first = 0; first < TS_PACKET; first++) if (isSynced(first, TS_PACKET)) return true;
  return isSynced(4, TS_PACKET + 4);
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}

function text(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}
