// CSV cells and what they say: a column is a path (`texts.de.name`, `windows.1.territories`), lists have semicolons.

const lists = new Set(
  'countries genres tags moods members territories exceptTerritories devices plans'.split(' '),
);
const numbers = new Set('number minimumAge startMs endMs'.split(' '));
const flags = new Set(['released']);

/** No name of JavaScript's own has a place here: nothing begins with an underscore, and nodes have no prototype. */
const columnPattern = /^[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9][A-Za-z0-9-]*){0,4}$/;
const MAX_INDEX = 1_000;

export interface Column {
  readonly name: string;
  readonly path: readonly string[];
}

/** Null for what is no path. */
export function parseColumn(name: string): Column | null {
  if (name.length > 100 || !columnPattern.test(name)) return null;
  const path = name.split('.');
  if (path.some((part) => /^\d+$/.test(part) && (Number(part) < 1 || Number(part) > MAX_INDEX))) return null;
  return { name, path };
}

interface Node {
  [key: string]: unknown;
}

/**
 * The value that a row spells, and the column of each of its paths. Groups whose cells are all empty are not there; a list
 * or a group of which there are columns is given, if only as empty.
 */
export function unflatten(
  columns: readonly Column[],
  cells: readonly string[],
): { readonly value: Node; readonly columnOf: (path: readonly PropertyKey[]) => string | null } {
  const root: Node = Object.create(null);
  const names = new Map<string, string>();
  for (const [index, { name, path }] of columns.entries()) {
    const cell = readCell(path.at(-1) ?? '', cells[index] ?? '');
    const [first = ''] = path;
    if (path.length === 1) {
      if (cell !== null || !needed.has(first)) root[first] = cell;
      names.set(first, name);
      continue;
    }
    root[first] ??= Object.create(null);
    const isEmpty = cell === null || (Array.isArray(cell) && cell.length === 0);
    if (!isEmpty) place(root, path, cell);
    names.set(path.join('.'), name);
  }
  const value = gather(root, [], names) as Node;
  return {
    value,
    columnOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const key = path.slice(0, length).join('.');
        const name = names.get(key);
        if (name !== undefined) return name;
        for (const [known, column] of names) if (known.startsWith(`${key}.`)) return column;
      }
      return path.join('.');
    },
  };
}

/** An empty cell says nothing here, where it clears the field elsewhere. */
const needed = new Set(['type', 'externalId', 'kind', 'slug', 'originalLanguage']);

function readCell(field: string, text: string): unknown {
  const cell = text
    .replace(/^'(?='*[=+\-@\t\r])/, '')
    .replaceAll('\r\n', '\n')
    .trim();
  if (lists.has(field))
    return cell
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  if (cell === '') return null;
  if (numbers.has(field) && /^\d{1,15}$/.test(cell)) return Number(cell);
  if (flags.has(field) && /^(?:true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  return cell;
}

function place(root: Node, path: readonly string[], cell: unknown): void {
  let node = root;
  for (const part of path.slice(0, -1)) {
    if (typeof node[part] !== 'object' || node[part] === null) node[part] = Object.create(null);
    node = node[part] as Node;
  }
  node[path.at(-1) ?? ''] = cell;
}

const arrays = new Set('windows ratings credits assets markers sidecars'.split(' '));

/** Turns nodes with numbers as keys into lists, without gaps, and remembers which column each place came from. */
function gather(node: unknown, path: readonly string[], names: Map<string, string>): unknown {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node;
  const isList = path.length === 1 && arrays.has(path[0] ?? '');
  const entries = Object.entries(node).map(
    ([key, child]) => [key, gather(child, [...path, key], names)] as const,
  );
  if (!isList) return Object.assign(Object.create(null), Object.fromEntries(entries));
  const sorted = entries.toSorted(([a], [b]) => Number(a) - Number(b));
  const moved = sorted.map(([key], index) => [`${path[0]}.${key}.`, `${path[0]}.${index}.`] as const);
  const renamed = [...names].flatMap(([known, name]) => {
    const move = moved.find(([from]) => known.startsWith(from));
    return move === undefined ? [] : [[move[1] + known.slice(move[0].length), name] as const];
  });
  for (const [known, name] of renamed) names.set(known, name);
  return sorted.map(([, child]) => child);
}

/** The cells of a value, by column. */
export function flatten(value: unknown, path: readonly string[] = []): Map<string, string> {
  const cells = new Map<string, string>();
  if (value === null || value === undefined) return cells;
  const isList = lists.has(path.at(-1) ?? '');
  if (typeof value !== 'object' || isList) {
    cells.set(path.join('.'), guard(isList ? (value as string[]).join(';') : String(value)));
    return cells;
  }
  const children = Array.isArray(value)
    ? value.map((child, index) => [String(index + 1), child] as const)
    : Object.entries(value);
  for (const [key, child] of children)
    for (const [name, cell] of flatten(child, [...path, key])) cells.set(name, cell);
  return cells;
}

/** A spreadsheet takes what begins like this for a formula; an apostrophe makes it a text (CWE-1236). */
function guard(text: string): string {
  return /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** rfc4180 §2 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
