/** A field in which one looks for something of the catalogue as one types, and takes it with Enter or a press. */
import { Combobox } from '@base-ui/react/combobox';
import { type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { Plus, Search } from 'lucide-react';
import { type JSX, type ReactNode, useDeferredValue, useEffect, useId, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { Popup } from './chips-field.tsx';
import styles from './fields.module.css';

export interface FinderProps<T> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly placeholder: string;
  // biome-ignore lint/suspicious/noExplicitAny: keys of queries differ in nothing that counts here
  readonly query: (text: string) => UseQueryOptions<readonly T[], Error, readonly T[], any>;
  /** Those that are not offered again. */
  readonly without?: readonly string[];
  idOf(item: T): string;
  nameOf(item: T): string;
  show(item: T): ReactNode;
  onPick(item: T): void;
  /** Offers to make what is typed. */
  readonly onCreate?: (text: string) => void;
}

interface Found<T> {
  readonly key: string;
  readonly name: string;
  /** Null for what is to be made. */
  readonly item: T | null;
}

const PAUSE_MS = 160;

export function Finder<T>(props: FinderProps<T>): JSX.Element {
  const { label, isLabelHidden = false, placeholder, without = [], onPick, onCreate } = props;
  const { t } = useTexts();
  const id = useId();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const asked = useDeferredValue(usePaused(text.trim()));
  const found = useQuery({ ...props.query(asked), enabled: isOpen, placeholderData: (before) => before });
  const known = (found.data ?? []).filter((item) => !without.includes(props.idOf(item)));
  const items: Found<T>[] = known.map((item) => ({
    key: props.idOf(item),
    name: props.nameOf(item),
    item,
  }));
  if (onCreate !== undefined && text.trim() !== '') items.push({ key: 'new', name: text.trim(), item: null });
  return (
    <div className={styles['field']}>
      <label className={isLabelHidden ? 'visually-hidden' : styles['label']} htmlFor={id}>
        {label}
      </label>
      <Combobox.Root<Found<T>>
        items={items}
        filter={null}
        value={null}
        open={isOpen}
        onOpenChange={setOpen}
        inputValue={text}
        onInputValueChange={(next) => setText(next)}
        itemToStringLabel={(one: Found<T>) => one.name}
        onValueChange={(one: Found<T> | null) => {
          if (one === null) return;
          if (one.item === null) onCreate?.(one.name);
          else onPick(one.item);
          setText('');
        }}
        autoHighlight
      >
        <Combobox.InputGroup className={styles['find']}>
          <Search aria-hidden="true" />
          <Combobox.Input id={id} className={styles['find-input']} placeholder={placeholder} />
        </Combobox.InputGroup>
        <Popup<Found<T>> empty={found.isPending ? t('loading') : t('titles.finder.none')}>
          {(one) => (
            <Combobox.Item key={one.key} value={one} className={styles['item']}>
              {one.item === null ? (
                <>
                  <Plus aria-hidden="true" />
                  <span>{t('titles.finder.create', { name: one.name })}</span>
                </>
              ) : (
                props.show(one.item)
              )}
            </Combobox.Item>
          )}
        </Popup>
      </Combobox.Root>
    </div>
  );
}

/** What is typed, once one pauses. */
export function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}
