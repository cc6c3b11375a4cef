// Bounds the memory that slow readers hold: a body that the cache has given up lives on until the last of them has it.
import type { ServerResponse } from 'node:http';

export interface UnsentBodies {
  /** Call after the answer was ended. The body counts once, however many are reading it. */
  track(response: ServerResponse, body: Buffer): void;
  /** For a reader that is no `ServerResponse`: `cut` ends it. Call what is returned when it has the body or has gone. */
  hold(body: Buffer, cut: () => void): () => void;
  /** Bytes of all bodies that somebody is still reading. */
  readonly bytes: number;
}

interface Reading {
  readonly body: Buffer;
  readonly cut: () => void;
}

// The system's own send buffers take what is smaller, so it is not held here for long.
const MIN_TRACKED_BYTES = 64 * 1024;

/** Past `limitBytes` the answers that have been going on for longest are cut off; `onDrop` is told of each. */
export function createUnsentBodies(limitBytes: number, onDrop: () => void): UnsentBodies {
  const readers = new Map<Buffer, number>();
  // In the order of their beginning.
  const readings = new Set<Reading>();
  let bytes = 0;

  function release(reading: Reading): void {
    if (!readings.delete(reading)) return;
    const { body } = reading;
    const left = (readers.get(body) ?? 1) - 1;
    if (left > 0) {
      readers.set(body, left);
    } else {
      readers.delete(body);
      bytes -= body.length;
    }
  }

  function hold(body: Buffer, cut: () => void): () => void {
    if (body.length < MIN_TRACKED_BYTES) return nothing;
    const others = readers.get(body) ?? 0;
    readers.set(body, others + 1);
    if (others === 0) bytes += body.length;
    const reading: Reading = { body, cut };
    readings.add(reading);
    if (bytes > limitBytes) cutSlowest(reading);
    return () => release(reading);
  }

  function cutSlowest(newest: Reading): void {
    for (const slow of readings) {
      if (bytes <= limitBytes || slow === newest) break;
      onDrop();
      release(slow);
      slow.cut();
    }
  }

  return {
    hold,
    track(response, body) {
      if (body.length < MIN_TRACKED_BYTES || response.destroyed) return;
      response.once(
        'close',
        hold(body, () => void response.destroy()),
      );
    },
    get bytes() {
      return bytes;
    },
  };
}

function nothing(): void {}
