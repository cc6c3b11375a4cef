/** What is on or off: a switch takes effect at once, a box with the form that it stands in. */
import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { Check, Minus } from 'lucide-react';
import { type JSX, type ReactNode, useId } from 'react';
import styles from './field.module.css';

export interface ChoiceProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly isLabelHidden?: boolean;
  readonly isChecked: boolean;
  readonly isDisabled?: boolean;
  onChange(isChecked: boolean): void;
}

export function Switch({ isChecked, isDisabled = false, onChange, ...words }: ChoiceProps): JSX.Element {
  const id = useId();
  return (
    <div className={styles['choice']}>
      <Words {...words} id={id} />
      <BaseSwitch.Root
        className={styles['switch']}
        checked={isChecked}
        disabled={isDisabled}
        onCheckedChange={onChange}
        aria-labelledby={id}
      >
        <BaseSwitch.Thumb className={styles['thumb']} />
      </BaseSwitch.Root>
    </div>
  );
}

export function Checkbox({
  isChecked,
  isMixed = false,
  isDisabled = false,
  onChange,
  ...words
}: ChoiceProps & { readonly isMixed?: boolean }): JSX.Element {
  const id = useId();
  return (
    <div className={styles['choice']}>
      <BaseCheckbox.Root
        className={styles['checkbox']}
        checked={isChecked}
        indeterminate={isMixed}
        disabled={isDisabled}
        onCheckedChange={onChange}
        aria-labelledby={id}
      >
        <BaseCheckbox.Indicator keepMounted={false}>
          {isMixed ? <Minus aria-hidden="true" /> : <Check aria-hidden="true" />}
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <Words {...words} id={id} />
    </div>
  );
}

function Words({
  label,
  hint,
  id,
  isLabelHidden = false,
}: Pick<ChoiceProps, 'label' | 'hint' | 'isLabelHidden'> & { readonly id: string }): JSX.Element {
  return (
    <span className={isLabelHidden ? 'visually-hidden' : styles['choice-words']}>
      <span id={id}>{label}</span>
      {hint === undefined ? null : <span className={styles['hint']}>{hint}</span>}
    </span>
  );
}
