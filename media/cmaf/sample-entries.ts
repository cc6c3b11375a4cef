// Writes sample entries: avc1 (ISO/IEC 14496-15 §5.4), mp4a with esds (14496-14 §5.6), Opus.
import {
  ascii,
  type BoxParts,
  box,
  concatBytes,
  fullBox,
  u8,
  u16,
  u24,
  u32,
  zeros,
} from '../isobmff/index.ts';
import type { AacTrack, AudioTrack, VideoTrack } from './init-track.ts';

// SampleEntry (14496-12 §8.5.2): six reserved bytes and the data reference index.
const entryHead = concatBytes([zeros(6), u16(1)]);

/** The `avc1` entry with `avcC`, and `colr`/`pasp` where known (14496-12 §12.1). */
export function videoSampleEntry(track: VideoTrack): BoxParts {
  const fields = concatBytes([
    entryHead,
    zeros(16),
    u16(track.width, track.height),
    u32(0x00480000, 0x00480000), // 72 dpi, the template value
    zeros(4),
    u16(1), // one frame a sample
    zeros(32), // no compressor name: nothing about the maker belongs into the bytes
    u16(0x0018, 0xffff),
  ]);
  const parts: BoxParts[] = [box('avcC', track.config)];
  if (track.colour !== undefined) {
    const { primaries, transfer, matrix, fullRange } = track.colour;
    parts.push(box('colr', ascii('nclx'), u16(primaries, transfer, matrix), u8(fullRange ? 0x80 : 0)));
  }
  if (track.pixelAspect !== undefined) {
    parts.push(box('pasp', u32(track.pixelAspect.h, track.pixelAspect.v)));
  }
  return box('avc1', fields, ...parts);
}

/** The `mp4a` entry with `esds`, or the `Opus` entry with `dOps`. */
export function audioSampleEntry(track: AudioTrack): BoxParts {
  // The field is 16.16 fixed point; rates that do not fit are written as 0 and read from the decoder's config.
  const rate = track.sampleRate <= 0xffff ? track.sampleRate : 0;
  const fields = concatBytes([entryHead, zeros(8), u16(track.channels, 16), zeros(4), u16(rate, 0)]);
  if (track.codec === 'Opus') return box('Opus', fields, box('dOps', track.config));
  return box('mp4a', fields, fullBox('esds', { version: 0, flags: 0 }, esDescriptor(track)));
}

// 14496-1 §7.2.6: ES_Descriptor { DecoderConfigDescriptor { DecoderSpecificInfo }, SLConfigDescriptor }.
function esDescriptor(track: AacTrack): Uint8Array {
  const decoderConfig = descriptor(
    0x04,
    u8(0x40, 0x15), // MPEG-4 audio; audio stream, upstream 0, reserved 1
    u24(0),
    u32(track.averageBitrate, track.averageBitrate),
    descriptor(0x05, track.config),
  );
  // ES_ID is 0 in stored files (14496-14 §3.1.2); SL config 2 is the one reserved for MP4 files.
  return descriptor(0x03, u16(0), u8(0), decoderConfig, descriptor(0x06, u8(2)));
}

function descriptor(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(parts);
  // 14496-1 §8.3.3: seven bits of the size a byte, most significant first, top bit set on all but the last.
  const size: number[] = [body.byteLength & 0x7f];
  for (let rest = body.byteLength >>> 7; rest > 0; rest >>>= 7) size.unshift((rest & 0x7f) | 0x80);
  return concatBytes([u8(tag, ...size), body]);
}
