// Goes to the key picture from which a moment of a track can be reached.
import { AV_NOPTS_VALUE, AVSEEK_FLAG_BACKWARD } from 'node-av/constants';
import { Packet, type Stream } from 'node-av/lib';
import { type OpenSource, selectStreams } from './open-source.ts';

/** How much earlier to try when a seek lands after the picture wanted; the last try is the very beginning. */
const SEEK_BACK_SECONDS = [0, 2, 10, 40];

/**
 * Positions the demuxer on a key packet of `track` that is shown no later than `ticks` and returns it.
 * @returns null where the track has no such packet at all
 */
export function seekToKey(source: OpenSource, stream: Stream, ticks: number): Packet | null {
  selectStreams(source, new Set([stream.index]));
  const { num, den } = stream.timeBase;
  const packet = new Packet();
  packet.alloc();
  for (const seconds of [...SEEK_BACK_SECONDS, Number.POSITIVE_INFINITY]) {
    const isLastTry = !Number.isFinite(seconds);
    const target = isLastTry ? startOf(stream) : Math.floor((ticks - seconds * den) / num);
    source.format.seekFrameSync(stream.index, BigInt(target), AVSEEK_FLAG_BACKWARD);
    while (source.format.readFrameSync(packet) >= 0) {
      if (packet.streamIndex === stream.index && packet.isKeyframe) {
        const time = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts;
        if (isLastTry || Number(time) * num <= ticks) return packet;
        break;
      }
      packet.unref();
    }
    packet.unref();
  }
  packet.free();
  return null;
}

function startOf(stream: Stream): number {
  const start = stream.startTime;
  return start === AV_NOPTS_VALUE ? 0 : Math.min(0, Number(start));
}
