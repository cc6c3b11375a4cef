/** What an editor has changed and not yet saved, and how it is joined with what others saved meanwhile. */
import type { FieldName, Fields, Title } from './title-types.ts';

export interface Draft {
  /** The revision that was read. */
  readonly revision: number;
  /** What the changed fields were then. */
  readonly base: Partial<Fields>;
  readonly edits: Partial<Fields>;
}

/** One field that both have changed. */
export interface Conflict {
  readonly field: FieldName;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

export const noDraft = (revision: number): Draft => ({ revision, base: {}, edits: {} });

export const changedFields = (draft: Draft): FieldName[] => Object.keys(draft.edits) as FieldName[];

/** The title as the editor has it. */
export const withEdits = (title: Title, draft: Draft): Title => ({ ...title, ...draft.edits });

/** A value that is back at what it was is no change. */
export function edit<F extends FieldName>(draft: Draft, title: Title, field: F, value: Fields[F]): Draft {
  const base = field in draft.base ? draft.base[field] : title[field];
  const { [field]: _edit, ...edits } = draft.edits;
  const { [field]: _base, ...bases } = draft.base;
  if (isSame(base, value))
    return { ...draft, base: bases as Partial<Fields>, edits: edits as Partial<Fields> };
  return { ...draft, base: { ...draft.base, [field]: base }, edits: { ...draft.edits, [field]: value } };
}

/** The draft upon a newer revision: what only one side has changed needs no decision. */
export function rebase(
  draft: Draft,
  fresh: Title,
): { readonly draft: Draft; readonly conflicts: Conflict[] } {
  let next = noDraft(fresh.revision);
  const conflicts: Conflict[] = [];
  for (const field of changedFields(draft)) {
    const [base, mine, theirs] = [draft.base[field], draft.edits[field], fresh[field]];
    if (!isSame(base, theirs) && !isSame(mine, theirs)) conflicts.push({ field, base, mine, theirs });
    next = edit(next, fresh, field, mine as Fields[typeof field]);
  }
  return { draft: next, conflicts };
}

/** By value, whatever the order of keys. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isSame(a[key], b[key]));
}

const keyOf = (id: string): string => `vitascope.studio.draft.${id}`;

export function keptDraft(id: string): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(id)) ?? 'null') as Draft | null;
    return kept !== null && typeof kept.revision === 'number' && Object.keys(kept.edits).length > 0
      ? kept
      : null;
  } catch {
    return null;
  }
}

export function keepDraft(id: string, draft: Draft): void {
  try {
    if (changedFields(draft).length === 0) localStorage.removeItem(keyOf(id));
    else localStorage.setItem(keyOf(id), JSON.stringify(draft));
  } catch {
    // A full or forbidden store: it holds until the page is left.
  }
}
