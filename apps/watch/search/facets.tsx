/** How many of the results are of which kind and genre; choosing one narrows the search. */
import { Link, useSearch } from '@tanstack/react-router';
import type { AnswerOf, ShownTitle } from '@vitascope/client';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './search-page.module.css';

type Facet = AnswerOf<'GET', '/api/v1/search'>['facets'][number];

export function Facets({
  facets,
  titles,
}: {
  readonly facets: readonly Facet[];
  /** They know the names of their genres. */
  readonly titles: readonly ShownTitle[];
}): JSX.Element | null {
  const { t, number } = useTexts();
  const { q, kind, genre } = useSearch({ from: '/search' });
  const names = new Map(titles.flatMap(({ genres }) => genres.map((one) => [one.slug, one.name] as const)));
  const nameOf = ({ facet, value }: Pick<Facet, 'facet' | 'value'>): string =>
    facet === 'kind'
      ? t(`titles.kinds.${value as ShownTitle['kind']}`)
      : (names.get(value) ?? value.replaceAll('-', ' '));
  const chosen = [
    ...(kind === undefined ? [] : [{ facet: 'kind' as const, value: kind }]),
    ...(genre === undefined ? [] : [{ facet: 'genre' as const, value: genre }]),
  ];
  const isChosen = (one: Pick<Facet, 'facet' | 'value'>): boolean =>
    chosen.some(({ facet, value }) => facet === one.facet && value === one.value);
  const shown = [
    ...chosen.map((one) => ({ ...one, count: null })),
    ...facets.filter((one) => !isChosen(one)),
  ].sort((a, b) => Number(a.facet === 'genre') - Number(b.facet === 'genre'));
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
              search={{ ...base, ...Object.fromEntries(next.map((one) => [one.facet, one.value])) }}
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
