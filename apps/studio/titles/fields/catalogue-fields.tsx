/** Fields that know the catalogue: its terms, territories, languages, titles. */
import { useQuery } from '@tanstack/react-query';
import { Artwork, type ArtworkSource } from '@vitascope/design';
import type { JSX } from 'react';
import { useTexts } from '../../texts/index.ts';
import { foundTitlesQuery, type ListQuery, termsQuery } from '../data.ts';
import { nameOf, slugOf, type TermKind, type Title } from '../title-types.ts';
import { ChipsField, type Option } from './chips-field.tsx';
import styles from './fields.module.css';
import { Finder } from './finder.tsx';
import { languageOf, languages, territories } from './territories.ts';

interface ValuesProps {
  readonly label: string;
  readonly hint?: string;
  readonly values: readonly string[];
  onChange(values: string[]): void;
}

/** Genres, tags or moods by their names; one that nobody has used is made of what is typed. */
export function TermsField({ kind, ...field }: ValuesProps & { readonly kind: TermKind }): JSX.Element {
  const { t } = useTexts();
  const options = useTermOptions(kind);
  return <ChipsField {...field} options={options} create={slugOf} placeholder={t('titles.chips.type')} />;
}

export function useTermOptions(kind: TermKind): readonly Option[] {
  const { language } = useTexts();
  const terms = useQuery(termsQuery);
  return (terms.data ?? [])
    .filter((term) => term.kind === kind)
    .map(({ slug, names, originalLanguage }) => ({
      value: slug,
      label: names[language] ?? names[originalLanguage] ?? slug,
      also: Object.values(names).join(' '),
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

export function TerritoriesField(field: ValuesProps): JSX.Element {
  const { t, nameOf: named } = useTexts();
  const options = territories.map((value) => ({ value, label: named('region', value) }));
  return <ChipsField {...field} options={options} placeholder={t('titles.territories.everywhere')} />;
}

/** Languages by name; others than the common ones by their tag. */
export function LanguagesField(field: ValuesProps): JSX.Element {
  const { t, nameOf: named } = useTexts();
  const options = languages.map((value) => ({ value, label: named('language', value) }));
  return <ChipsField {...field} options={options} create={languageOf} placeholder={t('titles.chips.type')} />;
}

export function TitleFinder({
  label,
  isLabelHidden,
  query = {},
  without,
  onPick,
}: {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly query?: ListQuery;
  readonly without?: readonly string[];
  onPick(title: Title): void;
}): JSX.Element {
  const { t, language } = useTexts();
  return (
    <Finder<Title>
      label={label}
      {...(isLabelHidden === undefined ? {} : { isLabelHidden })}
      {...(without === undefined ? {} : { without })}
      placeholder={t('titles.finder.title')}
      query={(q) => foundTitlesQuery({ ...query, sort: 'updated', ...(q === '' ? {} : { q }) })}
      idOf={({ id }) => id}
      nameOf={(title) => nameOf(title, language)}
      show={(title) => <TitleLine title={title} />}
      onPick={onPick}
    />
  );
}

/** A poster, a name and what it is. */
export function TitleLine({ title }: { readonly title: Title }): JSX.Element {
  const { t, language } = useTexts();
  return (
    <span className={styles['line']}>
      <Thumb title={title} />
      <span className={styles['line-words']}>
        <span className={styles['line-name']}>{nameOf(title, language)}</span>
        <span className={styles['line-detail']}>
          {t(`titles.kind.${title.kind}`)}
          {title.firstShownOn === null ? '' : ` · ${title.firstShownOn.slice(0, 4)}`}
        </span>
      </span>
    </span>
  );
}

export function Thumb({ title }: { readonly title: Title }): JSX.Element {
  const { language } = useTexts();
  const pictures = title.artwork.filter(({ kind }) => kind === 'poster' || kind === 'still');
  const picture =
    pictures.find((one) => one.kind === 'poster' && (one.language === language || one.language === null)) ??
    pictures[0];
  return (
    <span className={styles['thumb']}>
      <Artwork
        image={picture === undefined ? null : thumbSource(picture.imageId, 2 / 3)}
        alt=""
        name={nameOf(title, language).slice(0, 1)}
        ratio="2/3"
        sizes="48px"
      />
    </span>
  );
}

/** The smallest file of an image is known without asking: every kind has one that is 160 wide. */
export function thumbSource(imageId: string, ratio: number, last: 'jpg' | 'png' = 'jpg'): ArtworkSource {
  return {
    url: `/images/${imageId}/{width}.{format}`,
    widths: [160],
    formats: ['avif', 'webp', last],
    color: 'transparent',
    focus: { x: 0.5, y: 0.5 },
    width: 160,
    height: Math.round(160 / ratio),
  };
}
