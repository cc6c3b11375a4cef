// Kills the server and its encoders at random moments while films are uploaded, watched and filled, and checks what must hold.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { makeSource } from '../media/make.ts';
import type { SourceWish } from '../media/spec.ts';
import { makeDataDir } from '../server/server-process.ts';
import type { AssetAnswer } from '../server/upload.ts';
import { decodeWithSystemFfmpeg, findSystemFfmpeg } from '../verify/system-ffmpeg.ts';
import { createRandom, type Random } from './random.ts';
import { startRestartingRoles } from './restarting-roles.ts';
import { type RestartingServer, startRestartingServer } from './restarting-server.ts';
import { type UploadTally, uploadThroughCrashes } from './upload-through-crashes.ts';
import { type FilmUrls, fetchSegment, urlsOf, type Viewing, watchUntil } from './viewer.ts';

export interface ChaosPlan {
  readonly seed: number;
  readonly kills: number;
  /** Length of the films. */
  readonly seconds: number;
  /** Pause between two kills, at most. */
  readonly pauseMs: number;
  /** One process for each role instead of one with all. */
  readonly isApart?: boolean;
  log(line: string): void;
}

export interface ChaosReport {
  serverKills: number;
  encoderKills: number;
  films: number;
  readonly upload: UploadTally;
  served: number;
  broken: number;
  segmentsCompared: number;
  slowestRestartMs: number;
  /** From the last kill until every film was complete. */
  settledAfterMs: number;
  decoded: boolean;
}

/** Runs the plan. Throws on the first promise that was broken. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosReport> {
  const dir = await makeDataDir();
  const start = plan.isApart === true ? startRestartingRoles : startRestartingServer;
  const server = await start({ dataDir: dir.path });
  try {
    return await run(plan, server);
  } finally {
    await server.stop();
    await dir.remove();
  }
}

const SETTLE_LIMIT_MS = 300_000;

interface Film extends FilmUrls {
  readonly assetId: string;
  /** Stored segments seen last: they never become fewer. */
  ready: number;
}

async function run(plan: ChaosPlan, server: RestartingServer): Promise<ChaosReport> {
  const sources = await makeFilms(plan.seconds);
  const films: Film[] = [];
  const viewing: Viewing = { served: 0, broken: 0, hashes: new Map() };
  const report: ChaosReport = {
    serverKills: 0,
    encoderKills: 0,
    films: 0,
    upload: { acknowledgements: 0, resumes: 0 },
    served: 0,
    broken: 0,
    segmentsCompared: 0,
    slowestRestartMs: 0,
    settledAfterMs: 0,
    decoded: false,
  };
  const over = new AbortController();
  const uploading = uploadUntil(over.signal, { server, sources, films, tally: report.upload });
  const watching = watchUntil(over.signal, viewing, {
    random: createRandom(plan.seed + 1),
    films: () => films,
  });
  // A broken promise must end the run at once, not after the last kill.
  const failed = Promise.all([uploading, watching]).then(() => new Promise<never>(() => {}));
  await Promise.race([killAll(plan, server, { films, viewing, report }), failed]);
  const lastKillAt = performance.now();
  over.abort();
  await Promise.all([uploading, watching]);
  for (const film of films) await untilComplete(server, film);
  report.settledAfterMs = performance.now() - lastKillAt;
  await checkAll(films, viewing, report);
  return { ...report, films: films.length, served: viewing.served, broken: viewing.broken };
}

async function makeFilms(seconds: number): Promise<{ name: string; bytes: Buffer }[]> {
  const wishes: SourceWish[] = [
    { seconds, video: { width: 640, height: 360, gopFrames: 100 } },
    { seconds, container: 'mkv', video: { width: 854, height: 480 }, audio: { codec: 'opus' } },
  ];
  const made = await Promise.all(wishes.map((wish) => makeSource(wish)));
  return await Promise.all(
    made.map(async ({ path }, n) => ({ name: `film ${n}`, bytes: await readFile(path) })),
  );
}

/** One film after the other, the next when the one before is complete, so that there is always something to break. */
async function uploadUntil(
  signal: AbortSignal,
  given: {
    readonly server: RestartingServer;
    readonly sources: readonly { name: string; bytes: Buffer }[];
    readonly films: Film[];
    readonly tally: UploadTally;
  },
): Promise<void> {
  const { server, sources, films, tally } = given;
  for (let n = 0; !signal.aborted; n++) {
    const source = sources[n % sources.length];
    assert.ok(source !== undefined);
    const assetId = await uploadThroughCrashes(server, source, tally);
    await untilPlayable(server, assetId);
    const film = { assetId, ready: 0, ...(await urlsOf(server, assetId)) };
    films.push(film);
    while (!signal.aborted && (await look(server, film)).state === 'playable') await delay(200);
  }
}

async function killAll(
  plan: ChaosPlan,
  server: RestartingServer,
  given: { readonly films: Film[]; readonly viewing: Viewing; readonly report: ChaosReport },
): Promise<void> {
  const random: Random = createRandom(plan.seed);
  const { report } = given;
  while (report.serverKills + report.encoderKills < plan.kills) {
    const number = report.serverKills + report.encoderKills + 1;
    // The first half may hit the first upload; the second half hits a house in which somebody watches.
    if (number > plan.kills / 2) await untilServed(given.viewing);
    await delay(random.whole(50, plan.pauseMs));
    if (random.next() < 0.5) {
      const { who, readyAfterMs } = await server.crash((among) => random.pick(among));
      report.serverKills++;
      report.slowestRestartMs = Math.max(report.slowestRestartMs, readyAfterMs);
      plan.log(`kill ${number}: ${who}; ready again after ${readyAfterMs.toFixed(0)} ms`);
    } else if (await server.crashEncoder((pids) => random.pick(pids))) {
      report.encoderKills++;
      plan.log(`kill ${number}: an encoder process`);
    }
    for (const film of given.films) await look(server, film);
  }
}

/** Until a viewer has got one more segment. */
async function untilServed(viewing: Viewing): Promise<void> {
  const before = viewing.served;
  const deadline = Date.now() + SETTLE_LIMIT_MS;
  while (viewing.served === before) {
    assert.ok(Date.now() < deadline, 'nothing is served any more');
    await delay(50);
  }
}

/** Asks how a film is, and checks that what was committed still is. */
async function look(server: RestartingServer, film: Film): Promise<AssetAnswer> {
  const before = film.ready;
  const asset = await ask(server, film.assetId);
  const ready = asset.renditions.reduce((sum, rendition) => sum + rendition.ready, 0);
  assert.ok(ready >= before, `asset ${film.assetId} had ${before} segments and has ${ready}`);
  film.ready = Math.max(film.ready, ready);
  assert.ok(
    asset.state === 'playable' || asset.state === 'complete',
    `asset ${film.assetId} is ${asset.state}: ${JSON.stringify(asset.reason)}`,
  );
  return asset;
}

async function ask(server: RestartingServer, assetId: string): Promise<AssetAnswer> {
  return await server.insist(async () => {
    const response = await server.fetch(`/api/v1/assets/${assetId}`);
    const text = await response.text();
    if (response.status >= 500) return undefined;
    // An acknowledged upload is an asset, for ever.
    assert.equal(response.status, 200, `asset ${assetId}: ${text}`);
    return JSON.parse(text) as AssetAnswer;
  });
}

async function untilPlayable(server: RestartingServer, assetId: string): Promise<void> {
  for (;;) {
    const { state, reason } = await ask(server, assetId);
    if (state === 'playable' || state === 'complete') return;
    assert.equal(state, 'examining', `asset ${assetId} is ${state}: ${JSON.stringify(reason)}`);
    await delay(100);
  }
}

async function untilComplete(server: RestartingServer, film: Film): Promise<void> {
  const deadline = Date.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const asset = await look(server, film);
    if (asset.state === 'complete') return;
    assert.ok(
      Date.now() < deadline,
      `asset ${film.assetId} does not become complete: ${JSON.stringify(asset)}`,
    );
    await delay(200);
  }
}

/** Every segment, now that all are stored, is what was served before; and every film decodes to its end. */
async function checkAll(films: readonly Film[], viewing: Viewing, report: ChaosReport): Promise<void> {
  const seen = new Set(viewing.hashes.keys());
  for (const film of films)
    for (const url of film.segments) assert.ok(await fetchSegment(url, viewing), `${url} is not served`);
  report.segmentsCompared = seen.size;
  if (findSystemFfmpeg() === null) return;
  for (const film of films) {
    const { code, stderr } = await decodeWithSystemFfmpeg(film.hlsUrl);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  }
  report.decoded = true;
}
