/** Rows in words: what fills them, for whom they are, and what a change has changed. */
import { useTexts } from '../texts/index.ts';
import { useTermOptions } from '../titles/fields/catalogue-fields.tsx';
import type { Row } from './data.ts';

export interface RowWords {
  name(row: Pick<Row, 'names' | 'originalLanguage'>): string;
  /** "12 titles", "Films of Noir" */
  filled(row: Row): string;
  /** Null for everybody, everywhere, always. */
  audience(row: Pick<Row, 'audience'>): string | null;
  lines(field: string, value: unknown): readonly string[];
}

export function useRowWords(): RowWords {
  const { t, language, nameOf, date } = useTexts();
  const terms = {
    genre: useTermOptions('genre'),
    mood: useTermOptions('mood'),
    tag: useTermOptions('tag'),
  };
  const list = (parts: readonly string[]): string => new Intl.ListFormat(language).format(parts);
  const day = (time: string): string => date(time, { dateStyle: 'medium' });
  const named = (kind: 'genre' | 'mood' | 'tag', slug: string | null): string[] =>
    slug === null ? [] : [terms[kind].find(({ value }) => value === slug)?.label ?? slug];
  const filter = ({ kinds, genre, mood, tag }: Row['filter']): string[] => [
    ...kinds.map((kind) => t(`rows.kinds.${kind}`)),
    ...named('genre', genre),
    ...named('mood', mood),
    ...named('tag', tag),
  ];
  const audience = ({
    profiles,
    territories,
    exceptTerritories,
    devices,
    plans,
    opensAt,
    closesAt,
  }: Row['audience']): string[] => [
    ...(profiles === 'everybody' ? [] : [t(`rows.profiles.${profiles}`)]),
    ...(territories.length === 0 ? [] : [list(territories.map((code) => nameOf('region', code)))]),
    ...(exceptTerritories.length === 0
      ? []
      : [t('titles.window.but', { places: list(exceptTerritories.map((code) => nameOf('region', code))) })]),
    ...(devices.length === 0 ? [] : [list(devices.map((device) => t(`titles.device.${device}`)))]),
    ...(plans.length === 0 ? [] : [list(plans)]),
    ...(opensAt === null ? [] : [t('titles.window.from', { from: day(opensAt) })]),
    ...(closesAt === null ? [] : [t('titles.window.until', { to: day(closesAt) })]),
  ];
  return {
    name: ({ names, originalLanguage }) =>
      names[language] ?? names[originalLanguage] ?? Object.values(names)[0] ?? '',
    filled(row) {
      if (row.kind === 'editorial') return t('rows.titles.count', { count: row.titleIds.length });
      if (row.kind === 'query' || row.kind === 'new')
        return filter(row.filter).join(' · ') || t('rows.kinds.usual');
      return t(`rows.kind.${row.kind}.text`);
    },
    audience: (row) => audience(row.audience).join(' · ') || null,
    lines(field, value) {
      if (value === null || value === undefined) return [];
      if (field === 'names')
        return Object.entries(value as Row['names']).map(
          ([tag, name]) => `${nameOf('language', tag)} · ${name}`,
        );
      if (field === 'filter') return filter(value as Row['filter']);
      if (field === 'audience') return audience(value as Row['audience']);
      if (field === 'kind') return [t(`rows.kind.${value as Row['kind']}`)];
      if (field === 'enabled') return [t(value === true ? 'rows.on' : 'rows.off')];
      if (Array.isArray(value)) return value.map(String);
      return [String(value)];
    },
  };
}
