// Puts one record of a feed into the catalogue, whole or not at all.
import { isDeepStrictEqual } from 'node:util';
import { isVitascopeError } from '@vitascope/platform/kernel';
import { foldText } from '../search-text.ts';
import { personContent, termContent, titleBody, titleContent, titleToBody } from '../wire.ts';
import {
  type FeedProblem,
  type PersonRecord,
  parseRecord,
  problemAt,
  type RawRecord,
  type TermRecord,
  type TitleRecord,
} from './feed-record.ts';
import type { FeedWorld, Outcome } from './feed-world.ts';

/** Thrown so that the transaction ends; what was wrong belongs into the report. */
export class RecordRefused extends Error {
  readonly problems: readonly FeedProblem[];

  constructor(problems: readonly FeedProblem[]) {
    super('The record has problems.');
    this.problems = problems;
  }
}

/** @throws RecordRefused */
export async function applyRecord(world: FeedWorld, raw: RawRecord): Promise<Outcome> {
  const record = parseRecord(raw);
  if (!('type' in record)) throw new RecordRefused(record);
  try {
    switch (record.type) {
      case 'title':
        return await applyTitle(world, raw, record);
      case 'person':
        return await applyPerson(world, record);
      case 'term':
        return await applyTerm(world, record);
    }
  } catch (error) {
    throw refusalOf(error, raw);
  }
}

/** What the catalogue refuses is a problem of the record; anything else is one of ours. */
function refusalOf(error: unknown, raw: RawRecord): unknown {
  if (!isVitascopeError(error) || (error.kind !== 'invalid' && error.kind !== 'conflict')) return error;
  const column = { 'slug-taken': 'slug', 'number-taken': 'number' }[error.code];
  const listed = error.details?.['problems'];
  const messages = Array.isArray(listed) ? listed.map(String) : [error.message];
  return new RecordRefused(
    messages.map((message) => problemAt(raw, column === undefined ? [] : [column], message)),
  );
}

async function applyTitle(world: FeedWorld, raw: RawRecord, record: TitleRecord): Promise<Outcome> {
  const { type: _type, externalId, parent, members, credits, sidecars, ...fields } = record;
  const problems: FeedProblem[] = [];
  const wanted = [externalId, ...(members ?? []), ...(parent == null ? [] : [parent])];
  const known = await world.subjectsOf('title', wanted);
  const idOf = (reference: string, path: readonly PropertyKey[]): string => {
    const subject = known.get(reference);
    if (subject === undefined)
      problems.push(
        problemAt(
          raw,
          path,
          `There is no title "${reference}", here or before in the order of kinds. Add it, or correct this.`,
        ),
      );
    return subject?.id ?? '';
  };
  const reference = known.get(externalId);
  const previous = reference === undefined ? null : await world.find('title', reference.id);
  const links = {
    ...(parent === undefined ? {} : { parentId: parent === null ? null : idOf(parent, ['parent']) }),
    ...(members === undefined
      ? {}
      : { members: members.map((member, index) => idOf(member, ['members', index])) }),
  };
  const language = record.originalLanguage ?? previous?.originalLanguage ?? 'en';
  const persons =
    credits === undefined ? {} : { credits: await creditsOf({ world, raw, problems, language }, credits) };
  if (problems.length > 0) throw new RecordRefused(problems);
  const body = titleBody.safeParse({
    ...(previous === null ? {} : titleToBody(previous)),
    ...fields,
    ...links,
    ...persons,
  });
  if (!body.success)
    throw new RecordRefused(
      body.error.issues.map(({ path, message }) => problemAt(raw, path, `${message}.`)),
    );
  const { id, outcome } = await world.save('title', reference?.id ?? null, titleContent(body.data));
  const files = sidecars ?? reference?.sidecars ?? [];
  const isKnown = reference !== undefined && isDeepStrictEqual(files, reference.sidecars);
  if (isKnown) return outcome;
  await world.writeReference({ kind: 'title', externalId, subjectId: id, sidecars: files });
  return outcome === 'unchanged' ? 'changed' : outcome;
}

/** People by their external id or id, or by their name; whoever is named and not there is made. */
async function creditsOf(
  context: {
    readonly world: FeedWorld;
    readonly raw: RawRecord;
    readonly problems: FeedProblem[];
    readonly language: string;
  },
  credits: NonNullable<TitleRecord['credits']>,
) {
  const { world, raw, problems, language } = context;
  const people = await world.subjectsOf('person', [
    ...new Set(credits.flatMap(({ person }) => person ?? [])),
  ]);
  const named = new Map(
    await world.peopleNamed(credits.flatMap(({ name }) => (name === undefined ? [] : foldText(name)))),
  );
  const written = [];
  for (const [index, { person, name = '', role, character }] of credits.entries()) {
    let personId = person === undefined ? named.get(foldText(name)) : people.get(person)?.id;
    if (person !== undefined && personId === undefined)
      problems.push(
        problemAt(
          raw,
          ['credits', index, 'person'],
          `There is no person "${person}". Add a record of type person, or give a name.`,
        ),
      );
    if (person === undefined && personId === undefined) {
      const content = {
        slug: '',
        originalLanguage: language,
        names: { [language]: name },
        portraitId: null,
        biographies: {},
      };
      personId = (await world.save('person', null, content)).id;
      named.set(foldText(name), personId);
    }
    written.push({ personId: personId ?? '', role, character });
  }
  return written;
}

async function applyPerson(world: FeedWorld, record: PersonRecord): Promise<Outcome> {
  const { type: _type, externalId, ...body } = record;
  const reference = (await world.subjectsOf('person', [externalId])).get(externalId);
  const previous = reference === undefined ? null : await world.find('person', reference.id);
  const kept = { slug: body.slug ?? previous?.slug, portraitId: previous?.portraitId ?? null };
  // A feed that says nothing of lives takes none away.
  const biographies = body.biographies ?? previous?.biographies ?? {};
  const content = personContent({ ...body, ...kept, biographies });
  const { id, outcome } = await world.save('person', reference?.id ?? null, content);
  if (reference === undefined)
    await world.writeReference({ kind: 'person', externalId, subjectId: id, sidecars: [] });
  return outcome;
}

async function applyTerm(world: FeedWorld, { type: _type, ...body }: TermRecord): Promise<Outcome> {
  const previous = await world.findTerm(body.kind, body.slug);
  return (await world.save('term', previous?.id ?? null, termContent(body))).outcome;
}
