/** Name, tagline and synopsis, two languages side by side: what one of them lacks shows what viewers read instead. */
import { Badge, Button, IconButton, Menu, MenuItem, Select, TextField } from '@vitascope/design';
import { Plus, Star, Trash2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { LanguagesField } from '../fields/catalogue-fields.tsx';
import type { TitleText } from '../title-types.ts';
import styles from './texts.module.css';

const parts = ['name', 'tagline', 'synopsis'] as const;
type Part = (typeof parts)[number];
const nothing: TitleText = { name: '', tagline: null, synopsis: null };

export function TextsSection(): JSX.Element {
  const { t, nameOf } = useTexts();
  const { title, set } = useEditor();
  const { texts, originalLanguage } = title;
  const spoken = Object.keys(texts);
  const [pair, setPair] = useState<readonly [string, string | null]>(() => [
    originalLanguage,
    spoken.find((tag) => tag !== originalLanguage) ?? null,
  ]);
  const [begun, setBegun] = useState<readonly string[]>([]);
  const known = [...new Set([originalLanguage, ...spoken, ...begun])];
  const [first, second] = pair;
  const write = (tag: string, part: Part, value: string): void => {
    const before = texts[tag] ?? nothing;
    const next = { ...before, [part]: value === '' && part !== 'name' ? null : value };
    const { [tag]: _, ...rest } = texts;
    const isEmpty = next.name === '' && next.tagline === null && next.synopsis === null;
    // In the order that there was, so that nothing counts as changed that is not.
    if (isEmpty && tag !== originalLanguage) set('texts', rest);
    else set('texts', tag in texts ? { ...texts, [tag]: next } : { ...rest, [tag]: next });
  };
  const add = (tag: string): void => {
    setBegun((before) => [...new Set([...before, tag])]);
    setPair([first, tag]);
  };
  const column = (tag: string, side: 0 | 1): JSX.Element => (
    <Column
      tag={tag}
      isOriginal={tag === originalLanguage}
      text={texts[tag]}
      original={texts[originalLanguage] ?? nothing}
      originalLanguage={originalLanguage}
      languages={known}
      onPick={(next) => setPair(side === 0 ? [next, second] : [first, next])}
      onWrite={(part, value) => write(tag, part, value)}
      onMakeOriginal={() => set('originalLanguage', tag)}
      onRemove={() => {
        const { [tag]: _, ...rest } = texts;
        set('texts', rest);
        setBegun((before) => before.filter((one) => one !== tag));
        setPair([originalLanguage, spoken.find((one) => one !== tag && one !== originalLanguage) ?? null]);
      }}
    />
  );
  return (
    <Section id="texts" text={t('titles.texts.text')} actions={<AddLanguage known={known} onAdd={add} />}>
      <ul className={styles['languages']} aria-label={t('titles.texts.languages')}>
        {known.map((tag) => {
          const isShown = tag === first || tag === second;
          const text = texts[tag] ?? nothing;
          const missing = parts.filter((part) => (text[part] ?? '') === '');
          return (
            <li key={tag}>
              <button
                type="button"
                className={styles['language']}
                aria-pressed={isShown}
                onClick={() => setPair(tag === first ? [first, second] : [first, tag])}
              >
                {tag === originalLanguage ? <Star aria-label={t('titles.texts.original')} /> : null}
                {nameOf('language', tag)}
                <span className={styles['completeness']} data-missing={missing.length > 0}>
                  {t('titles.texts.of', { done: parts.length - missing.length, of: parts.length })}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className={styles['pair']}>
        {column(first, 0)}
        {second === null ? (
          <div className={styles['none']}>
            <p>{t('titles.texts.second')}</p>
            <AddLanguage known={known} onAdd={add} />
          </div>
        ) : (
          column(second, 1)
        )}
      </div>
    </Section>
  );
}

function AddLanguage({
  known,
  onAdd,
}: {
  readonly known: readonly string[];
  onAdd(tag: string): void;
}): JSX.Element {
  const { t, nameOf } = useTexts();
  const [isOther, setOther] = useState(false);
  const offered = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'tr', 'ar', 'ja', 'ko', 'zh'];
  if (isOther)
    return (
      <div className={styles['other']}>
        <LanguagesField
          label={t('titles.texts.add.other')}
          values={[]}
          onChange={([tag]) => {
            setOther(false);
            if (tag !== undefined) onAdd(tag);
          }}
        />
      </div>
    );
  return (
    <Menu trigger={<Button icon={<Plus aria-hidden="true" />}>{t('titles.texts.add')}</Button>}>
      {offered
        .filter((tag) => !known.includes(tag))
        .map((tag) => (
          <MenuItem key={tag} onSelect={() => onAdd(tag)}>
            {nameOf('language', tag)}
          </MenuItem>
        ))}
      <MenuItem onSelect={() => setOther(true)}>{t('titles.texts.add.other')}</MenuItem>
    </Menu>
  );
}

interface ColumnProps {
  readonly tag: string;
  readonly isOriginal: boolean;
  readonly text: TitleText | undefined;
  readonly original: TitleText;
  readonly originalLanguage: string;
  readonly languages: readonly string[];
  onPick(tag: string): void;
  onWrite(part: Part, value: string): void;
  onMakeOriginal(): void;
  onRemove(): void;
}

function Column(props: ColumnProps): JSX.Element {
  const { tag, isOriginal, text, original, originalLanguage, languages } = props;
  const { t, nameOf } = useTexts();
  const language = nameOf('language', tag);
  const field = (part: Part, lines: number): JSX.Element => {
    const value = text?.[part] ?? '';
    const instead = isOriginal ? null : original[part];
    const isMissing = value.trim() === '' && instead !== null && instead !== '';
    const isNameless = part === 'name' && value.trim() === '' && (isOriginal || text !== undefined);
    return (
      <TextField
        label={t(`titles.texts.${part}`)}
        lang={tag}
        dir="auto"
        lines={lines}
        maxLength={part === 'synopsis' ? 5_000 : 300}
        value={value}
        error={isNameless ? t('titles.texts.nameless') : undefined}
        {...(isMissing
          ? {
              hint: t('titles.texts.instead', {
                language: nameOf('language', originalLanguage),
                text: short(instead),
              }),
            }
          : part === 'synopsis' && value !== ''
            ? { hint: t('titles.texts.letters', { count: value.length }) }
            : {})}
        className={isMissing ? (styles['missing'] ?? '') : ''}
        onChange={(next) => props.onWrite(part, next)}
      />
    );
  };
  return (
    <fieldset className={styles['column']} aria-label={language}>
      <div className={styles['column-head']}>
        <Select
          label={t('titles.texts.language')}
          isLabelHidden
          value={tag}
          options={languages.map((value) => ({ value, label: nameOf('language', value) }))}
          onChoose={props.onPick}
        />
        {isOriginal ? (
          <Badge icon={<Star aria-hidden="true" />}>{t('titles.texts.original')}</Badge>
        ) : (
          <>
            <IconButton
              label={t('titles.texts.make-original', { language })}
              icon={<Star />}
              disabled={text === undefined}
              onClick={props.onMakeOriginal}
            />
            <IconButton
              label={t('titles.texts.remove', { language })}
              icon={<Trash2 />}
              kind="danger"
              onClick={props.onRemove}
            />
          </>
        )}
      </div>
      {field('name', 1)}
      {field('tagline', 1)}
      {field('synopsis', 6)}
    </fieldset>
  );
}

const short = (text: string): string => (text.length > 90 ? `${text.slice(0, 88).trimEnd()}…` : text);
