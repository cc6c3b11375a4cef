/** How many of the results are of which kind and genre; choosing one narrows the search. */
import { Link, useSearch } from '@tanstack/react-router';
import type { AnswerOf, ShownTitle } from '@vitascope/client';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './search-page.module.css';

type Facet = AnswerOf<'GET', '/api/v1/search'>['facets'][number];

const order: readonly Facet['facet'][] = ['kind', 'genre', 'decade'];

const inAddress = ({ facet, value }: Pick<Facet, 'facet' | 'value'>): readonly [string, string | number] => [
  facet,
  facet === 'decade' ? Number(value) : value,
];

export function Facets({
  facets,
  titles,
}: {
  readonly facets: readonly Facet[];
  /** They know the names of their genres. */
  readonly titles: readonly ShownTitle[];
}): JSX.Element | null {
  const { t, number } = useTexts();
  const { q, kind, genre, decade } = useSearch({ from: '/search' });
  const names = new Map(titles.flatMap(({ genres }) => genres.map((one) => [one.slug, one.name] as const)));
  function nameOf({ facet, value }: Pick<Facet, 'facet' | 'value'>): string {
    if (facet === 'decade') return t('search.decade', { year: value });
    if (facet === 'kind') return t(`titles.kinds.${value as ShownTitle['kind']}`);
    return names.get(value) ?? value.replaceAll('-', ' ');
  }
  const chosen = [
    ...(kind === undefined ? [] : [{ facet: 'kind' as const, value: kind }]),
    ...(genre === undefined ? [] : [{ facet: 'genre' as const, value: genre }]),
    ...(decade === undefined ? [] : [{ facet: 'decade' as const, value: String(decade) }]),
  ];
  const isChosen = (one: Pick<Facet, 'facet' | 'value'>): boolean =>
    chosen.some(({ facet, value }) => facet === one.facet && value === one.value);
  const shown = [
    ...chosen.map((one) => ({ ...one, count: null })),
    ...facets.filter((one) => !isChosen(one)),
  ];
  shown.sort((one, other) => order.indexOf(one.facet) - order.indexOf(other.facet));
  if (shown.length < 2 && chosen.length === 0) return null;
  const base = { ...(q === undefined ? {} : { q }) };
  return (
    <ul className={styles['facets']} aria-label={t('search.facets')} data-focus-row="">
      {shown.map(({ facet, value, count }) => {
        const isOn = isChosen({ facet, value });
        const others = chosen.filter((one) => one.facet !== facet);
        const next = [...others, ...(isOn ? [] : [{ facet, value }])];
        return (
          <li key={`${facet} ${value}`}>
            <Link
              to="/search"
              search={{ ...base, ...Object.fromEntries(next.map(inAddress)) }}
              replace
              resetScroll={false}
              className={styles['facet'] ?? ''}
              data-focus=""
              data-on={isOn}
              activeProps={{}}
            >
              {nameOf({ facet, value })}
              {isOn ? <span className="visually-hidden">{t('search.facet.on')}</span> : null}
              {count === null ? null : <span className={styles['count']}>{number(count)}</span>}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
