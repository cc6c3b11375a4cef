// Encodes one closed GOP with an encoder of its own, so that GOPs depend on nothing before them and can be made side by side.
import { annexBToLengthPrefixed, avcNalType } from '@vitascope/media/codecs';
import { type CodecContext, FFmpegError, type Frame, Packet } from 'node-av/lib';
import { newFrame } from './decode-video.ts';
import type { CodedPicture } from './segment-writer.ts';

export interface GopEncoder {
  /** Takes the next picture; the caller's frame may be used again at once. @throws FFmpegError */
  push(frame: Frame): void;
  /** Resolves with all coded pictures in decode order. No picture may be pushed any more. Rejects with FFmpegError. */
  end(): Promise<readonly CodedPicture[]>;
}

/** Parameter sets stand in the init segment; x264's own note about itself is left out. */
const droppedUnits: ReadonlySet<number> = new Set([
  avcNalType.sps,
  avcNalType.pps,
  avcNalType.aud,
  avcNalType.sei,
]);

/** Encodes each picture before `push` returns: for work that has other processes beside it. Frees the context. */
export function createGopEncoder(context: CodecContext): GopEncoder {
  const output = createOutput();
  const drain = (): void => {
    while (context.receivePacketSync(output.packet) >= 0) output.take();
  };
  return {
    push(frame) {
      FFmpegError.throwIfError(context.sendFrameSync(frame), 'Encoding a picture');
      drain();
    },
    async end() {
      try {
        context.sendFrameSync(null);
        drain();
        return output.pictures;
      } finally {
        context.freeContext();
        output.free();
      }
    },
  };
}

/** Pictures that wait for threads to encode them. */
export interface Backlog {
  bytes: number;
  /** Called whenever a thread has taken one. */
  onLess: () => void;
}

/** Encodes on a thread of its own while the caller goes on: for a segment that somebody waits for. Frees the context. */
export function createThreadedGopEncoder(context: CodecContext, backlog: Backlog): GopEncoder {
  const output = createOutput();
  const queue: { readonly frame: Frame; readonly bytes: number }[] = [];
  let isEnding = false;
  let failure: unknown = null;
  let wake: () => void = () => {};

  const drop = ({ frame, bytes }: { readonly frame: Frame; readonly bytes: number }): void => {
    frame.free();
    backlog.bytes -= bytes;
    backlog.onLess();
  };

  const encodeAll = async (): Promise<void> => {
    for (;;) {
      const next = queue.shift();
      if (next !== undefined) {
        const code = await context.sendFrame(next.frame);
        drop(next);
        FFmpegError.throwIfError(code, 'Encoding a picture');
        while (context.receivePacketSync(output.packet) >= 0) output.take();
      } else if (isEnding) {
        break;
      } else {
        const woken = Promise.withResolvers<void>();
        wake = woken.resolve;
        await woken.promise;
      }
    }
    await context.sendFrame(null);
    while ((await context.receivePacket(output.packet)) >= 0) output.take();
  };

  const running = encodeAll()
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      queue.splice(0).forEach(drop);
      context.freeContext();
      output.free();
    });

  return {
    push(frame) {
      if (failure !== null) throw failure;
      const kept = newFrame();
      kept.ref(frame);
      const bytes = (frame.width * frame.height * 3) / 2;
      backlog.bytes += bytes;
      queue.push({ frame: kept, bytes });
      wake();
    },
    async end() {
      isEnding = true;
      wake();
      await running;
      if (failure !== null) throw failure;
      return output.pictures;
    },
  };
}

function createOutput() {
  const packet = new Packet();
  packet.alloc();
  const pictures: CodedPicture[] = [];
  return {
    packet,
    pictures,
    take(): void {
      pictures.push({
        pts: Number(packet.pts),
        isKey: packet.isKeyframe,
        parts: [annexBToLengthPrefixed(packet.data ?? new Uint8Array(), droppedUnits)],
      });
      packet.unref();
    },
    free: () => packet.free(),
  };
}
