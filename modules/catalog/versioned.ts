// What editors write, kept with every version: create, edit, delete, undo. The same for titles, people and terms.
import { isDeepStrictEqual } from 'node:util';
import { type Clock, type ErrorFactory, newId } from '@vitascope/platform/kernel';
import type { Change, ChangeStore } from './change-store.ts';
import { catalogError } from './errors.ts';
import type { AnyTransaction, Subject, SubjectStore } from './rows.ts';
import { planUndo } from './undo.ts';

export interface EditOptions {
  /** Who does it, for the record. */
  readonly actor: string;
  /** Throws when the revision is not the one that the editor has seen. */
  readonly expect?: (revision: number) => void;
}

export interface Page {
  readonly after: string | null;
  readonly limit: number;
}

export interface Versioned<C> {
  /** An empty slug has one chosen. @throws what `prepare` throws */
  create(content: C, options: { readonly actor: string }): Promise<Subject<C>>;
  /** By id or slug. @throws the kind's `…-not-found` */
  get(key: string): Promise<Subject<C>>;
  /** What changes nothing makes no new revision. */
  edit(id: string, change: (content: C) => C, options: EditOptions): Promise<Subject<C>>;
  /**
   * Creates (`id` null) or edits as a part of something larger: within a transaction that `ChangeStore.inOrder` began.
   * @throws what `prepare` throws
   */
  save(
    transaction: AnyTransaction,
    wish: { readonly id: string | null; readonly actor: string; change(content: C | null): C },
  ): Promise<Subject<C>>;
  /** @throws `still-in-use` */
  remove(id: string, options: EditOptions): Promise<void>;
  /** Newest first, also of what has been deleted. */
  changes(id: string, page: Page): Promise<readonly Change<C>[]>;
  /**
   * Takes one change back, as a new change; null when that deletes the subject.
   * @throws `change-not-found`, `change-superseded`
   */
  undo(id: string, changeId: string, options: { readonly actor: string }): Promise<Subject<C> | null>;
}

export interface VersionedDeps<C> {
  readonly store: SubjectStore<C>;
  readonly changes: ChangeStore;
  readonly clock: Clock;
  readonly idPrefix: string;
  /** Fills in what was added since the content was written. */
  complete?(written: object): C;
  readonly notFound: keyof (typeof catalogError extends ErrorFactory<infer Codes> ? Codes : never);
  /** Checks content against the rest of the catalogue and completes it. */
  prepare(
    transaction: AnyTransaction,
    content: C,
    subject: { readonly id: string; readonly previous: C | null },
  ): Promise<C>;
}

export function createVersioned<C extends object>(deps: VersionedDeps<C>): Versioned<C> {
  const { store, changes, clock } = deps;

  const found = (subject: Subject<C> | null, key: string): Subject<C> => {
    if (subject === null) throw catalogError(deps.notFound, `There is nothing of this kind called ${key}.`);
    return subject;
  };

  const completed = (change: Change<object>): Change<C> => {
    const complete = (content: object | null) =>
      content === null ? null : (deps.complete?.(content) ?? (content as C));
    return { ...change, before: complete(change.before), after: complete(change.after) };
  };

  type Step = {
    readonly id: string;
    readonly previous: Subject<C> | null;
    readonly actor: string;
    readonly undoes?: string;
  };

  async function write(transaction: AnyTransaction, content: C, step: Step): Promise<Subject<C>> {
    const { id, previous } = step;
    const prepared = await deps.prepare(transaction, content, { id, previous: previous?.content ?? null });
    if (previous !== null && isDeepStrictEqual(previous.content, prepared)) return previous;
    const now = clock.now();
    const subject: Subject<C> = {
      id,
      revision: (previous?.revision ?? (await changes.lastRevision(transaction, id))) + 1,
      content: prepared,
      createdAt: previous?.createdAt ?? now,
      updatedAt: now,
    };
    await store.write(transaction, subject, previous?.content ?? null);
    await record(transaction, step, { revision: subject.revision, after: prepared });
    return subject;
  }

  async function erase(
    transaction: AnyTransaction,
    previous: Subject<C>,
    step: Omit<Step, 'previous' | 'id'>,
  ) {
    const users = await store.users(transaction, previous.id);
    if (users.length > 0)
      throw catalogError(
        'still-in-use',
        `${previous.id} cannot be deleted: ${users.join(', ')} refer to it.`,
        {
          details: { usedBy: users },
        },
      );
    await store.remove(transaction, previous.id);
    const revision = previous.revision + 1;
    await record(transaction, { ...step, id: previous.id, previous }, { revision, after: null });
  }

  function record(
    transaction: AnyTransaction,
    { id, previous, actor, undoes }: Step,
    { revision, after }: { readonly revision: number; readonly after: C | null },
  ): Promise<void> {
    const before = previous?.content ?? null;
    const action = before === null ? 'created' : after === null ? 'deleted' : 'edited';
    return changes.add(transaction, {
      id: newId('ch'),
      subjectId: id,
      revision,
      action,
      actor,
      before,
      after,
      undoes: undoes ?? null,
      changedAt: clock.now(),
    });
  }

  return {
    create: (content, { actor }) =>
      changes.inOrder((transaction) =>
        write(transaction, content, { id: newId(deps.idPrefix), previous: null, actor }),
      ),
    get: async (key) => found(await store.find(key), key),
    edit: (id, change, { actor, expect }) =>
      changes.inOrder(async (transaction) => {
        const previous = found(await store.find(id, transaction), id);
        expect?.(previous.revision);
        return write(transaction, change(previous.content), { id: previous.id, previous, actor });
      }),
    async save(transaction, { id, actor, change }) {
      const previous = id === null ? null : found(await store.find(id, transaction), id);
      const step = { id: id ?? newId(deps.idPrefix), previous, actor };
      return write(transaction, change(previous?.content ?? null), step);
    },
    remove: (id, { actor, expect }) =>
      changes.inOrder(async (transaction) => {
        const previous = found(await store.find(id, transaction), id);
        expect?.(previous.revision);
        await erase(transaction, previous, { actor });
      }),
    changes: async (id, page) => (await changes.list(id, page)).map(completed),
    undo: (id, changeId, { actor }) =>
      changes.inOrder(async (transaction) => {
        const recorded = await changes.find(transaction, id, changeId);
        if (recorded === null) throw catalogError('change-not-found', `${id} has no change ${changeId}.`);
        const change = completed(recorded);
        const previous = await store.find(id, transaction);
        const plan = planUndo(previous?.content ?? null, change);
        if ('superseded' in plan)
          throw catalogError(
            'change-superseded',
            `${changeId} cannot be undone: ${plan.superseded.join(', ')} changed since. Undo the later changes first.`,
            { details: { fields: plan.superseded } },
          );
        const step = { id, previous, actor, undoes: changeId };
        if (plan.content !== null) return write(transaction, plan.content, step);
        if (previous !== null) await erase(transaction, previous, step);
        return null;
      }),
  };
}
