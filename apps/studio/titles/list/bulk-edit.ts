/** Changes of many titles at once, and the way back. */
import { api, isProblem, queries } from '../../session/api.ts';
import { forgetLists, freshTitle, ifMatch, titleQuery } from '../data.ts';
import { isSame } from '../draft.ts';
import type { Fields, Title, Window } from '../title-types.ts';

export type BulkChange =
  | {
      readonly what: 'add' | 'remove';
      readonly field: 'genres' | 'tags' | 'moods';
      readonly values: readonly string[];
    }
  | { readonly what: 'publish' | 'unpublish' }
  | { readonly what: 'schedule'; readonly at: string }
  | { readonly what: 'add-window' | 'replace-windows'; readonly window: Window };

export interface BulkResult {
  /** What can be taken back: the change of each title. */
  readonly changes: readonly { readonly titleId: string; readonly changeId: string }[];
  readonly unchanged: number;
  readonly failures: readonly { readonly title: Title; readonly message: string }[];
}

/** Requests at once: a hundred titles take seconds, and nobody else has to wait for them. */
const AT_ONCE = 4;

/** What the change makes of a title; null where nothing is to be done. */
export function changeOf(title: Title, change: BulkChange): Partial<Fields> | null {
  const fields = fieldsOf(title, change);
  const isChanged = Object.entries(fields).some(
    ([name, value]) => !isSame(title[name as keyof Fields], value),
  );
  return isChanged ? fields : null;
}

function fieldsOf(title: Title, change: BulkChange): Partial<Fields> {
  switch (change.what) {
    case 'add':
      return { [change.field]: [...new Set([...title[change.field], ...change.values])] };
    case 'remove':
      return { [change.field]: title[change.field].filter((value) => !change.values.includes(value)) };
    case 'publish':
      return { publication: { ...title.publication, released: true, publishAt: null } };
    case 'schedule':
      return { publication: { ...title.publication, released: true, publishAt: change.at } };
    case 'unpublish':
      return { publication: { ...title.publication, released: false } };
    case 'add-window':
      return title.windows.some((window) => isSame(window, change.window))
        ? {}
        : { windows: [...title.windows, change.window] };
    case 'replace-windows':
      return { windows: [change.window] };
  }
}

/** Each title by itself: one that is refused stops no other. */
export async function changeMany(
  titles: readonly Title[],
  change: BulkChange,
  onProgress: (done: number) => void,
): Promise<BulkResult> {
  const changes: { titleId: string; changeId: string }[] = [];
  const failures: { title: Title; message: string }[] = [];
  let [unchanged, done] = [0, 0];
  await each(titles, async (title) => {
    try {
      const changeId = await changeOne(title, change);
      if (changeId === null) unchanged += 1;
      else changes.push({ titleId: title.id, changeId });
    } catch (error) {
      failures.push({ title, message: error instanceof Error ? error.message : String(error) });
    }
    done += 1;
    onProgress(done);
  });
  forgetLists();
  return { changes, unchanged, failures };
}

/** The id of the change; null where there was none. Somebody who was faster is not overwritten: it is done again upon theirs. */
async function changeOne(title: Title, change: BulkChange): Promise<string | null> {
  const { id } = title;
  for (let current = title, attempt = 0; ; attempt++) {
    const body = changeOf(current, change);
    if (body === null) return null;
    try {
      const { revision } = current;
      const { data } = await api.PATCH('/api/v1/catalog/titles/{id}', {
        params: { path: { id } },
        body,
        ...ifMatch(revision),
      });
      queries.setQueryData(titleQuery(id).queryKey, data);
      const changes = await api.GET('/api/v1/catalog/titles/{id}/changes', {
        params: { path: { id }, query: { limit: 1 } },
      });
      return changes.data.items[0]?.id ?? null;
    } catch (error) {
      if (attempt >= 3 || !isProblem(error) || error.status !== 412) throw error;
      current = await freshTitle(id);
    }
  }
}

/** How many could not be taken back, since somebody has changed the same since. */
export async function undoMany(changes: BulkResult['changes']): Promise<number> {
  let failed = 0;
  await each(changes, async ({ titleId: id, changeId }) => {
    try {
      await api.POST('/api/v1/catalog/titles/{id}/changes/{changeId}/undo', {
        params: { path: { id, changeId } },
      });
    } catch {
      failed += 1;
    }
  });
  void queries.invalidateQueries({ queryKey: ['titles'] });
  return failed;
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const run = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
}
