/** One of a list, with its label. */
import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { JSX } from 'react';
import { classNames } from '../class-names.ts';
import fieldStyles from './field.module.css';
import styles from './popup.module.css';

export interface SelectProps<V extends string> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: V;
  readonly options: readonly { readonly value: NoInfer<V>; readonly label: string }[];
  readonly isDisabled?: boolean;
  onChoose(value: NoInfer<V>): void;
}

export function Select<V extends string>(props: SelectProps<V>): JSX.Element {
  const { label, isLabelHidden = false, value, options, isDisabled = false, onChoose } = props;
  return (
    <BaseSelect.Root
      items={options}
      value={value}
      disabled={isDisabled}
      modal={false}
      onValueChange={(next) => next !== null && onChoose(next)}
    >
      <div className={fieldStyles['field']}>
        <BaseSelect.Label className={classNames(isLabelHidden ? 'visually-hidden' : fieldStyles['label'])}>
          {label}
        </BaseSelect.Label>
        <BaseSelect.Trigger className={classNames(fieldStyles['control'], fieldStyles['select'])}>
          <BaseSelect.Value />
          <BaseSelect.Icon className={fieldStyles['select-icon']}>
            <ChevronsUpDown aria-hidden="true" />
          </BaseSelect.Icon>
        </BaseSelect.Trigger>
      </div>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={4} alignItemWithTrigger={false} className={styles['positioner']}>
          <BaseSelect.Popup className={styles['popup']}>
            <BaseSelect.List>
              {options.map((option) => (
                <BaseSelect.Item key={option.value} value={option.value} className={styles['item']}>
                  <span className={styles['check']}>
                    <BaseSelect.ItemIndicator>
                      <Check aria-hidden="true" />
                    </BaseSelect.ItemIndicator>
                  </span>
                  <BaseSelect.ItemText>{option.label}</BaseSelect.ItemText>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
