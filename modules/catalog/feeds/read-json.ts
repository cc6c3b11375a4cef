// Reads a JSON feed: an array of records, or one record after the other (JSON Lines), without holding more than one.
import { feedError } from './errors.ts';
import type { FeedItem } from './feed-record.ts';

const MAX_RECORD_LENGTH = 1_048_576;
const MAX_DEPTH = 32;

/** @throws `feed-unreadable` where records cannot be told apart */
export async function* readJson(text: AsyncIterable<string>): AsyncIterable<FeedItem> {
  const state: Scan = {
    piece: '',
    depth: 0,
    inString: false,
    isEscaped: false,
    line: 1,
    startsAt: 1,
    form: null,
  };
  for await (const chunk of text) yield* scan(state, chunk);
  if (state.depth > 0 || state.form === 'array')
    throw feedError(
      'feed-unreadable',
      `The feed ends within what begins on line ${state.startsAt}. Is it whole?`,
    );
}

interface Scan {
  piece: string;
  depth: number;
  inString: boolean;
  isEscaped: boolean;
  line: number;
  /** The line on which the record begins. */
  startsAt: number;
  form: 'array' | 'lines' | 'ended' | null;
}

function* scan(state: Scan, chunk: string): Generator<FeedItem> {
  // Where the part of this chunk that belongs to the record begins.
  let from = 0;
  for (let at = 0; at < chunk.length; at++) {
    const letter = chunk[at] as string;
    if (letter === '\n') state.line++;
    if (state.depth === 0) {
      if (letter === '{') {
        if (state.form === 'ended') throw unexpected(letter, state.line);
        state.form ??= 'lines';
        state.depth = 1;
        state.startsAt = state.line;
        from = at;
      } else between(state, letter);
      continue;
    }
    if (state.inString) {
      if (state.isEscaped) state.isEscaped = false;
      else if (letter === '\\') state.isEscaped = true;
      else if (letter === '"') state.inString = false;
      continue;
    }
    if (letter === '"') state.inString = true;
    else if (letter === '{' || letter === '[') state.depth++;
    else if (letter === '}' || letter === ']') state.depth--;
    if (state.depth > MAX_DEPTH)
      throw feedError('feed-unreadable', `Line ${state.line} is nested more than ${MAX_DEPTH} deep.`);
    if (state.depth > 0) continue;
    yield readRecord(state.piece + chunk.slice(from, at + 1), state.startsAt);
    state.piece = '';
  }
  if (state.depth > 0) state.piece += chunk.slice(from);
  if (state.piece.length > MAX_RECORD_LENGTH)
    throw feedError(
      'feed-unreadable',
      `The record that begins on line ${state.startsAt} has more than ${MAX_RECORD_LENGTH} characters. Is a bracket missing?`,
    );
}

/** What may stand between records: space, a comma, and the brackets of the array. */
function between(state: Scan, letter: string): void {
  if (/[\s\ufeff]/.test(letter)) return;
  if (letter === '[' && state.form === null) state.form = 'array';
  else if (letter === ']' && state.form === 'array') state.form = 'ended';
  else if (letter !== ',' || state.form !== 'array') throw unexpected(letter, state.line);
}

function unexpected(letter: string, line: number): Error {
  return feedError(
    'feed-unreadable',
    `Line ${line} has "${letter}" where a record or the end is expected. Send an array of objects, or one object on each line.`,
  );
}

function readRecord(text: string, line: number): FeedItem {
  try {
    const value: Record<string, unknown> = JSON.parse(text);
    return { record: { line, value, columnOf: (path) => path.join('.') } };
  } catch (error) {
    const message = `This is no JSON: ${error instanceof Error ? error.message : String(error)}.`;
    return { problem: { line, column: null, value: text.slice(0, 200), message } };
  }
}
