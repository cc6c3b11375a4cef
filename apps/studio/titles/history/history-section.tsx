/** Who changed what and when, with the difference, and the way back. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Badge, Button, Callout, notify, Skeleton } from '@vitascope/design';
import { ChevronDown, Undo2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api, isProblem, queries } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { changesQuery, keepTitle } from '../data.ts';
import { useEditor } from '../editor/editor-context.ts';
import { FieldDifference } from '../editor/field-lines.tsx';
import { Section } from '../editor/section.tsx';
import type { FieldName } from '../title-types.ts';
import styles from './history.module.css';

export interface Change {
  readonly id: string;
  readonly revision: number;
  readonly action: 'created' | 'edited' | 'deleted';
  readonly actor: string;
  readonly changedAt: string;
  readonly undoes: string | null;
  readonly fields: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

export function HistorySection(): JSX.Element {
  const { t } = useTexts();
  const { saved } = useEditor();
  const { id } = saved;
  const list = useInfiniteQuery(changesQuery(id));
  const changes: readonly Change[] = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const undone = new Set(changes.map(({ undoes }) => undoes));
  const undo = async (changeId: string): Promise<void> => {
    try {
      const params = { path: { id, changeId } };
      const { data } = await api.POST('/api/v1/catalog/titles/{id}/changes/{changeId}/undo', { params });
      if (data !== undefined) keepTitle(data);
      void queries.invalidateQueries({ queryKey: ['titles', 'changes', id] });
      notify({ kind: 'good', text: t('titles.history.undone') });
    } catch (error) {
      const isLater = isProblem(error) && error.status === 409;
      const text = t(isLater ? 'titles.history.later' : 'titles.undo.failed');
      notify({ kind: 'bad', text, detail: (error as Error).message });
    }
  };
  return (
    <Section id="history" text={t('titles.history.text')}>
      {list.isPending ? <Skeleton width="100%" height="160px" /> : null}
      {list.isError ? (
        <Callout kind="bad" actions={<Button onClick={() => void list.refetch()}>{t('retry')}</Button>}>
          {list.error.message}
        </Callout>
      ) : null}
      <ol className={styles['changes']}>
        {changes.map((change) => (
          <ChangeRow
            key={change.id}
            change={change}
            isUndone={undone.has(change.id)}
            // What made the title would take it away: that is what deleting is for.
            onUndo={change.action === 'created' ? null : () => undo(change.id)}
            fieldName={(field) => t(`titles.field.${field as FieldName}`)}
            difference={(field) => (
              <FieldDifference
                field={field as FieldName}
                before={change.before?.[field]}
                after={change.after?.[field]}
              />
            )}
          />
        ))}
      </ol>
      {list.hasNextPage ? (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('titles.history.more')}
        </Button>
      ) : null}
    </Section>
  );
}

export interface ChangeRowProps {
  readonly change: Change;
  readonly isUndone: boolean;
  readonly onUndo: (() => Promise<void>) | null;
  fieldName(field: string): string;
  difference(field: string): JSX.Element;
}

export function ChangeRow({ change, isUndone, onUndo, fieldName, difference }: ChangeRowProps): JSX.Element {
  const { t, ago, date } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const { action, actor, changedAt, fields, undoes } = change;
  const what = action === 'edited' ? fields.map(fieldName).join(', ') : t(`titles.history.${action}`);
  return (
    <li className={styles['change']}>
      <div className={styles['change-head']}>
        <button
          type="button"
          className={styles['toggle']}
          aria-expanded={isOpen}
          disabled={action !== 'edited'}
          onClick={() => setOpen(!isOpen)}
        >
          {action === 'edited' ? <ChevronDown aria-hidden="true" data-open={isOpen} /> : null}
          <span className={styles['words']}>
            <strong>{undoes === null ? what : t('titles.history.undo-of', { what })}</strong>
            <span>
              {t('titles.history.by', { who: actor })}{' '}
              <time dateTime={changedAt} title={date(changedAt, { dateStyle: 'full', timeStyle: 'medium' })}>
                {ago(changedAt)}
              </time>
            </span>
          </span>
        </button>
        {isUndone ? <Badge>{t('titles.history.is-undone')}</Badge> : null}
        {onUndo === null || isUndone ? null : (
          <Button
            kind="quiet"
            size="small"
            icon={<Undo2 aria-hidden="true" />}
            isBusy={isBusy}
            onClick={() => {
              setBusy(true);
              void onUndo().finally(() => setBusy(false));
            }}
          >
            {t('titles.undo')}
            <span className="visually-hidden">: {what}</span>
          </Button>
        )}
      </div>
      {isOpen ? (
        <dl className={styles['fields']}>
          {fields.map((field) => (
            <div key={field}>
              <dt>{fieldName(field)}</dt>
              <dd>{difference(field)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </li>
  );
}
