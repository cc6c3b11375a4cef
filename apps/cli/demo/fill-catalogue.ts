/** Puts the sample library into the catalogue: what is there already stays as it is. */
import type { AnswerOf, Client } from '@vitascope/client';
import { isMissing } from './accounts.ts';
import { people, terms } from './names.ts';
import { type DemoTitle, titles } from './titles.ts';

type Title = AnswerOf<'GET', '/api/v1/catalog/titles/{id}'>;

export interface Filled {
  readonly made: number;
  /** Those that were there and lacked their film. */
  readonly completed: number;
}

interface Filling {
  readonly api: Client;
  readonly signal: AbortSignal;
  /** The film of a title, uploaded when its turn comes; null where the demo is to have none. */
  filmOf(title: DemoTitle): Promise<UploadedFilm | null>;
  onTitle(title: DemoTitle, done: number, total: number): void;
}

export interface UploadedFilm {
  readonly assetId: string;
  readonly durationMs: number;
}

/** Titles that the system holds and that the demo did not make, at most `limit`. */
export async function strangersAmong(api: Client, limit: number): Promise<string[]> {
  const own = new Set(titles.map(({ slug }) => slug));
  const found: string[] = [];
  for await (const { slug } of api.items('/api/v1/catalog/titles', { params: { query: { limit: 200 } } })) {
    if (!own.has(slug)) found.push(slug);
    if (found.length === limit) break;
  }
  return found;
}

/** Whether an earlier run has got as far as the catalogue: accounts come before it. */
export async function hasBegun(api: Client): Promise<boolean> {
  for (const { slug } of titles) if ((await titleOf(api, slug)) !== null) return true;
  return false;
}

export async function fillCatalogue(filling: Filling): Promise<Filled> {
  const { api, signal } = filling;
  await makeTerms(filling);
  const personIds = await makePeople(filling);
  const titleIds = new Map<string, string>();
  let made = 0;
  let completed = 0;
  for (const [index, title] of titles.entries()) {
    signal.throwIfAborted();
    filling.onTitle(title, index, titles.length);
    const known = await titleOf(api, title.slug);
    const isWhole = known !== null && (title.film === undefined || known.assets.length > 0);
    const film = isWhole || title.film === undefined ? null : await filling.filmOf(title);
    if (known === null) {
      titleIds.set(title.slug, await makeTitle(filling, title, { film, personIds, titleIds }));
      made++;
      continue;
    }
    titleIds.set(title.slug, known.id);
    if (film === null) continue;
    await api.PATCH('/api/v1/catalog/titles/{id}', {
      params: { path: { id: known.id } },
      headers: { 'if-match': `"${known.revision}"` },
      body: mediaOf(film),
      signal,
    });
    completed++;
  }
  return { made, completed };
}

async function titleOf(api: Client, slug: string): Promise<Title | null> {
  try {
    return (await api.GET('/api/v1/catalog/titles/{id}', { params: { path: { id: slug } } })).data;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function makeTitle(
  { api, signal }: Filling,
  title: DemoTitle,
  known: {
    readonly film: UploadedFilm | null;
    readonly personIds: ReadonlyMap<string, string>;
    readonly titleIds: ReadonlyMap<string, string>;
  },
): Promise<string> {
  const { parent, credits = [], members = [], film: _film, ...body } = title;
  const { data } = await api.POST('/api/v1/catalog/titles', {
    body: {
      ...body,
      ...(parent === undefined ? {} : { parentId: idIn(known.titleIds, parent) }),
      members: members.map((slug) => idIn(known.titleIds, slug)),
      credits: credits.map(([person, role, character = null]) => ({
        personId: idIn(known.personIds, person),
        role,
        character,
      })),
      ...(known.film === null ? {} : mediaOf(known.film)),
    },
    signal,
  });
  return data.id;
}

/** Opening and closing titles as every film has them, in proportion. */
function mediaOf({ assetId, durationMs }: UploadedFilm) {
  const at = (share: number): number => Math.round(durationMs * share);
  return {
    assets: [{ assetId, purpose: 'main' as const }],
    markers: [
      { kind: 'intro' as const, startMs: at(0.05), endMs: at(0.2) },
      { kind: 'credits' as const, startMs: at(0.85), endMs: durationMs },
    ],
  };
}

function idIn(ids: ReadonlyMap<string, string>, slug: string): string {
  const id = ids.get(slug);
  if (id === undefined) throw new Error(`The demo's own list names "${slug}" before it is there.`);
  return id;
}

async function makeTerms({ api, signal }: Filling): Promise<void> {
  const known = new Set<string>();
  for await (const { kind, slug } of api.items('/api/v1/catalog/terms')) known.add(`${kind} ${slug}`);
  for (const body of terms)
    if (!known.has(`${body.kind} ${body.slug}`)) await api.POST('/api/v1/catalog/terms', { body, signal });
}

async function makePeople({ api, signal }: Filling): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for await (const { id, slug } of api.items('/api/v1/catalog/people')) ids.set(slug, id);
  for (const body of people) {
    if (ids.has(body.slug)) continue;
    const { data } = await api.POST('/api/v1/catalog/people', { body, signal });
    ids.set(body.slug, data.id);
  }
  return ids;
}
