// Imports a feed: reads it once to know what is there, then once for each step, so that nothing needs to be in order.
import type { Database } from '@vitascope/platform/database';
import type { ChangeStore } from '../change-store.ts';
import type { PrepareDeps } from '../prepare.ts';
import type { AnyTransaction } from '../rows.ts';
import type { Versioned } from '../versioned.ts';
import { applyRecord, RecordRefused } from './apply-record.ts';
import { decodeText } from './decode-text.ts';
import { feedError } from './errors.ts';
import {
  type FeedFormat,
  type FeedItem,
  type FeedProblem,
  type RawRecord,
  STEPS,
  stepOf,
} from './feed-record.ts';
import { type Contents, type FeedWorldDeps, imaginedWorld, type Outcome, realWorld } from './feed-world.ts';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readMrss } from './read-mrss.ts';

export const MAX_FEED_BYTES = 256 * 1_048_576;
const MAX_RECORDS = 200_000;

/** How far an import is: steps and records of the step that are over. */
export interface Progress {
  readonly step: number;
  readonly done: number;
}

export interface FeedImport {
  readonly format: FeedFormat;
  /** Only says what would happen. */
  readonly isDryRun: boolean;
  readonly actor: string;
  /** Where an attempt before this one ended; a dry run begins again. */
  readonly resume: Progress;
  readonly signal: AbortSignal;
  /** The feed from its beginning; asked for several times. */
  open(): Promise<AsyncIterable<Uint8Array>>;
  /** Called first, with the problems of what cannot be read. */
  onRead(records: number, problems: readonly FeedProblem[]): Promise<void>;
  /** Called in the transaction of the record; null in a dry run and where the record was refused. */
  onRecord(
    transaction: AnyTransaction | null,
    result: { readonly progress: Progress; readonly outcome: Outcome | readonly FeedProblem[] },
  ): Promise<void>;
}

export type ImportFeed = ReturnType<typeof createImportFeed>;

export function createImportFeed(
  deps: FeedWorldDeps & {
    readonly database: Database;
    readonly changes: Pick<ChangeStore, 'inOrder'>;
    readonly prepare: PrepareDeps;
    readonly versioned: { readonly [K in keyof Contents]: Versioned<Contents[K]> };
    /** Called after records that may have renamed a genre, tag or mood. */
    termsChanged(): void;
  },
) {
  const { database, changes } = deps;

  /** @throws `feed-unreadable`, `feed-too-large` */
  return async (feed: FeedImport): Promise<void> => {
    const { repeated, stepsUsed } = await readThrough(feed);
    const imagined = feed.isDryRun ? imaginedWorld(deps) : null;
    const apply = async (raw: RawRecord, progress: Progress): Promise<void> => {
      try {
        if (imagined !== null) {
          const outcome = await database.kysely
            .transaction()
            .setAccessMode('read only')
            .execute((transaction) => applyRecord(imagined(transaction), raw));
          return await feed.onRecord(null, { progress, outcome });
        }
        await changes.inOrder(async (transaction) => {
          const outcome = await applyRecord(realWorld(deps, transaction, feed.actor), raw);
          await feed.onRecord(transaction, { progress, outcome });
        });
      } catch (error) {
        if (!(error instanceof RecordRefused)) throw error;
        await feed.onRecord(null, { progress, outcome: error.problems });
      }
    };
    for (let step = feed.resume.step; step < STEPS; step++) {
      if (!stepsUsed.has(step)) continue;
      let done = 0;
      for await (const item of itemsOf(feed)) {
        feed.signal.throwIfAborted();
        if (!('record' in item) || stepOf(item.record.value) !== step || repeated.has(item.record.line))
          continue;
        done++;
        if (step === feed.resume.step && done <= feed.resume.done) continue;
        await apply(item.record, { step, done });
      }
      if (step === 0) deps.termsChanged();
    }
  };
}

async function* itemsOf({ open, format }: Pick<FeedImport, 'open' | 'format'>): AsyncIterable<FeedItem> {
  const text = decodeText(await open(), MAX_FEED_BYTES);
  yield* format === 'csv' ? readCsv(text) : format === 'json' ? readJson(text) : readMrss(text);
}

/** Finds what cannot be read and what is there twice: importing both would change it each time. */
async function readThrough(feed: FeedImport) {
  const lines = new Map<string, number>();
  const repeated = new Set<number>();
  const stepsUsed = new Set<number>();
  const problems: FeedProblem[] = [];
  let records = 0;
  for await (const item of itemsOf(feed)) {
    feed.signal.throwIfAborted();
    if (++records > MAX_RECORDS)
      throw feedError('feed-too-large', `The feed has more than ${MAX_RECORDS} records. Send it in parts.`);
    if (!('record' in item)) {
      if (problems.length < MAX_PROBLEMS_AT_ONCE) problems.push(item.problem);
      continue;
    }
    const { value, line } = item.record;
    stepsUsed.add(stepOf(value));
    const key = keyOf(value);
    const before = key === null ? undefined : lines.get(key);
    if (key !== null && before === undefined) lines.set(key, line);
    if (before === undefined) continue;
    repeated.add(line);
    problems.push({
      line,
      column: 'externalId',
      value: key,
      message: `It is on line ${before} already. Keep one.`,
    });
  }
  await feed.onRead(records, problems);
  return { repeated, stepsUsed };
}

const MAX_PROBLEMS_AT_ONCE = 10_000;

function keyOf({ type = 'title', externalId, kind, slug }: RawRecord['value']): string | null {
  if (type === 'term') return `${type} ${kind} ${slug}`;
  return typeof externalId === 'string' ? `${type} ${externalId}` : null;
}
