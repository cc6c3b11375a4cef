// What it takes to undo a change when others may have come after it.
import { isDeepStrictEqual } from 'node:util';

interface Versions<C> {
  /** Null before the creation. */
  readonly before: C | null;
  /** Null after the deletion. */
  readonly after: C | null;
}

export type UndoPlan<C> = { readonly content: C | null } | { readonly superseded: readonly string[] };

/**
 * The content to go to, null for none. Only what the change touched is set back; later changes of other fields stay. When
 * a touched field has been changed since, the plan names it instead.
 */
export function planUndo<C extends object>(current: C | null, { before, after }: Versions<C>): UndoPlan<C> {
  if (before === null || after === null || current === null)
    return isDeepStrictEqual(current, after)
      ? { content: before }
      : {
          superseded: current === null || after === null ? ['its existence'] : changedFields(current, after),
        };
  const touched = changedFields(before, after);
  const superseded = changedFields(current, after).filter((field) => touched.includes(field));
  if (superseded.length > 0) return { superseded };
  const fields = before as Readonly<Record<string, unknown>>;
  return {
    content: { ...current, ...Object.fromEntries(touched.map((field) => [field, fields[field]])) },
  };
}

/** The names of the fields in which two versions differ. */
export function changedFields(one: object, other: object): string[] {
  const [a, b] = [one, other] as readonly Readonly<Record<string, unknown>>[];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => !isDeepStrictEqual(a?.[name], b?.[name]));
}
