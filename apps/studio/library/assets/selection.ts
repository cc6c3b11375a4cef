/** Which rows are selected and where the keyboard is: plain data, so that every rule of it can be tested without a page. */

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where the keyboard is, by its row; -1 before it came. */
  readonly active: number;
  /** Where a range begins. */
  readonly anchor: number;
}

export const noSelection: Selection = { ids: new Set(), active: -1, anchor: -1 };

type Order = readonly { readonly id: string }[];

const idsBetween = (order: Order, from: number, to: number): string[] =>
  order.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id);

/** One more or one less. */
export function toggled(selection: Selection, order: Order, index: number): Selection {
  const id = order[index]?.id;
  if (id === undefined) return selection;
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, active: index, anchor: index };
}

/** From the anchor to here, beside what was selected before. */
export function extended(selection: Selection, order: Order, index: number): Selection {
  const anchor = selection.anchor < 0 ? Math.max(0, selection.active) : selection.anchor;
  // What the same range held a moment ago is given up where the range has become shorter.
  const ids = new Set(selection.ids);
  if (selection.active >= 0) for (const id of idsBetween(order, anchor, selection.active)) ids.delete(id);
  for (const id of idsBetween(order, anchor, index)) ids.add(id);
  return { ids, active: index, anchor };
}

export const everything = (order: Order, { active }: Selection): Selection => ({
  ids: new Set(order.map(({ id }) => id)),
  active,
  anchor: active,
});

/** Of what is selected, that which is listed: nothing out of sight is to be acted on. */
export function within(selection: Selection, order: Order): Selection {
  const { ids } = selection;
  if (ids.size === 0) return selection;
  const listed = order.filter(({ id }) => ids.has(id));
  return listed.length === ids.size ? selection : { ...selection, ids: new Set(listed.map(({ id }) => id)) };
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

export interface Key {
  readonly key: string;
  readonly shift: boolean;
  /** Control, or Command on a Mac. */
  readonly control: boolean;
}

/** What a key makes of it; null for keys that do nothing here. */
export function pressed(selection: Selection, order: Order, { key, shift, control }: Key): Selection | null {
  if (key === ' ') return toggled(selection, order, selection.active);
  if (control && key.toLowerCase() === 'a') return everything(order, selection);
  if (key === 'Escape') return selection.ids.size === 0 ? null : { ...noSelection, active: selection.active };
  const step = steps[key];
  if (step === undefined || order.length === 0) return null;
  const from = selection.active < 0 && step > 0 ? -1 : selection.active;
  const active = Math.min(order.length - 1, Math.max(0, Number.isFinite(step) ? from + step : step));
  return shift ? extended(selection, order, active) : { ...selection, active, anchor: active };
}
