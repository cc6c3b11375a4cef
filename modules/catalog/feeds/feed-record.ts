// What one record of a feed may say: a title, a person, or a genre, tag or mood. Titles refer to each other by external ids.
import { z } from 'zod';
import { creditRoles } from '../title.ts';
import { language, line, personBody, termBody, titlePatch } from '../wire.ts';

/** What the sender calls it. Printable, without spaces around it, so that it survives any spreadsheet. */
const externalId = z
  .string()
  .min(1)
  .max(200)
  .regex(
    /^[^\s\p{Cc};](?:[^\p{Cc};]*[^\s\p{Cc};])?$/u,
    'has control characters, semicolons or spaces around it',
  )
  .describe("The sender's own id of it. The same one finds the same title again.");

const sidecarKinds = ['video', 'artwork', 'subtitles', 'other'] as const;

const sidecar = z.strictObject({
  kind: z.enum(sidecarKinds),
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  language: language.nullable().default(null),
});
export type Sidecar = z.output<typeof sidecar>;

const credit = z
  .strictObject({
    person: externalId.optional().describe('The external id or the id of a person.'),
    name: line(200).optional().describe('Or a name: whoever has it, or a new person.'),
    role: z.enum(creditRoles),
    character: line(200).nullable().default(null),
  })
  .refine(({ person, name }) => (person === undefined) !== (name === undefined), 'needs a person or a name');

/** What only has ids of this system, or, as relations, of what comes later in the feed: it stays as editors have set it. */
const bySystem = { parentId: true, members: true, credits: true, artwork: true, relations: true } as const;

/** Fields that are left out stay as they are; a field that is given is replaced whole. */
export const titleRecord = titlePatch.omit(bySystem).extend({
  type: z.literal('title').default('title'),
  externalId,
  parent: externalId.nullable().optional().describe('The series of a season, the season of an episode, …'),
  members: z.array(externalId).max(1_000).optional().describe('Of a collection, in order.'),
  credits: z.array(credit).max(500).optional(),
  sidecars: z.array(sidecar).max(100).optional().describe('Files that belong to it; only remembered.'),
});
export type TitleRecord = z.output<typeof titleRecord>;

export const personRecord = personBody
  .omit({ portraitId: true })
  .extend({
    type: z.literal('person'),
    externalId,
    biographies: personBody.shape.biographies.unwrap().optional(),
  })
  .describe('A person that titles credit.');
export type PersonRecord = z.output<typeof personRecord>;

export const termRecord = termBody
  .extend({ type: z.literal('term') })
  .describe('What a genre, tag or mood is called; known by its kind and slug.');
export type TermRecord = z.output<typeof termRecord>;

export type FeedRecord = TitleRecord | PersonRecord | TermRecord;

export const feedFormats = ['csv', 'json', 'mrss'] as const;
export type FeedFormat = (typeof feedFormats)[number];

/** One thing that is wrong with a feed, where, with which value, and what to do. */
export interface FeedProblem {
  /** From 1. */
  readonly line: number;
  /** As the feed calls it: a column of CSV, a path in JSON, an element of XML. */
  readonly column: string | null;
  readonly value: string | null;
  readonly message: string;
}

/** A record as it was read, before anybody has checked it. */
export interface RawRecord {
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
  /** What the feed calls the place that a path of the value leads to. */
  columnOf(path: readonly PropertyKey[]): string | null;
}

/** What a reader gives: records, and problems of those that could not be read. */
export type FeedItem = { readonly record: RawRecord } | { readonly problem: FeedProblem };

/** When a record has its turn, whatever its place in the feed: what others refer to comes before them. */
export const STEPS = 6;
const stepOfKind: Readonly<Record<string, number>> = {
  film: 1,
  series: 1,
  event: 1,
  season: 2,
  episode: 3,
  clip: 4,
  collection: 5,
};

export function stepOf({ type, kind }: RawRecord['value']): number {
  if (type === 'person' || type === 'term') return 0;
  return stepOfKind[String(kind)] ?? STEPS - 1;
}

/** Checks a record; the problems are told in the words of its feed. */
export function parseRecord(raw: RawRecord): FeedRecord | readonly FeedProblem[] {
  const { type = 'title' } = raw.value;
  const schema = type === 'person' ? personRecord : type === 'term' ? termRecord : titleRecord;
  const parsed = schema.safeParse(raw.value);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.flatMap((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const paths = unknown.length > 0 ? unknown.map((key) => [...issue.path, key]) : [issue.path];
    return paths.map((path) => problemAt(raw, path, issue.message));
  });
}

export function problemAt(raw: RawRecord, path: readonly PropertyKey[], message: string): FeedProblem {
  let value: unknown = raw.value;
  for (const part of path)
    value =
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined;
  const column = path.length === 0 ? null : raw.columnOf(path);
  return { line: raw.line, column, value: shorten(value), message };
}

function shorten(value: unknown): string | null {
  if (value === undefined) return null;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/** The root fields of all records: what the columns of CSV may begin with. */
export const rootFields: ReadonlySet<string> = new Set([
  ...Object.keys(titleRecord.shape),
  ...Object.keys(personRecord.shape),
  ...Object.keys(termRecord.shape),
]);
