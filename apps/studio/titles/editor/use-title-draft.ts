/** Unsaved changes of one title: kept in the browser, joined with what others save, and saved upon the revision that was read. */
import { notify } from '@vitascope/design';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isProblem, queries } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { freshTitle, keepTitle, patchTitle, titleQuery } from '../data.ts';
import {
  type Conflict,
  changedFields,
  type Draft,
  edit,
  keepDraft,
  keptDraft,
  noDraft,
  rebase,
  withEdits,
} from '../draft.ts';
import type { FieldName, Title } from '../title-types.ts';
import type { Editor } from './editor-context.ts';

export interface Conflicts {
  readonly fresh: Title;
  readonly draft: Draft;
  readonly list: readonly Conflict[];
}

export interface TitleDraft extends Omit<Editor, 'goTo'> {
  readonly conflicts: Conflicts | null;
  /** Whose value each field gets, and saves the rest. */
  resolve(mine: ReadonlySet<FieldName>): Promise<void>;
  /** Goes on editing; what was saved by others is looked at later. */
  putOff(): void;
}

const noProblems: Editor['problems'] = [];

export function useTitleDraft(saved: Title): TitleDraft {
  const { t } = useTexts();
  const { id } = saved;
  const [draft, setDraft] = useState<Draft>(() => noDraft(saved.revision));
  const [isSaving, setSaving] = useState(false);
  const [problems, setProblems] = useState(noProblems);
  const [conflicts, setConflicts] = useState<Conflicts | null>(null);
  const current = useRef(draft);
  const write = useCallback(
    (next: Draft): void => {
      current.current = next;
      setDraft(next);
      keepDraft(id, next);
    },
    [id],
  );

  const discard = useCallback(
    (field?: FieldName): void => {
      const before = current.current;
      const fresh = queries.getQueryData(titleQuery(id).queryKey) ?? saved;
      const next =
        field === undefined
          ? noDraft(fresh.revision)
          : edit(before, fresh, field, before.base[field] as never);
      write(next);
      setProblems(noProblems);
      notify({
        text: t('titles.draft.discarded'),
        action: { label: t('titles.undo'), onPress: () => write(before) },
      });
    },
    [id, saved, write, t],
  );

  useRestored(saved, current, write, discard);
  useNewer(saved, current, write, !isSaving && conflicts === null);

  /** Saves upon what is there now; what others changed elsewhere stays. */
  const saveDraft = useCallback(
    async (wished: Draft): Promise<boolean> => {
      setSaving(true);
      setProblems(noProblems);
      try {
        for (let next = wished, attempt = 0; ; attempt++) {
          try {
            if (changedFields(next).length === 0) return true;
            const title = await patchTitle(id, next.revision, next.edits);
            write(noDraft(title.revision));
            notify({ kind: 'good', text: t(attempt === 0 ? 'titles.saved' : 'titles.saved.joined') });
            return true;
          } catch (error) {
            if (!isProblem(error) || error.status !== 412 || attempt > 2) throw error;
            const fresh = await freshTitle(id);
            const joined = rebase(next, fresh);
            if (joined.conflicts.length > 0) {
              setConflicts({ fresh, draft: joined.draft, list: joined.conflicts });
              return false;
            }
            next = joined.draft;
          }
        }
      } catch (error) {
        const { message } = error as Error;
        if (isProblem(error)) setProblems(error.fields);
        notify({ kind: 'bad', text: t('titles.save.failed'), detail: message });
        return false;
      } finally {
        setSaving(false);
      }
    },
    [id, write, t],
  );

  const title = withEdits(saved, draft);
  return {
    title,
    saved,
    changed: changedFields(draft),
    isSaving,
    problems,
    conflicts,
    discard,
    set: useCallback(
      (field, value) => {
        write(edit(current.current, saved, field, value));
        setProblems((before) => before.filter(({ path }) => path.split('.', 1)[0] !== field));
      },
      [saved, write],
    ),
    save: useCallback(
      (more = {}) => {
        let next = current.current;
        for (const [field, value] of Object.entries(more))
          next = edit(next, saved, field as FieldName, value as never);
        if (Object.keys(more).length > 0) write(next);
        return saveDraft(next);
      },
      [saved, write, saveDraft],
    ),
    putOff: () => setConflicts(null),
    async resolve(mine) {
      if (conflicts === null) return;
      let next = conflicts.draft;
      for (const { field } of conflicts.list)
        if (!mine.has(field)) next = edit(next, conflicts.fresh, field, conflicts.fresh[field] as never);
      setConflicts(null);
      keepTitle(conflicts.fresh);
      write(next);
      await saveDraft(next);
    },
  };
}

/** What was left unsaved at the last visit is there again. */
function useRestored(
  saved: Title,
  current: { readonly current: Draft },
  write: (draft: Draft) => void,
  discard: () => void,
): void {
  const { t } = useTexts();
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current) return;
    isDone.current = true;
    const kept = keptDraft(saved.id);
    if (kept === null || changedFields(current.current).length > 0) return;
    // What cannot be joined by itself is asked when it is saved.
    const joined = rebase(kept, saved);
    write(joined.conflicts.length > 0 ? kept : joined.draft);
    if (changedFields(current.current).length > 0)
      notify({
        text: t('titles.draft.restored'),
        timeoutMs: 12_000,
        action: { label: t('titles.draft.discard'), onPress: discard },
      });
  }, [saved, current, write, discard, t]);
}

/** The page learns of a newer revision while changes are unsaved: they go on upon it where that needs no decision. */
function useNewer(
  saved: Title,
  current: { readonly current: Draft },
  write: (draft: Draft) => void,
  isFree: boolean,
): void {
  useEffect(() => {
    if (!isFree || saved.revision <= current.current.revision) return;
    const joined = rebase(current.current, saved);
    if (joined.conflicts.length === 0) write(joined.draft);
  }, [saved, current, write, isFree]);
}
