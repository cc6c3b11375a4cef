/** A moment, in the editor's own time zone; empty for none. */
import { TextField } from '@vitascope/design';
import type { JSX } from 'react';

export interface TimeFieldProps {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: string | null;
  readonly hint?: string;
  readonly error?: string | undefined;
  onChange(value: string | null): void;
}

export function TimeField({ value, onChange, ...field }: TimeFieldProps): JSX.Element {
  return (
    <TextField
      {...field}
      type="datetime-local"
      value={toLocal(value)}
      onChange={(next) => onChange(next === '' ? null : new Date(next).toISOString())}
    />
  );
}

/** As the control wants it: without a zone, to the minute. */
function toLocal(value: string | null): string {
  if (value === null) return '';
  const time = new Date(value);
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
