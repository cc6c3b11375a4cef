/** Several values of a list, each a chip, and where it is allowed new ones. */
import { Combobox } from '@base-ui/react/combobox';
import { Plus, X } from 'lucide-react';
import { type JSX, type ReactNode, useId, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import styles from './fields.module.css';

export interface Option {
  readonly value: string;
  readonly label: string;
  /** What else it is found by. */
  readonly also?: string;
}

export interface ChipsFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
  readonly values: readonly string[];
  readonly options: readonly Option[];
  /** Makes a value of what is typed and known to none; null where it cannot be one. */
  readonly create?: (text: string) => string | null;
  onChange(values: string[]): void;
}

interface Item extends Option {
  readonly isNew?: boolean;
}

const SHOWN = 60;

export function ChipsField(props: ChipsFieldProps): JSX.Element {
  const { label, hint, placeholder, values, options, create, onChange } = props;
  const { t } = useTexts();
  const [text, setText] = useState('');
  const [id, hintId] = [useId(), useId()];
  const known = new Map(options.map((option) => [option.value, option]));
  const chosen = values.map((value) => known.get(value) ?? { value, label: value });
  const items = [...offered(options, text), ...made(text, options, values, create)];
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <Combobox.Root
        multiple
        items={items}
        filter={null}
        value={chosen as Item[]}
        isItemEqualToValue={(one: Item, other: Item) => one.value === other.value}
        itemToStringLabel={(item: Item) => item.label}
        inputValue={text}
        onInputValueChange={(next) => setText(next)}
        onValueChange={(next: Item[]) => {
          onChange(next.map(({ value }) => value));
          setText('');
        }}
        autoHighlight
      >
        <Combobox.InputGroup className={styles['chips']}>
          <Combobox.Chips className={styles['chips-list']} aria-label={t('titles.chips.chosen', { label })}>
            {chosen.map((option) => (
              <Combobox.Chip key={option.value} className={styles['chip']} aria-label={option.label}>
                {option.label}
                <Combobox.ChipRemove
                  className={styles['chip-remove']}
                  aria-label={t('titles.chips.remove', { name: option.label })}
                >
                  <X aria-hidden="true" />
                </Combobox.ChipRemove>
              </Combobox.Chip>
            ))}
            <Combobox.Input
              id={id}
              className={styles['chips-input']}
              {...(chosen.length === 0 && placeholder !== undefined ? { placeholder } : {})}
              {...(hint === undefined ? {} : { 'aria-describedby': hintId })}
            />
          </Combobox.Chips>
        </Combobox.InputGroup>
        <Popup empty={t('titles.chips.none')}>
          {(item: Item) => (
            <Combobox.Item key={item.value} value={item} className={styles['item']}>
              {item.isNew === true ? <Plus aria-hidden="true" /> : null}
              <span>{item.isNew === true ? t('titles.chips.add', { name: item.label }) : item.label}</span>
              <Combobox.ItemIndicator className={styles['mark']} />
            </Combobox.Item>
          )}
        </Popup>
      </Combobox.Root>
      {hint === undefined ? null : (
        <p id={hintId} className={styles['hint']}>
          {hint}
        </p>
      )}
    </div>
  );
}

export function Popup<T>({
  empty,
  children,
}: {
  readonly empty: ReactNode;
  readonly children: (item: T) => ReactNode;
}): JSX.Element {
  return (
    <Combobox.Portal>
      <Combobox.Positioner sideOffset={4} className={styles['positioner']}>
        <Combobox.Popup className={styles['popup']}>
          <Combobox.Empty className={styles['none']}>{empty}</Combobox.Empty>
          <Combobox.List className={styles['list']}>{children}</Combobox.List>
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  );
}

function offered(options: readonly Option[], text: string): Item[] {
  const words = text.toLowerCase().trim();
  const hit = ({ value, label, also = '' }: Option): boolean =>
    words === '' || `${label} ${value} ${also}`.toLowerCase().includes(words);
  return options.filter(hit).slice(0, SHOWN);
}

function made(
  text: string,
  options: readonly Option[],
  values: readonly string[],
  create: ChipsFieldProps['create'],
): Item[] {
  const value = text.trim() === '' ? null : (create?.(text) ?? null);
  if (value === null || values.includes(value) || options.some((option) => option.value === value)) return [];
  return [{ value, label: text.trim(), isNew: true }];
}
