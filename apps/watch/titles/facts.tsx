/** What is known of a title in one line: its rating, year, genres. */
import type { ShownTitle } from '@vitascope/client';
import { classNames } from '@vitascope/design';
import type { JSX, ReactNode } from 'react';
import { useTexts } from '../texts/index.ts';
import { availabilityWords } from './availability.ts';
import styles from './facts.module.css';

export function Facts({
  title,
  children,
  genres = 2,
  className,
}: {
  readonly title: ShownTitle;
  /** More facts, before the genres: how many seasons, how long. */
  readonly children?: ReactNode;
  /** So many of them. */
  readonly genres?: number;
  readonly className?: string;
}): JSX.Element {
  const texts = useTexts();
  const year = title.firstShownOn?.slice(0, 4);
  return (
    <p className={classNames(styles['facts'], className)}>
      {title.rating === null ? null : <RatingLabel rating={title.rating} />}
      {year === undefined ? null : <span>{year}</span>}
      {title.kind === 'film' ? null : <span>{texts.t(`titles.kind.${title.kind}`)}</span>}
      {title.durationMs === null ? null : <span>{texts.duration(title.durationMs)}</span>}
      {children}
      {title.genres.slice(0, genres).map(({ slug, name }) => (
        <span key={slug}>{name}</span>
      ))}
    </p>
  );
}

function RatingLabel({ rating }: { readonly rating: NonNullable<ShownTitle['rating']> }): JSX.Element {
  const { t } = useTexts();
  return (
    <span className={styles['rating']}>
      <span className="visually-hidden">{t('titles.rated')}</span> {rating.label}
    </span>
  );
}

/** A word on whether it can be watched, where there is one to say. */
export function AvailabilityNote({
  title,
  className,
}: {
  readonly title: ShownTitle;
  readonly className?: string | undefined;
}): JSX.Element | null {
  const texts = useTexts();
  const words = availabilityWords(title, texts);
  return words === null ? null : <span className={classNames(styles['note'], className)}>{words}</span>;
}
