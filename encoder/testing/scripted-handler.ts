// A handler for tests: does to its process what the id of the source says.
import { writeFileSync, writeSync } from 'node:fs';
import process from 'node:process';
import type { Reply } from '../process/handler.ts';
import type { EncoderRequest } from '../protocol.ts';

export const version = 'scripted 1';

const messageFd = 4;
const sleepCell = new Int32Array(new SharedArrayBuffer(4));
const hoard: Buffer[] = [];

/** What `source-id` begins with decides; the rest, after a colon, is its argument. */
const scripts: Readonly<
  Record<string, (request: EncoderRequest, reply: Reply, argument: string) => unknown>
> = {
  echo: (request, reply, argument) => makeSegments(request, reply, argument),
  pid: (request, reply) => makeSegments(request, reply, String(process.pid)),
  keep: (request, reply, argument) => {
    hoard.push(Buffer.alloc(Number(argument), 1));
    makeSegments(request, reply, String(process.pid));
  },
  sleep: (request, reply, argument) => {
    sleep(Number(argument));
    makeSegments(request, reply, 'slept');
  },
  bytes: (request, reply, argument) => makeSegments(request, reply, Buffer.alloc(Number(argument), 7)),
  pieces: (request, reply, argument) => {
    for (let piece = 0; piece < Number(argument); piece += 1) {
      reply.chunk(firstRendition(request), 0, [Buffer.alloc(64 * 1024, piece)], false);
    }
    reply.chunk(firstRendition(request), 0, [], true);
    if ('source' in request && request.source.location.kind === 'file') {
      writeFileSync(request.source.location.path, 'all written');
    }
  },
  grumble: (request, reply) => {
    process.stderr.write('x'.repeat(200_000));
    makeSegments(request, reply, 'grumbled');
  },
  /** Writes the time to the source's file again and again, giving way each time. */
  tick: (request, reply) => {
    reply.chunk(firstRendition(request), 0, [Buffer.from('begun')], false);
    if (!('source' in request) || request.source.location.kind !== 'file') return;
    for (;;) {
      reply.giveWay();
      writeFileSync(request.source.location.path, String(Date.now()));
      sleep(5);
    }
  },
  hang: (request, reply) => {
    reply.chunk(firstRendition(request), 0, [Buffer.from('begun')], false);
    for (;;) sleepCell[0] = (sleepCell[0] ?? 0) + 1;
  },
  block: (request, reply) => {
    reply.chunk(firstRendition(request), 0, [Buffer.from('begun')], false);
    sleep(Number.POSITIVE_INFINITY);
  },
  abort: () => {
    process.stderr.write('about to abort\n');
    process.abort();
  },
  suicide: () => process.kill(process.pid, 'SIGKILL'),
  exit: () => process.exit(7),
  hog: () => {
    for (;;) {
      hoard.push(Buffer.alloc(16 * 1024 * 1024, 1));
      sleep(5);
    }
  },
  throw: () => {
    throw Object.assign(new Error('The picture is upside down.'), {
      code: 'source.unsupported',
      kind: 'unsupported',
    });
  },
  bug: () => {
    throw new TypeError('undefined is not a frame');
  },
  unsendable: () => 10n,
  garbage: () => {
    writeSync(messageFd, 'this is no frame at all, but it is long enough to look like one');
    sleep(Number.POSITIVE_INFINITY);
  },
  'huge-header': () => raw(0x7fffffff, 0),
  'huge-payload': () => raw(10, 0x7fffffff),
  'wrong-segment': (request, reply) => reply.chunk(firstRendition(request), 99, [Buffer.from('x')], true),
  'wrong-rendition': (_request, reply) => reply.chunk('of-somebody-else', 0, [Buffer.from('x')], true),
  unfinished: (request, reply) => reply.chunk(firstRendition(request), 0, [Buffer.from('x')], false),
  malformed: () => ({ facts: null, timeline: null, renditions: [{ init: Buffer.from('x') }], texts: [] }),
};

export function handleRequest(request: EncoderRequest, reply: Reply): unknown {
  if (request.op === 'self-test') {
    return { pid: process.pid, env: { ...process.env }, cwd: process.cwd(), title: process.title };
  }
  if (request.op === 'draw-sample') return { mp4: 1 };
  const [name = '', argument = ''] = request.source.id.split(':');
  const script = scripts[name];
  if (script === undefined) throw new Error(`There is no script "${name}".`);
  return script(request, reply, argument);
}

function makeSegments(request: EncoderRequest, reply: Reply, content: string | Buffer): void {
  if (!('renditions' in request)) return;
  request.cuts.slice(1).forEach((_, index) => {
    for (const { id } of request.renditions) {
      reply.chunk(id, request.firstSegment + index, [Buffer.from(content)], true);
    }
  });
}

function firstRendition(request: EncoderRequest): string {
  return 'renditions' in request ? (request.renditions[0]?.id ?? '') : '';
}

/** Blocks this thread, as a codec would. */
function sleep(ms: number): void {
  Atomics.wait(sleepCell, 0, 0, ms);
}

function raw(headerBytes: number, payloadBytes: number): void {
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32BE(headerBytes, 0);
  prefix.writeUInt32BE(payloadBytes, 4);
  writeSync(messageFd, prefix);
  sleep(Number.POSITIVE_INFINITY);
}
