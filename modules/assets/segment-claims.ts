// One maker for a segment among all processes: a short lease in the database, renewed while the making lasts.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';
import type { SegmentKey } from './playable.ts';

/** A maker that died is followed by another after this long. */
const LEASE_SECONDS = 4;
const RENEW_MS = 1_300;

/** How often those who wait look whether the segment is there. */
const LOOK_MS = 120;

export interface SegmentClaims {
  /**
   * Waits until this process may make the segment, or until `find` finds it made by another. The claim lasts until
   * `release` is called, or this process dies.
   */
  acquire<T>(
    key: SegmentKey,
    options: { find(): Promise<T | null>; readonly signal: AbortSignal },
  ): Promise<{ readonly found: T } | { readonly found: null; release(): Promise<void> }>;
}

export function createSegmentClaims(database: Database): SegmentClaims {
  const holder = randomUUID();
  // biome-ignore lint/suspicious/noExplicitAny: raw SQL on this file's one table.
  const db = database.kysely as Kysely<any>;

  /** True when the claim is ours: new, renewed, or taken from a maker that stopped renewing it. */
  const claim = async ({ assetId, renditionId, number }: SegmentKey): Promise<boolean> => {
    const result = await sql`
      insert into assets.segment_claims as claim (asset_id, rendition_id, number, holder, expires_at)
      values (${assetId}, ${renditionId}, ${number}, ${holder}, clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}))
      on conflict (asset_id, rendition_id, number) do update
        set holder = excluded.holder, expires_at = excluded.expires_at
        where claim.holder = excluded.holder or claim.expires_at < clock_timestamp()
    `.execute(db);
    return (result.numAffectedRows ?? 0n) > 0n;
  };

  const release = async ({ assetId, renditionId, number }: SegmentKey): Promise<void> => {
    await sql`
      delete from assets.segment_claims
      where asset_id = ${assetId} and rendition_id = ${renditionId} and number = ${number} and holder = ${holder}
    `.execute(db);
  };

  return {
    async acquire(key, { find, signal }) {
      while (!(await claim(key))) {
        await sleep(LOOK_MS, undefined, { signal });
        const found = await find();
        if (found !== null) return { found };
      }
      const renewal = setInterval(() => void claim(key).catch(() => {}), RENEW_MS);
      return {
        found: null,
        async release() {
          clearInterval(renewal);
          await release(key);
        },
      };
    },
  };
}
