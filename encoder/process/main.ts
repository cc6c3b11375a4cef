// An encoder process: takes one request after the other from its pipe and answers it, blocking all the while.
import { rmdirSync } from 'node:fs';
import type { EncoderMessage, EncoderRequest, EncoderSpan, Examination } from '../protocol.ts';
import { createChannel } from './channel.ts';
import { encodeExamination } from './encode-examination.ts';
import { createGiveWay } from './give-way.ts';
import type { Handler, Reply } from './handler.ts';
import { startWatchdog } from './watchdog.ts';

/** The extra pipes that the pool opens: requests come in, messages go out. */
const requestFd = 3;
const messageFd = 4;
/** The gate of a process that gives way to viewers; others have none. */
const gateFd = 5;

/** A segment is passed on in pieces of at most this size, so that it flows while it is being written. */
const pieceBytes = 1024 * 1024;

const [handlerUrl, parentPid, hasGate] = process.argv.slice(2);
if (handlerUrl === undefined || parentPid === undefined) {
  throw new Error(
    'An encoder process is started by the encoder pool, with a handler module and its own pid.',
  );
}

process.title = 'vitascope-encoder';
// Ctrl-C and service managers signal the whole group. The server decides when its encoders end: by closing the pipe.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

const giveWay = hasGate === undefined ? () => {} : createGiveWay(gateFd);

await startWatchdog(Number(parentPid));
const handler = (await import(handlerUrl)) as Handler;
await serve(handler);

async function serve({ handleRequest, version }: Handler): Promise<never> {
  const channel = createChannel(requestFd, messageFd);
  const send = (message: EncoderMessage, payload?: readonly Uint8Array[]): void => {
    try {
      channel.write(message, payload);
    } catch (error) {
      // A message that cannot be written is the handler's fault, and can be reported.
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      // Nobody reads any more (EPIPE): there is nothing left to do and nobody to tell.
      leave();
    }
  };
  send({ event: 'ready', version: version ?? `node ${process.versions.node}` });
  for (;;) {
    const frame = channel.read();
    if (frame === null) leave();
    await answer(frame.header as EncoderRequest, handleRequest, send);
  }
}

/** Ends the process after the server has died, which can no longer tidy up the empty directory it had made for it. */
function leave(): never {
  try {
    rmdirSync(process.cwd());
  } catch {
    // Another process of the same server was faster.
  }
  // An orderly exit would run finalisers of codecs whose threads may still be at work, and can hang.
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

type Send = (message: EncoderMessage, payload?: readonly Uint8Array[]) => void;

async function answer(request: EncoderRequest, handle: Handler['handleRequest'], send: Send): Promise<void> {
  const spans: EncoderSpan[] = [];
  const startMs = Date.now();
  const reply: Reply = {
    chunk: (rendition, segment, bytes, last) => {
      const pieces = cutPieces(bytes);
      pieces.forEach((piece, index) => {
        const endsChunk = index === pieces.length - 1;
        send({ event: 'chunk', rendition, segment, endsChunk, last: last && endsChunk }, piece);
      });
    },
    giveWay,
    span: (name, start, end) => {
      if (spans.length < 100) spans.push({ name, startMs: start, endMs: end });
    },
  };
  try {
    const result = await handle(request, reply);
    reply.span(request.op, startMs, Date.now());
    send({ event: 'done', result: toWire(request, result), spans });
  } catch (error) {
    send(toFailure(error));
  }
}

/** Groups bytes into lists of at most {@link pieceBytes} each; always at least one, which may be empty. */
function cutPieces(bytes: readonly Uint8Array[]): Uint8Array[][] {
  const pieces: Uint8Array[][] = [];
  let piece: Uint8Array[] = [];
  let room = pieceBytes;
  for (const part of bytes) {
    for (let offset = 0; offset < part.byteLength; ) {
      const slice = part.subarray(offset, offset + room);
      piece.push(slice);
      offset += slice.byteLength;
      room -= slice.byteLength;
      if (room > 0) continue;
      pieces.push(piece);
      piece = [];
      room = pieceBytes;
    }
  }
  if (piece.length > 0 || pieces.length === 0) pieces.push(piece);
  return pieces;
}

function toWire(request: EncoderRequest, result: unknown): unknown {
  return request.op === 'examine' ? encodeExamination(result as Examination) : result;
}

function toFailure(error: unknown): EncoderMessage {
  const { code, kind, message } = error as { code?: unknown; kind?: unknown; message?: unknown };
  if (typeof code !== 'string') process.stderr.write(`${(error as Error | null)?.stack ?? String(error)}\n`);
  return {
    event: 'failed',
    code: typeof code === 'string' ? code : 'encoder-failed',
    message: typeof message === 'string' ? message : String(error),
    ...(typeof kind === 'string' ? { kind } : {}),
  };
}
