/** The sections of the editor, which fields each has, and for which kinds of titles it is there. */
import type { FieldName, Kind, Title } from '../title-types.ts';

export const sectionIds = [
  ...(['texts', 'facts', 'artwork', 'people', 'videos', 'markers', 'parts', 'members'] as const),
  ...(['relations', 'rights', 'publish', 'preview', 'history'] as const),
];
export type SectionId = (typeof sectionIds)[number];

export const fieldsOf: Readonly<Record<SectionId, readonly FieldName[]>> = {
  texts: ['texts', 'originalLanguage'],
  facts: [
    ...(['slug', 'firstShownOn', 'countries', 'genres', 'tags', 'moods', 'ratings'] as const),
    ...(['number', 'parentId', 'kind'] as const),
  ],
  artwork: ['artwork'],
  people: ['credits'],
  videos: ['assets'],
  markers: ['markers'],
  parts: [],
  members: ['members'],
  relations: ['relations'],
  rights: ['windows'],
  publish: ['publication'],
  preview: [],
  history: [],
};

export function sectionsFor({ kind }: Pick<Title, 'kind'>): readonly SectionId[] {
  const without: Readonly<Record<Kind, readonly SectionId[]>> = {
    film: ['parts', 'members'],
    event: ['parts', 'members'],
    clip: ['parts', 'members'],
    episode: ['parts', 'members'],
    series: ['members', 'markers'],
    season: ['members', 'markers'],
    collection: ['parts', 'markers', 'people'],
  };
  return sectionIds.filter((id) => !without[kind].includes(id));
}

export const sectionOf = (field: string): SectionId =>
  sectionIds.find((id) => (fieldsOf[id] as readonly string[]).includes(field)) ?? 'texts';
