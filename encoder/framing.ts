// Frames on the pipes between the server and an encoder process: `[u32 header length][u32 payload length][JSON][bytes]`.

/** A request carries the timeline of its range and an examination a whole one: hours of cuts fit many times over. */
export const maxHeaderBytes = 8 * 1024 * 1024;
export const maxPayloadBytes = 64 * 1024 * 1024;

const prefixBytes = 8;

export interface Frame {
  /** Parsed, but not validated. */
  readonly header: unknown;
  readonly payload: Buffer;
}

/** A frame that breaks the rules. Whoever reads one gives the other side up: there is no way back into step. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/**
 * Frames a header and the bytes that follow it, without copying the bytes. Lengths are big-endian.
 * Throws a {@link FrameError} when either is too long.
 */
export function encodeFrame(header: unknown, payload: readonly Uint8Array[] = []): Uint8Array[] {
  const json = JSON.stringify(header);
  const headerBytes = Buffer.byteLength(json);
  const payloadBytes = payload.reduce((sum, part) => sum + part.byteLength, 0);
  checkLengths(headerBytes, payloadBytes);
  const start = Buffer.allocUnsafe(prefixBytes + headerBytes);
  start.writeUInt32BE(headerBytes, 0);
  start.writeUInt32BE(payloadBytes, 4);
  start.write(json, prefixBytes, 'utf8');
  return [start, ...payload];
}

/** Reads the two lengths of a prefix. Throws a {@link FrameError} when either is out of bounds. */
export function readPrefix(prefix: Buffer): { readonly headerBytes: number; readonly payloadBytes: number } {
  const headerBytes = prefix.readUInt32BE(0);
  const payloadBytes = prefix.readUInt32BE(4);
  checkLengths(headerBytes, payloadBytes);
  return { headerBytes, payloadBytes };
}

/** Parses a frame's header. Throws a {@link FrameError} when it is not JSON. */
export function parseHeader(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new FrameError(`A frame's header of ${bytes.byteLength} bytes is not JSON.`, { cause: error });
  }
}

export interface FrameDecoder {
  /**
   * The frames that this piece of the stream completes. Take all of them before pushing the next piece.
   * Throws a {@link FrameError} at the first violation.
   */
  push(piece: Buffer): Generator<Frame, void, undefined>;
}

/** Puts frames together from the pieces in which a pipe delivers them; each byte is copied once. */
export function createFrameDecoder(): FrameDecoder {
  const prefix = Buffer.allocUnsafe(prefixBytes);
  let header: Buffer | null = null;
  let payload: Buffer | null = null;
  let target: Buffer = prefix;
  let filled = 0;

  function aimAt(next: Buffer): void {
    target = next;
    filled = 0;
  }

  /** Moves on from a target that is full; yields the frame it completes. */
  function advance(): Frame | null {
    if (header === null || payload === null) {
      const lengths = readPrefix(prefix);
      header = Buffer.allocUnsafe(lengths.headerBytes);
      payload = Buffer.allocUnsafe(lengths.payloadBytes);
      aimAt(header);
      return null;
    }
    if (target === header && payload.byteLength > 0) {
      aimAt(payload);
      return null;
    }
    const frame = { header: parseHeader(header), payload };
    header = null;
    payload = null;
    aimAt(prefix);
    return frame;
  }

  return {
    *push(piece) {
      let offset = 0;
      while (offset < piece.byteLength) {
        const copied = piece.copy(target, filled, offset);
        offset += copied;
        filled += copied;
        if (filled < target.byteLength) return;
        const frame = advance();
        if (frame !== null) yield frame;
      }
    },
  };
}

function checkLengths(headerBytes: number, payloadBytes: number): void {
  if (headerBytes === 0) throw new FrameError('A frame needs a header; this one has none.');
  if (headerBytes > maxHeaderBytes) {
    throw new FrameError(`A frame's header of ${headerBytes} bytes exceeds the ${maxHeaderBytes} allowed.`);
  }
  if (payloadBytes > maxPayloadBytes) {
    throw new FrameError(
      `A frame's payload of ${payloadBytes} bytes exceeds the ${maxPayloadBytes} allowed.`,
    );
  }
}
