/** A line or more of text, with its label, a hint, and what is wrong with it. */
import { Field } from '@base-ui/react/field';
import type { ComponentProps, JSX, ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import styles from './field.module.css';

export interface TextFieldProps
  extends Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'defaultValue' | 'size' | 'className'> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: string;
  readonly hint?: ReactNode;
  /** In words; undefined where nothing is wrong. */
  readonly error?: string | undefined;
  /** More than one makes a text area. */
  readonly lines?: number;
  /** Stands before the text within the control. */
  readonly icon?: ReactNode;
  /** Stands after it: a button that shows the password, say. */
  readonly trailing?: ReactNode;
  readonly className?: string;
  onChange(value: string): void;
}

export function TextField(props: TextFieldProps): JSX.Element {
  const { label, isLabelHidden = false, value, hint, error, lines = 1, icon, trailing, onChange } = props;
  const {
    className,
    isLabelHidden: _,
    hint: _h,
    error: _e,
    lines: _l,
    icon: _i,
    trailing: _t,
    ...input
  } = props;
  return (
    <Field.Root
      className={classNames(styles['field'], className)}
      {...(props.name === undefined ? {} : { name: props.name })}
      invalid={error !== undefined}
    >
      <Field.Label className={isLabelHidden ? 'visually-hidden' : styles['label']}>{label}</Field.Label>
      <span className={styles['row']}>
        {icon === undefined ? null : <span className={styles['icon']}>{icon}</span>}
        <Field.Control
          {...input}
          value={value}
          onValueChange={onChange}
          onChange={undefined}
          className={classNames(
            styles['control'],
            icon !== undefined && styles['has-icon'],
            trailing !== undefined && styles['has-trailing'],
          )}
          {...(lines > 1 ? { render: <textarea rows={lines} /> } : {})}
        />
        {trailing === undefined ? null : <span className={styles['trailing']}>{trailing}</span>}
      </span>
      {hint === undefined ? null : <Field.Description className={styles['hint']}>{hint}</Field.Description>}
      <Field.Error match={error !== undefined} className={styles['error']}>
        {error}
      </Field.Error>
    </Field.Root>
  );
}
