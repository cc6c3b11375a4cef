/** What the list is narrowed by and sorted by. */
import { Button, Select, TextField } from '@vitascope/design';
import { Search, X } from 'lucide-react';
import { type JSX, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { usePaused } from '../fields/finder.tsx';
import { languages } from '../fields/territories.ts';
import { kinds, lacks, states } from '../title-types.ts';
import styles from './list.module.css';
import { isNarrowed, type ListSearch, sorts } from './list-search.ts';

export function ListFilters({
  search,
  onChange,
}: {
  readonly search: ListSearch;
  onChange(search: ListSearch): void;
}): JSX.Element {
  const { t, nameOf } = useTexts();
  const choose = <K extends keyof ListSearch>(key: K, value: string): void => {
    const { [key]: _, ...rest } = search;
    onChange(value === 'all' ? rest : { ...rest, [key]: value });
  };
  const anything = { value: 'all' as const, label: t('titles.filter.any') };
  return (
    <search className={styles['filters']} aria-label={t('titles.filter')}>
      <TextSearch value={search.q ?? ''} onChange={(q) => choose('q', q === '' ? 'all' : q)} />
      <Select
        label={t('titles.filter.kind')}
        value={search.kind ?? 'all'}
        options={[
          { value: 'all', label: t('titles.filter.whole') },
          ...kinds.map((value) => ({ value, label: t(`titles.kind.${value}`) })),
        ]}
        onChoose={(value) => choose('kind', value)}
      />
      <Select
        label={t('titles.filter.state')}
        value={search.state ?? 'all'}
        options={[anything, ...states.map((value) => ({ value, label: t(`titles.state.${value}`) }))]}
        onChoose={(value) => choose('state', value)}
      />
      <Select
        label={t('titles.filter.missing')}
        value={search.missing ?? 'all'}
        options={[
          { value: 'all', label: t('titles.filter.nothing') },
          ...lacks.map((value) => ({ value, label: t(`titles.lack.${value}`) })),
        ]}
        onChoose={(value) => choose('missing', value)}
      />
      <Select
        label={t('titles.filter.lacks')}
        value={search.lacks ?? 'all'}
        options={[
          { value: 'all', label: t('titles.filter.nothing') },
          ...languages.map((value) => ({ value, label: nameOf('language', value) })),
        ]}
        onChoose={(value) => choose('lacks', value)}
      />
      <Select
        label={t('titles.filter.sort')}
        value={search.sort ?? 'updated'}
        options={sorts.map((value) => ({ value, label: t(`titles.sort.${value}`) }))}
        onChoose={(value) => choose('sort', value === 'updated' ? 'all' : value)}
      />
      {isNarrowed(search) ? (
        <Button
          kind="quiet"
          icon={<X aria-hidden="true" />}
          className={styles['clear'] ?? ''}
          onClick={() => onChange(search.sort === undefined ? {} : { sort: search.sort })}
        >
          {t('titles.filter.clear')}
        </Button>
      ) : null}
    </search>
  );
}

/** Looks once one pauses, and follows the address when that changes by itself. */
function TextSearch({
  value,
  onChange,
}: {
  readonly value: string;
  onChange(value: string): void;
}): JSX.Element {
  const { t } = useTexts();
  const [text, setText] = useState(value);
  const paused = usePaused(text.trim());
  const sent = useRef(value);
  useEffect(() => {
    if (paused === sent.current) return;
    sent.current = paused;
    onChange(paused);
  });
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  return (
    <TextField
      label={t('titles.filter.search')}
      type="search"
      icon={<Search aria-hidden="true" />}
      placeholder={t('titles.filter.search.placeholder')}
      value={text}
      onChange={setText}
      className={styles['text'] ?? ''}
    />
  );
}
