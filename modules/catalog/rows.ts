// The tables of the catalogue, and what all stores share.
import type { Generated, Selectable, Transaction } from 'kysely';
import type { Point, Size } from './artwork/frame.ts';
import type { ImageFormat, ImageKind } from './artwork/image-kinds.ts';
import type { TitleFacts, Window } from './availability.ts';
import {
  type Credit,
  completePerson,
  completeTitle,
  type PersonContent,
  type RelationKind,
  type TermContent,
  type TitleContent,
  type WrittenPerson,
  type WrittenTitle,
} from './title.ts';

// biome-ignore lint/suspicious/noExplicitAny: joins whatever transaction the caller holds.
export type AnyTransaction = Transaction<any>;

/** Something that editors write, at one revision. Times are epoch milliseconds. */
export interface Subject<C> {
  readonly id: string;
  /** 1 when created, one more with each change. */
  readonly revision: number;
  readonly content: C;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface SubjectStore<C> {
  /** By id or slug. */
  find(key: string, transaction?: AnyTransaction): Promise<Subject<C> | null>;
  /** Writes the subject whole, with everything that is derived from it. */
  write(transaction: AnyTransaction, subject: Subject<C>, previous: C | null): Promise<void>;
  remove(transaction: AnyTransaction, id: string): Promise<void>;
  /** Ids of some that refer to it. */
  users(transaction: AnyTransaction, id: string): Promise<readonly string[]>;
}

interface DocumentTable<C> {
  id: string;
  slug: string;
  revision: number;
  content: C;
  created_at: Date;
  updated_at: Date;
}

interface TitlesTable extends DocumentTable<WrittenTitle> {
  kind: TitleContent['kind'];
  parent_id: string | null;
  number: number | null;
  genres: string[];
  tags: string[];
  moods: string[];
  lineage: Generated<string[]>;
  is_released: Generated<boolean>;
  publish_at: Date | null;
  embargo_until: Date | null;
  expire_at: Date | null;
  minimum_ages: Generated<Record<string, number>>;
  strictest_age: number | null;
  has_media: Generated<boolean>;
}

export interface OpeningsTable {
  title_id: string;
  position: number;
  opens_at: Date | null;
  closes_at: Date | null;
  territories: string[];
  except_territories: string[];
  devices: Window['devices'][number][];
  offer: Window['offer']['kind'];
  plans: string[];
}

interface ChangesTable {
  id: string;
  subject_id: string;
  revision: number;
  action: 'created' | 'edited' | 'deleted';
  actor: string;
  before: object | null;
  after: object | null;
  undoes: string | null;
  changed_at: Date;
}

interface PreviewsTable {
  id: string;
  title_id: string;
  token_hash: Buffer;
  note: string;
  actor: string;
  created_at: Date;
  expires_at: Date;
}

interface ImagesTable {
  id: string;
  kind: ImageKind;
  recipe: number;
  sha256: Buffer;
  /** As JSON, always written alike: the same upload framed alike is the same image. */
  framing: string;
  source: Size & { readonly sizeBytes: number };
  width: number;
  height: number;
  focus: Point;
  placeholder: string;
  color: string;
  files: readonly {
    readonly width: number;
    readonly height: number;
    readonly format: ImageFormat;
    readonly sizeBytes: number;
  }[];
  actor: string;
  created_at: Date;
  uploaded_at: Date;
}

export interface Tables {
  titles: TitlesTable;
  openings: OpeningsTable;
  asset_links: { title_id: string; position: number; asset_id: string; purpose: string };
  members: { title_id: string; position: number; member_id: string };
  credits: {
    title_id: string;
    position: number;
    person_id: string;
    role: Credit['role'];
    character: string | null;
  };
  relations: { from_id: string; position: number; kind: RelationKind; to_id: string };
  former_slugs: { slug: string; title_id: string; changed_at: Date };
  missing_assets: { asset_id: string; noticed_at: Date };
  images: ImagesTable;
  image_uses: { subject_id: string; image_id: string };
  image_store_owner: { name: string };
  people: DocumentTable<WrittenPerson>;
  terms: DocumentTable<TermContent> & { kind: TermContent['kind'] };
  changes: ChangesTable;
  previews: PreviewsTable;
  search_entries: {
    subject_id: string;
    is_person: boolean;
    names: string[];
    factor: number;
    version: number;
  };
  search_names: { subject_id: string; is_person: boolean; name: string; factor: number };
  search_spellings: { spelling: string; word: string };
}

export const documentColumns = ['id', 'revision', 'content', 'created_at', 'updated_at'] as const;

export const factColumns = [
  'lineage',
  'is_released',
  'publish_at',
  'embargo_until',
  'expire_at',
  'minimum_ages',
  'has_media',
] as const satisfies (keyof TitlesTable)[];

type FactRow = Pick<Selectable<TitlesTable>, (typeof factColumns)[number]>;

export function toSubject<C>(row: {
  readonly id: string;
  readonly revision: number;
  readonly content: C;
  readonly created_at: Date;
  readonly updated_at: Date;
}): Subject<C> {
  return {
    id: row.id,
    revision: row.revision,
    content: row.content,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}

type DocumentRow<C> = Parameters<typeof toSubject<C>>[0];

export function toTitle(row: DocumentRow<WrittenTitle>): Subject<TitleContent> {
  return toSubject({ ...row, content: completeTitle(row.content) });
}

export function toPerson(row: DocumentRow<WrittenPerson>): Subject<PersonContent> {
  return toSubject({ ...row, content: completePerson(row.content) });
}

export function toFacts(row: FactRow, openings: readonly Selectable<OpeningsTable>[]): TitleFacts {
  return {
    lineage: row.lineage,
    isReleased: row.is_released,
    publishAt: row.publish_at?.getTime() ?? null,
    embargoUntil: row.embargo_until?.getTime() ?? null,
    expireAt: row.expire_at?.getTime() ?? null,
    minimumAges: row.minimum_ages,
    hasMedia: row.has_media,
    windows: openings.map((opening) => ({
      opensAt: opening.opens_at?.getTime() ?? null,
      closesAt: opening.closes_at?.getTime() ?? null,
      territories: opening.territories,
      exceptTerritories: opening.except_territories,
      devices: opening.devices,
      offer: { kind: opening.offer, plans: opening.plans },
    })),
  };
}
