// Playback sessions that are there without anybody having signed in: for tests and benches of what comes after.
import { createEpisodes } from '@vitascope/catalog';
import type { Database } from '@vitascope/platform/database';
import { silentLogger, systemClock } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { createWatch } from '@vitascope/playback';

export interface Viewing {
  readonly sessionId: string;
  readonly token: string;
}

/** So long ago they began, so that beats can lie in the past. */
const BEGUN_MS = 3_600_000;
/** As a session's own, so that every beat moves it. */
const LEASE_MS = 45_000;
const AT_ONCE = 1_000;

/** Each with an account and a profile of its own. The server that is to take their beats has migrated the database. */
export async function makeViewings(database: Database, count: number): Promise<readonly Viewing[]> {
  const startedAt = Date.now() - BEGUN_MS;
  const idOf = (prefix: string, n: number) => `${prefix}_01k9x000000000000000${String(n).padStart(7, '0')}`;
  const numbers = Array.from({ length: count }, (_, n) => n + 1);
  const identity = database.kysely.withSchema('identity');
  const playback = database.kysely.withSchema('playback');
  for (let start = 0; start < count; start += AT_ONCE) {
    const some = numbers.slice(start, start + AT_ONCE);
    const accounts = some.map((n) => ({ id: idOf('ac', n), name: 'Somebody', email: `${n}@example.org` }));
    await identity.insertInto('accounts').values(accounts).execute();
    const profiles = some.map((n) => ({
      id: idOf('pr', n),
      account_id: idOf('ac', n),
      name: 'Somebody',
      audio_languages: [],
      caption_languages: [],
      captions: 'off',
      is_kids: false,
    }));
    await identity.insertInto('profiles').values(profiles).execute();
    const sessions = some.map((n) => ({
      id: idOf('ps', n),
      account_id: idOf('ac', n),
      profile_id: idOf('pr', n),
      title_id: idOf('ti', n),
      asset_id: idOf('as', n),
      started_at: new Date(startedAt),
      lease_expires_at: new Date(Date.now() + LEASE_MS),
    }));
    await playback.insertInto('sessions').values(sessions).execute();
  }
  const telemetry = await createTelemetry({ serviceName: 'test', logLevel: 'silent', processMetrics: false });
  const episodes = createEpisodes(database);
  const watch = await createWatch({
    database,
    episodes,
    config: { watchedPercent: 92 },
    clock: systemClock,
    logger: silentLogger,
    telemetry,
  });
  try {
    return numbers.map((n) => {
      const of = (prefix: string) => idOf(prefix, n);
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
  const sessions = database.kysely.withSchema('playback').selectFrom('sessions');
  const rows = await sessions.select(['id', 'last_sequence']).execute();
  return new Map(rows.map((row) => [String(row['id']), Number(row['last_sequence'])]));
}
