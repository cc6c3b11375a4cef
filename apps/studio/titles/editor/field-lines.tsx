/** Values of fields in lines that people read, and what is gone and new between two of them. */
import { useQuery } from '@tanstack/react-query';
import { Artwork } from '@vitascope/design';
import type { Texts } from '@vitascope/design/texts';
import type { JSX } from 'react';
import { type TextKey, useTexts } from '../../texts/index.ts';
import { assetQuery, personQuery, titleQuery } from '../data.ts';
import { thumbSource } from '../fields/catalogue-fields.tsx';
import { useWindowWords, type WindowWords } from '../rights/window-words.ts';
import { type FieldName, type Fields, nameOf } from '../title-types.ts';
import styles from './editor.module.css';

interface Line {
  readonly text: string;
  /** What it is about: a person, a title, an asset or an image, shown by its name. */
  readonly id?: string;
}

export function FieldDifference({
  field,
  before,
  after,
}: {
  readonly field: FieldName;
  readonly before: unknown;
  readonly after: unknown;
}): JSX.Element {
  const { t } = useTexts();
  const linesOf = useLines();
  const keyOf = ({ text, id = '' }: Line): string => `${text}\n${id}`;
  const [old, now] = [linesOf(field, before), linesOf(field, after)];
  const [oldKeys, newKeys] = [new Set(old.map(keyOf)), new Set(now.map(keyOf))];
  const gone = old.filter((line) => !newKeys.has(keyOf(line)));
  const added = now.filter((line) => !oldKeys.has(keyOf(line)));
  if (gone.length + added.length === 0)
    return <p className={styles['diff-none']}>{t('titles.diff.order')}</p>;
  return (
    <ul className={styles['diff']}>
      {gone.map((line) => (
        <li key={keyOf(line)} data-side="gone">
          <span className="visually-hidden">{t('titles.diff.gone')}</span>
          <LineWords line={line} />
        </li>
      ))}
      {added.map((line) => (
        <li key={keyOf(line)} data-side="new">
          <span className="visually-hidden">{t('titles.diff.new')}</span>
          <LineWords line={line} />
        </li>
      ))}
    </ul>
  );
}

export function FieldValue({
  field,
  value,
}: {
  readonly field: FieldName;
  readonly value: unknown;
}): JSX.Element {
  const { t } = useTexts();
  const lines = useLines()(field, value);
  if (lines.length === 0) return <p className={styles['diff-none']}>{t('titles.diff.empty')}</p>;
  return (
    <ul className={styles['diff']}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they do not move
        <li key={index}>
          <LineWords line={line} />
        </li>
      ))}
    </ul>
  );
}

function LineWords({ line: { text, id } }: { readonly line: Line }): JSX.Element {
  if (id === undefined) return <span>{text}</span>;
  return (
    <span className={styles['diff-about']}>
      {id.startsWith('im_') ? (
        <span className={styles['diff-picture']}>
          <Artwork image={thumbSource(id, 1)} alt="" name="" ratio="1/1" sizes="40px" />
        </span>
      ) : (
        <NameOf id={id} />
      )}
      {text === '' ? null : <span>{text}</span>}
    </span>
  );
}

/** The name behind an id; the id where it is gone. */
export function NameOf({ id }: { readonly id: string }): JSX.Element {
  const { language } = useTexts();
  const person = useQuery({ ...personQuery(id), enabled: id.startsWith('pe_'), retry: false });
  const title = useQuery({ ...titleQuery(id), enabled: id.startsWith('ti_'), retry: false });
  const asset = useQuery({ ...assetQuery(id), enabled: id.startsWith('as_'), retry: false });
  const names = person.data?.names;
  const name =
    names?.[language] ??
    names?.[person.data?.originalLanguage ?? ''] ??
    (title.data === undefined ? undefined : nameOf(title.data, language)) ??
    asset.data?.name;
  return <strong>{name ?? id}</strong>;
}

function useLines(): (field: FieldName, value: unknown) => Line[] {
  const texts = useTexts();
  const windows = useWindowWords();
  return (field, value) => linesOf(field, value, texts, windows);
}

function linesOf(field: FieldName, value: unknown, texts: Texts<TextKey>, windows: WindowWords): Line[] {
  if (value === null || value === undefined) return [];
  const { t, nameOf: named, date, duration } = texts;
  const of = <F extends FieldName>(_field: F): Fields[F] => value as Fields[F];
  const text = (...parts: readonly (string | null)[]): Line => ({
    text: parts.filter((part) => part !== null && part !== '').join(' · '),
  });
  const time = (at: string): string => date(at, { dateStyle: 'medium', timeStyle: 'short' });
  switch (field) {
    case 'texts':
      return Object.entries(of('texts')).flatMap(([tag, { name, tagline, synopsis }]) => {
        const language = named('language', tag);
        return [
          text(language, name),
          ...(tagline === null ? [] : [text(language, t('titles.texts.tagline'), tagline)]),
          ...(synopsis === null ? [] : [text(language, t('titles.texts.synopsis'), synopsis)]),
        ];
      });
    case 'artwork':
      return of('artwork').map(({ kind, imageId, language }) => ({
        ...text(t(`titles.artwork.${kind}`), language === null ? null : named('language', language)),
        id: imageId,
      }));
    case 'credits':
      return of('credits').map(({ personId, role, character }) => ({
        ...text(t(`titles.role.${role}`), character),
        id: personId,
      }));
    case 'assets':
      return of('assets').map(({ assetId, purpose }) => ({
        ...text(t(`titles.purpose.${purpose}`)),
        id: assetId,
      }));
    case 'markers':
      return of('markers').map(({ kind, startMs, endMs }) =>
        text(t(`titles.marker.${kind}`), `${duration(startMs)} – ${duration(endMs)}`),
      );
    case 'ratings':
      return of('ratings').map(({ territory, system, label, minimumAge }) =>
        text(
          territory === '*' ? t('titles.ratings.elsewhere') : named('region', territory),
          `${system} ${label}`,
          t('titles.ratings.years', { years: minimumAge }),
        ),
      );
    case 'relations':
      return of('relations').map(({ kind, titleId }) => ({
        ...text(t(`titles.relation.${kind}`)),
        id: titleId,
      }));
    case 'members':
      return of('members').map((id) => ({ text: '', id }));
    case 'windows':
      return of('windows').map((window) =>
        text(windows.terms(window), windows.places(window), windows.times(window)),
      );
    case 'publication': {
      const { released, publishAt, embargoUntil, expireAt } = of('publication');
      const times = { publishAt, embargoUntil, expireAt };
      return [
        text(t(released ? 'titles.publication.released' : 'titles.state.draft')),
        ...Object.entries(times).flatMap(([name, at]) =>
          at === null ? [] : [text(t(`titles.publication.${name as keyof typeof times}`), time(at))],
        ),
      ];
    }
    case 'countries':
      return of('countries').map((code) => text(named('region', code)));
    case 'genres':
    case 'tags':
    case 'moods':
      return of(field).map((slug) => text(slug));
    case 'originalLanguage':
      return [text(named('language', of('originalLanguage')))];
    case 'kind':
      return [text(t(`titles.kind.${of('kind')}`))];
    case 'parentId':
      return [{ text: '', id: String(value) }];
    case 'slug':
    case 'number':
    case 'firstShownOn':
      return [text(String(value))];
  }
}
