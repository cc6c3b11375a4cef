// For tests: a catalogue on a real database, content to put into it, and a clock in the test's hands.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createFileSystemBlobs } from '@vitascope/platform/blobs';
import type { Database } from '@vitascope/platform/database';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { createJobs } from '@vitascope/platform/jobs';
import { silentLogger, systemClock } from '@vitascope/platform/kernel';
import type { Publication, Window } from './availability.ts';
import { type Catalog, catalogMigrations, createCatalog } from './catalog.ts';
import { createImports } from './feeds/imports.ts';
import type { TitleContent } from './title.ts';

export const actor = 'a tester';
export const NOON = Date.UTC(2001, 0, 1, 12);
export const HOUR_MS = 3_600_000;

export const freeEverywhere: Window = {
  opensAt: null,
  closesAt: null,
  territories: [],
  exceptTerritories: [],
  devices: [],
  offer: { kind: 'free', plans: [] },
};

export const released: Publication = {
  isReleased: true,
  publishAt: null,
  embargoUntil: null,
  expireAt: null,
};
export const draft: Publication = { ...released, isReleased: false };

/** A film that anybody may see and nobody can play: it has no asset. */
export function filmContent(name: string, changes: Partial<TitleContent> = {}): TitleContent {
  return {
    kind: 'film',
    slug: '',
    parentId: null,
    number: null,
    originalLanguage: 'en',
    texts: { en: { name, tagline: null, synopsis: null } },
    firstShownOn: null,
    countries: [],
    genres: [],
    tags: [],
    moods: [],
    ratings: [],
    credits: [],
    assets: [],
    markers: [],
    members: [],
    artwork: [],
    relations: [],
    publication: released,
    windows: [freeEverywhere],
    ...changes,
  };
}

const assetId = `as_${'0'.repeat(26)}`;
export const mainAssetMs = 5_400_000;
export const mainAsset = [{ assetId, purpose: 'main' as const, names: {} }];

/** A catalogue that knows one asset, {@link assetId}. */
export async function openCatalog(context: Pick<TestContext, 'after'>) {
  const database = await openTestDatabase({ migrations: [catalogMigrations] });
  context.after(() => database.close());
  const clock = {
    time: NOON,
    now: () => clock.time,
  };
  const asked = { durations: 0 };
  const catalog = createCatalog({
    database,
    clock,
    knownAssets: async (ids) => new Set(ids.filter((id) => id === assetId)),
    assetDurations: async (ids) => {
      asked.durations += 1;
      return new Map(ids.filter((id) => id === assetId).map((id) => [id, mainAssetMs]));
    },
  });
  const film = async (name: string, changes: Partial<TitleContent> = {}) =>
    catalog.titles.create(filmContent(name, changes), { actor });
  return { database, catalog, clock, film, asked };
}

/** Imports into the catalogue, on a folder and jobs of their own. */
export async function openImports(
  context: Pick<TestContext, 'after'>,
  { database, catalog }: { readonly database: Database; readonly catalog: Catalog },
) {
  const dir = await mkdtemp(join(tmpdir(), 'vitascope-imports-'));
  const blobs = await createFileSystemBlobs({ dir, reserveBytes: 0 });
  const jobs = createJobs({ database, logger: silentLogger });
  context.after(async () => {
    await jobs.stop({ graceSeconds: 1 });
    await rm(dir, { recursive: true, force: true });
  });
  return { blobs, imports: createImports({ database, catalog, blobs, jobs, clock: systemClock }) };
}
