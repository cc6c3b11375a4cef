/** What a title is about, and the rest of what is known of it. */
import { Link } from '@tanstack/react-router';
import type { ShownTitleInFull } from '@vitascope/client';
import { Fragment, type JSX, type ReactNode } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './details.module.css';

export function Details({ title }: { readonly title: ShownTitleInFull }): JSX.Element {
  const { t, nameOf, date, language } = useTexts();
  const list = new Intl.ListFormat(language);
  const makers = title.credits.filter(({ role }) => role === 'director' || role === 'creator');
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      t(
        makers.some(({ role }) => role === 'creator')
          ? 'titles.details.creators'
          : 'titles.details.directors',
      ),
      commas(
        makers.map(({ personId, slug, name }) => (
          <Link key={personId} to="/person/$slug" params={{ slug }}>
            {name}
          </Link>
        )),
      ),
    ],
    [
      t('titles.details.genres'),
      commas(
        title.genres.map(({ slug, name }) => (
          <Link key={slug} to="/genre/$slug" params={{ slug }}>
            {name}
          </Link>
        )),
      ),
    ],
    [t('titles.details.moods'), list.format(title.moods.map(({ name }) => name))],
    [t('titles.details.countries'), list.format(title.countries.map((code) => nameOf('region', code)))],
    [
      t('titles.details.language'),
      // "zxx" is a title without words.
      title.originalLanguage === 'zxx' ? '' : nameOf('language', title.originalLanguage),
    ],
    [t('titles.details.original-name'), title.originalName === title.name ? '' : title.originalName],
    [
      t('titles.details.first-shown'),
      title.firstShownOn === null ? '' : date(title.firstShownOn, { dateStyle: 'long', timeZone: 'UTC' }),
    ],
    [
      t('titles.details.age'),
      title.minimumAge === null || title.minimumAge === 0
        ? ''
        : t('titles.details.from-age', { age: title.minimumAge }),
    ],
  ];
  return (
    <div className={styles['details']}>
      {title.synopsis === null ? (
        <span />
      ) : (
        <p className={styles['synopsis']} dir="auto">
          {title.synopsis}
        </p>
      )}
      <dl className={styles['facts']}>
        {facts
          .filter(([, value]) => value !== '' && value !== null)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

function commas(parts: readonly JSX.Element[]): ReactNode {
  if (parts.length === 0) return null;
  return parts.map((part, index) => (
    <Fragment key={part.key}>
      {index === 0 ? null : ', '}
      {part}
    </Fragment>
  ));
}
