// Tracks whose packets overlap: how many samples each adds, which neither containers nor FFmpeg tell exactly.
import { parseVorbisSetup, vorbisSampleCounter } from '@vitascope/media/codecs';
import { AV_CODEC_ID_VORBIS, AV_PKT_DATA_SKIP_SAMPLES } from 'node-av/constants';
import type { Packet, Stream } from 'node-av/lib';

/** How the packets of a track overlap, and what each of them adds when they are told in order. */
export interface Overlap {
  /** By how many samples two of them overlap at most. */
  readonly samples: number;
  count(packet: Uint8Array): number;
}

/** Null for codecs without overlap, and where the stream's setup cannot be read: its lengths are then as stated. */
export function overlapOf(stream: Stream): Overlap | null {
  const { codecId, extradata } = stream.codecpar;
  if (codecId !== AV_CODEC_ID_VORBIS || extradata === null) return null;
  try {
    const setup = parseVorbisSetup(extradata);
    return { samples: setup.blockSizes[1] / 2, count: vorbisSampleCounter(setup) };
  } catch {
    return null;
  }
}

/** How many samples of what a packet decodes to are never heard. */
export function skippedSamples(packet: Packet): { readonly start: number; readonly end: number } {
  const skip = packet.getSideData(AV_PKT_DATA_SKIP_SAMPLES);
  return {
    start: skip === null || skip.byteLength < 4 ? 0 : skip.readUInt32LE(0),
    end: skip === null || skip.byteLength < 8 ? 0 : skip.readUInt32LE(4),
  };
}
