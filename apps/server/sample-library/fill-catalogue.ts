/** Puts the sample library into the catalogue: what is there already stays as it is. */
import { type AnswerOf, ApiProblem, type Client, type ItemOf } from '@vitascope/client';
import type { Artwork, ArtworkUploads } from './artwork/upload-artwork.ts';
import { people, terms } from './names.ts';
import { type DemoTitle, titles } from './titles.ts';

type Title = AnswerOf<'GET', '/api/v1/catalog/titles/{id}'>;
type Person = ItemOf<'/api/v1/catalog/people'>;

export interface Filled {
  readonly made: number;
  /** Those that were there and lacked their film or artwork. */
  readonly completed: number;
  /** By slug. */
  readonly titleIds: ReadonlyMap<string, string>;
}

interface Filling {
  readonly api: Client;
  readonly signal: AbortSignal;
  /** The film of a title, uploaded when its turn comes; null where the demo is to have none. */
  filmOf(title: DemoTitle): Promise<UploadedFilm | null>;
  readonly artwork: ArtworkUploads;
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
    const [film, artwork] = await Promise.all([
      title.film !== undefined && !known?.assets.length ? filling.filmOf(title) : null,
      known?.artwork.length ? null : filling.artwork.of(title),
    ]);
    if (known === null) {
      titleIds.set(title.slug, await makeTitle(filling, title, { film, artwork, personIds, titleIds }));
      made++;
      continue;
    }
    titleIds.set(title.slug, known.id);
    if (film === null && artwork === null) continue;
    await api.PATCH('/api/v1/catalog/titles/{id}', {
      params: { path: { id: known.id } },
      headers: { 'if-match': `"${known.revision}"` },
      body: { ...mediaOf(film), ...(artwork === null ? {} : { artwork }) },
      signal,
    });
    completed++;
  }
  return { made, completed, titleIds };
}

async function titleOf(api: Client, slug: string): Promise<Title | null> {
  try {
    return (await api.GET('/api/v1/catalog/titles/{id}', { params: { path: { id: slug } } })).data;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

async function makeTitle(
  { api, signal }: Filling,
  title: DemoTitle,
  known: {
    readonly film: UploadedFilm | null;
    readonly artwork: Artwork | null;
    readonly personIds: ReadonlyMap<string, string>;
    readonly titleIds: ReadonlyMap<string, string>;
  },
): Promise<string> {
  const { parent, credits = [], members = [], relations = [], film: _film, look: _look, ...body } = title;
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
      relations: relations.map(([kind, slug]) => ({ kind, titleId: idIn(known.titleIds, slug) })),
      artwork: known.artwork ?? [],
      ...mediaOf(known.film),
    },
    signal,
  });
  return data.id;
}

/** Opening and closing titles as every film has them, in proportion. */
function mediaOf(film: UploadedFilm | null) {
  if (film === null) return {};
  const { assetId, durationMs } = film;
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

async function makePeople({ api, signal, artwork }: Filling): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, Person>();
  for await (const person of api.items('/api/v1/catalog/people')) known.set(person.slug, person);
  const ids = new Map([...known].map(([slug, { id }]) => [slug, id]));
  for (const [index, body] of people.entries()) {
    const person = known.get(body.slug);
    if (person !== undefined && person.portraitId !== null) continue;
    const portraitId = await artwork.portrait(index + 1);
    if (person === undefined) {
      const { data } = await api.POST('/api/v1/catalog/people', { body: { ...body, portraitId }, signal });
      ids.set(body.slug, data.id);
    } else {
      await api.PATCH('/api/v1/catalog/people/{id}', {
        params: { path: { id: person.id } },
        headers: { 'if-match': `"${person.revision}"` },
        body: { portraitId },
        signal,
      });
    }
  }
  return ids;
}
