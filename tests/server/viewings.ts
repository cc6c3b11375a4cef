// Playback sessions that are there without anybody having signed in: for tests and benches of what comes after.
import { createEpisodes } from '@vitascope/catalog';
import type { Database } from '@vitascope/platform/database';
import { silentLogger, systemClock } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { createWatch } from '@vitascope/playback';
import { sql } from 'kysely';

export interface Viewing {
  readonly sessionId: string;
  readonly token: string;
}

/** So long ago they began, so that beats can lie in the past. */
export const BEGUN_MS = 3_600_000;

/** Each with an account and a profile of its own. The server that is to take their beats has migrated the database. */
export async function makeViewings(database: Database, count: number): Promise<readonly Viewing[]> {
  const startedAt = Date.now() - BEGUN_MS;
  const id = (prefix: string) => sql`${`${prefix}_01k9x000000000000000`}::text || lpad(n::text, 7, '0')`;
  const numbers = sql`from generate_series(1, ${count}::integer) as n`;
  await sql`insert into identity.accounts (id, name, email)
    select ${id('ac')}, 'Somebody', n || '@example.org' ${numbers}`.execute(database.kysely);
  await sql`insert into identity.profiles
    (id, account_id, name, audio_languages, caption_languages, captions, is_kids)
    select ${id('pr')}, ${id('ac')}, 'Somebody', '{}', '{}', 'off', false ${numbers}`.execute(
    database.kysely,
  );
  await sql`insert into playback.sessions
    (id, account_id, profile_id, title_id, asset_id, started_at, lease_expires_at)
    select ${id('ps')}, ${id('ac')}, ${id('pr')}, ${id('ti')}, ${id('as')},
      ${new Date(startedAt)}::timestamptz, now() + interval '1 hour' ${numbers}`.execute(database.kysely);
  await sql`analyze playback.sessions`.execute(database.kysely);
  const telemetry = await createTelemetry({ serviceName: 'test', logLevel: 'silent', processMetrics: false });
  const episodes = createEpisodes(database);
  const watch = await createWatch({
    database,
    episodes,
    clock: systemClock,
    logger: silentLogger,
    telemetry,
  });
  try {
    return Array.from({ length: count }, (_, n) => {
      const of = (prefix: string) => `${prefix}_01k9x000000000000000${String(n + 1).padStart(7, '0')}`;
      const [sessionId, accountId, profileId] = [of('ps'), of('ac'), of('pr')];
      const viewing = { sessionId, accountId, profileId, titleId: of('ti'), assetId: of('as') };
      return { sessionId, token: watch.issue({ ...viewing, startedAt, creditsAtMs: null }) };
    });
  } finally {
    await watch.close();
    await telemetry.close();
  }
}

/** The greatest sequence that is stored of each session. */
export async function storedSequences(database: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; sequence: number }>`
    select id, last_sequence as sequence from playback.sessions`.execute(database.kysely);
  return new Map(rows.map(({ id, sequence }) => [id, sequence]));
}
