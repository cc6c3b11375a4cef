// Looks for what is wrong with a machine before it hurts: `vitascope doctor`.
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createEncoderPool } from '@vitascope/encoder';
import { silentLogger } from '@vitascope/platform/kernel';
import { type Config, type Overrides, readConfig } from './config.ts';
import { openBlobs, openConfiguredDatabase } from './wiring.ts';

export interface DoctorCheck {
  readonly name: string;
  /** Null: could not be checked, and why is in the detail. */
  readonly ok: boolean | null;
  readonly detail: string;
  readonly remedy?: string;
}

export interface DoctorOptions extends Overrides {
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Below this a film or two fill the disk. */
const LOW_DISK_BYTES = 10 * 1024 ** 3;

/** Tokens and signed URLs stop working when clocks differ by more than a little. */
const MAX_CLOCK_SKEW_MS = 5_000;

/** Older than this software: a clock that says so was never set. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

export async function* runDoctor(options: DoctorOptions): AsyncIterable<DoctorCheck> {
  let config: Config;
  try {
    config = await readConfig(options.environment, options);
  } catch (error) {
    yield { name: 'configuration', ok: false, detail: (error as Error).message };
    return;
  }
  yield { name: 'configuration', ok: true, detail: `data in ${config.dataDir}` };
  yield await checkEncoder(config);
  yield* checkDatabaseAndClock(config);
  yield* checkObjects(config);
  yield await checkDisk(config);
  yield await checkPort(config);
}

async function checkEncoder(config: Config): Promise<DoctorCheck> {
  const pool = createEncoderPool({
    interactiveProcesses: 1,
    fillProcesses: 1,
    memoryCapBytes: config.encoder.memoryCapBytes,
    recycleAfterJobs: 1000,
    maxInteractiveWaitMs: 60_000,
    logger: silentLogger,
  });
  try {
    const report = (await pool.selfTest()) as {
      ok: boolean;
      ffmpeg: string;
      meanError: number;
      decodedFrames: number;
    };
    const detail = `FFmpeg ${report.ffmpeg}: ${report.decodedFrames} golden pictures came back, mean error ${report.meanError} of 255`;
    return report.ok
      ? { name: 'encoder', ok: true, detail }
      : {
          name: 'encoder',
          ok: false,
          detail,
          remedy: 'Install the packages again with npm ci: the media library does not work as built.',
        };
  } catch (error) {
    return {
      name: 'encoder',
      ok: false,
      detail: (error as Error).message,
      remedy:
        'The media library needs glibc 2.28 or newer on Linux (x64 or arm64), macOS or Windows. Run npm ci again.',
    };
  } finally {
    await pool.close();
  }
}

async function* checkDatabaseAndClock(config: Config): AsyncIterable<DoctorCheck> {
  const kind = config.database.url === undefined ? 'embedded PostgreSQL' : 'PostgreSQL by URL';
  try {
    const database = await openConfiguredDatabase(config, silentLogger);
    try {
      const row = await database.kysely
        .selectNoFrom((q) => [q.fn<Date>('clock_timestamp').as('now'), q.fn<string>('version').as('version')])
        .executeTakeFirstOrThrow();
      yield {
        name: 'database',
        ok: true,
        detail: `${kind}: ${row.version.split(' ').slice(0, 2).join(' ')}`,
      };
      yield checkClock(row.now.getTime());
    } finally {
      await database.close();
    }
  } catch (error) {
    yield {
      name: 'database',
      ok: false,
      detail: `${kind}: ${(error as Error).message}`,
      remedy:
        config.database.url === undefined
          ? 'Check that the data folder can be written to.'
          : 'Check VITASCOPE_DATABASE_URL and that the server accepts connections.',
    };
  }
}

function checkClock(databaseMs: number): DoctorCheck {
  const skewMs = Math.abs(Date.now() - databaseMs);
  if (Date.now() < EARLIEST_MS) {
    return {
      name: 'clock',
      ok: false,
      detail: `it says ${new Date().toISOString()}`,
      remedy: 'Set the clock, best by NTP: playback tokens depend on it.',
    };
  }
  if (skewMs > MAX_CLOCK_SKEW_MS) {
    return {
      name: 'clock',
      ok: false,
      detail: `it differs from the database's by ${Math.round(skewMs / 1000)} s`,
      remedy: 'Set both clocks by NTP.',
    };
  }
  return {
    name: 'clock',
    ok: true,
    detail: `${new Date().toISOString()}, within ${skewMs} ms of the database's`,
  };
}

async function* checkObjects(config: Config): AsyncIterable<DoctorCheck> {
  try {
    const blobs = await openBlobs(config);
    for (const check of await blobs.check())
      yield { name: `objects: ${check.name}`, ok: check.ok, detail: check.detail };
  } catch (error) {
    yield { name: 'objects', ok: false, detail: (error as Error).message };
  }
}

async function checkDisk(config: Config): Promise<DoctorCheck> {
  try {
    const { bavail, bsize } = await statfs(config.dataDir);
    const freeBytes = bavail * bsize;
    const detail = `${(freeBytes / 1e9).toFixed(1)} GB free for ${config.dataDir}`;
    if (freeBytes >= LOW_DISK_BYTES) return { name: 'disk', ok: true, detail };
    return {
      name: 'disk',
      ok: false,
      detail,
      remedy:
        'Free some space or set VITASCOPE_DATA_DIR to a larger disk: a two-hour film takes 5 to 10 GB with its renditions.',
    };
  } catch (error) {
    return { name: 'disk', ok: null, detail: (error as Error).message };
  }
}

async function checkPort(config: Config): Promise<DoctorCheck> {
  const name = `port ${config.port}`;
  if (await canListen(config)) return { name, ok: true, detail: `free on ${config.host}` };
  const isOurs = await fetch(`http://${config.host}:${config.port}/healthz`, {
    signal: AbortSignal.timeout(2_000),
  }).then(
    (response) => response.ok,
    () => false,
  );
  if (isOurs) return { name, ok: true, detail: 'Vitascope is listening on it' };
  return {
    name,
    ok: false,
    detail: `something else listens on ${config.host}`,
    remedy: 'Stop it, or set VITASCOPE_PORT to another port.',
  };
}

function canListen(config: Config): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: config.host, port: config.port }, () => server.close(() => resolve(true)));
  });
}
