// Checks what an encoder process says before anything is believed: it has been handling hostile bytes.
import type { EncoderErrorKind } from './errors.ts';
import { FrameError } from './framing.ts';
import type { EncoderMessage, EncoderRequest, EncoderSpan, MakeRequest } from './protocol.ts';

/** Rebuilds a message from a frame's header, field by field. Throws a {@link FrameError} when it is none. */
export function parseMessage(header: unknown): EncoderMessage {
  if (typeof header !== 'object' || header === null) throw new FrameError('A message is not an object.');
  const { event, version, rendition, segment, endsChunk, last, result, spans, code, message, kind } =
    header as Record<string, unknown>;
  switch (event) {
    case 'ready':
      return { event, version: text(version, 200) };
    case 'chunk':
      if (
        typeof rendition !== 'string' ||
        typeof segment !== 'number' ||
        typeof last !== 'boolean' ||
        typeof endsChunk !== 'boolean'
      ) {
        throw new FrameError(
          'A chunk does not say which rendition and segment it belongs to, or whether it is the last.',
        );
      }
      return { event, rendition, segment, endsChunk, last };
    case 'done':
      return { event, result, spans: parseSpans(spans) };
    case 'failed':
      return { event, code: parseCode(code), message: text(message, 1000), kind: parseKind(kind) };
    default:
      throw new FrameError(`A message has the unknown event ${text(JSON.stringify(event), 100)}.`);
  }
}

/** Follows the chunks of one request: only segments that were asked for, in order, each closed exactly once. */
export interface ChunkGuard {
  /** Throws a {@link FrameError} at a chunk that may not come now. */
  accept(chunk: { readonly rendition: string; readonly segment: number; readonly last: boolean }): void;
  /** Throws a {@link FrameError} when a segment has been begun and not closed. */
  finish(): void;
}

export function createChunkGuard(request: EncoderRequest): ChunkGuard {
  const { renditions, segments } = askedFor(request);
  const open = new Set<string>();
  const closed = new Set<string>();
  return {
    accept({ rendition, segment, last }) {
      const name = `segment ${segment} of rendition "${text(rendition, 100)}"`;
      const asked =
        renditions.has(rendition) &&
        Number.isInteger(segment) &&
        segment >= segments.first &&
        segment < segments.end;
      if (!asked) throw new FrameError(`A chunk belongs to ${name}, which was not asked for.`);
      const key = `${segment} ${rendition}`;
      if (closed.has(key)) throw new FrameError(`A chunk follows the last one of ${name}.`);
      if (last) {
        closed.add(key);
        open.delete(key);
      } else {
        open.add(key);
      }
    },
    finish() {
      if (open.size > 0)
        throw new FrameError(`The request is done, but ${open.size} segment(s) are unfinished.`);
    },
  };
}

/** What a sheet is sent as. */
export const SHEETS = 'sheets';

/** What subtitles are sent as, each numbered by its track. */
export const TEXTS = 'texts';

/** Tracks of a source at most; it is refused with more. */
export const MAX_TRACKS = 128;

interface Asked {
  readonly renditions: ReadonlySet<string>;
  readonly segments: { readonly first: number; readonly end: number };
}

function askedFor(request: EncoderRequest): Asked {
  if ('cuts' in request)
    return {
      renditions: new Set(request.renditions.map(({ id }) => id)),
      segments: segmentRange(request),
    };
  if (request.op === 'draw-sheet')
    return { renditions: new Set([SHEETS]), segments: { first: request.sheet, end: request.sheet + 1 } };
  if (request.op === 'examine' || request.op === 'read-texts')
    return { renditions: new Set([TEXTS]), segments: { first: 0, end: MAX_TRACKS } };
  return { renditions: new Set(), segments: { first: 0, end: 0 } };
}

/** The segments [first, end) of a make request. */
export function segmentRange(request: MakeRequest): { readonly first: number; readonly end: number } {
  return { first: request.firstSegment, end: request.firstSegment + Math.max(0, request.cuts.length - 1) };
}

const kinds: ReadonlySet<string> = new Set<EncoderErrorKind>([
  'invalid',
  'unsupported',
  'unavailable',
  'timeout',
  'cancelled',
  'internal',
]);

function parseKind(kind: unknown): EncoderErrorKind {
  return typeof kind === 'string' && kinds.has(kind) ? (kind as EncoderErrorKind) : 'internal';
}

function parseCode(code: unknown): string {
  return typeof code === 'string' && /^[a-z][a-z0-9.-]{0,79}$/.test(code) ? code : 'encoder-failed';
}

function parseSpans(spans: unknown): readonly EncoderSpan[] {
  if (!Array.isArray(spans)) return [];
  return spans.slice(0, 200).flatMap((span: Partial<EncoderSpan> | null) => {
    const { name, startMs, endMs } = span ?? {};
    if (typeof name !== 'string' || !Number.isFinite(startMs) || !Number.isFinite(endMs)) return [];
    return [{ name: text(name, 100), startMs: Number(startMs), endMs: Number(endMs) }];
  });
}

function text(value: unknown, maxLength: number): string {
  return typeof value === 'string' ? value.slice(0, maxLength) : '';
}
