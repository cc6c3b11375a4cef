/** Above the list: what to search for, which states to show, and in which order. */
import { Select, TextField } from '@vitascope/design';
import { Search } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import { type Group, groups, type Sort, sorts } from './assets/asset-order.ts';
import styles from './library.module.css';

export interface LibraryToolsProps {
  readonly text: string;
  readonly group: Group;
  readonly sort: Sort;
  readonly counts: Readonly<Record<Group, number>>;
  onText(text: string): void;
  onGroup(group: Group): void;
  onSort(sort: Sort): void;
}

export function LibraryTools(props: LibraryToolsProps): JSX.Element {
  const { text, group, sort, counts, onText, onGroup, onSort } = props;
  const { t, number } = useTexts();
  return (
    <search className={styles['tools']}>
      <TextField
        label={t('library.search')}
        isLabelHidden
        type="search"
        placeholder={t('library.search')}
        icon={<Search aria-hidden="true" />}
        value={text}
        className={styles['search'] ?? ''}
        onChange={onText}
      />
      <fieldset className={styles['groups']}>
        <legend className="visually-hidden">{t('library.show')}</legend>
        {groups.map((name) => (
          <button
            key={name}
            type="button"
            className={styles['group']}
            aria-pressed={group === name}
            onClick={() => onGroup(name)}
          >
            {t(`library.show.${name}`)} <span className={styles['count']}>{number(counts[name])}</span>
          </button>
        ))}
      </fieldset>
      <div className={styles['sort']}>
        <Select
          label={t('library.sort')}
          isLabelHidden
          value={sort}
          options={sorts.map((value) => ({ value, label: t(`library.sort.${value}`) }))}
          onChoose={onSort}
        />
      </div>
    </search>
  );
}
