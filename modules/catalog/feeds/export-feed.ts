// Exports the catalogue as a feed that an import takes: terms, people, then titles, what others refer to first.
import type { Subject } from '../rows.ts';
import type { PersonContent, TermContent, TitleContent } from '../title.ts';
import { personToBody, termToBody, titleToBody } from '../wire.ts';
import { csvLine, flatten } from './csv-cells.ts';
import type { FeedStore } from './feed-store.ts';

const AT_ONCE = 200;

export type ExportFeed = ReturnType<typeof createExportFeed>;

type FeedObject = Readonly<Record<string, unknown>>;

export function createExportFeed({ feeds }: { readonly feeds: FeedStore }) {
  async function* records(): AsyncIterable<FeedObject> {
    for await (const { content } of pages<TermContent>('terms'))
      yield { type: 'term', ...termToBody(content) };
    for await (const { id, content, externalId } of pages<PersonContent>('people')) {
      const { portraitId: _portraitId, ...body } = personToBody(content);
      yield { type: 'person', externalId: externalId ?? id, ...body };
    }
    for await (const title of pages<TitleContent>('titles')) yield titleRecordOf(title);
  }

  async function* pages<C extends object>(table: 'terms' | 'people' | 'titles') {
    const ids = await feeds.order(table);
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const subjects = await feeds.findMany<C>(table, ids.slice(start, start + AT_ONCE));
      const named = await feeds.referencesTo(
        subjects.flatMap((subject) => [subject.id, ...referredBy(subject)]),
      );
      for (const subject of subjects) {
        const reference = named.get(subject.id);
        yield { ...subject, externalId: reference?.externalId, sidecars: reference?.sidecars ?? [], named };
      }
    }
  }

  return {
    /** JSON Lines. */
    async *json(): AsyncIterable<string> {
      for await (const record of records()) yield `${JSON.stringify(record)}\n`;
    },
    /** Read twice: the columns are those that some record needs. Begins with a byte order mark, for spreadsheets. */
    async *csv(): AsyncIterable<string> {
      const names = new Set(['type', 'externalId']);
      for await (const record of records()) for (const name of flatten(record).keys()) names.add(name);
      const columns = [...names].sort(byPlace);
      yield `\ufeff${csvLine(columns)}`;
      for await (const record of records()) {
        const cells = flatten(record);
        yield csvLine(columns.map((name) => cells.get(name) ?? ''));
      }
    },
  };
}

/** Ids of what a title refers to. */
function referredBy({ content }: Subject<object>): readonly string[] {
  if (!('members' in content)) return [];
  const { parentId, members, credits } = content as TitleContent;
  return [...members, ...(parentId === null ? [] : [parentId]), ...credits.map(({ personId }) => personId)];
}

function titleRecordOf(title: {
  readonly id: string;
  readonly content: TitleContent;
  readonly externalId: string | undefined;
  readonly sidecars: readonly object[];
  readonly named: ReadonlyMap<string, { readonly externalId: string }>;
}): FeedObject {
  const {
    parentId,
    members,
    credits,
    artwork: _artwork,
    relations: _relations,
    ...body
  } = titleToBody(title.content);
  const name = (id: string): string => title.named.get(id)?.externalId ?? id;
  return {
    type: 'title',
    externalId: title.externalId ?? title.id,
    ...body,
    parent: parentId === null ? null : name(parentId),
    members: members.map(name),
    credits: credits.map(({ personId, role, character }) => ({ person: name(personId), role, character })),
    sidecars: title.sidecars,
  };
}

/** Columns in the order of their groups, and groups in that of their numbers. */
function byPlace(a: string, b: string): number {
  const first = [
    'type',
    'externalId',
    'kind',
    'slug',
    'parent',
    'number',
    'originalLanguage',
    'names',
    'texts',
  ];
  const place = (name: string): number => {
    const index = first.indexOf(name.split('.', 1)[0] ?? '');
    return index < 0 ? first.length : index;
  };
  return place(a) - place(b) || a.localeCompare(b, 'en', { numeric: true });
}
