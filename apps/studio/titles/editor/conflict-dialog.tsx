/** Two editors have changed the same: both values side by side, and whose counts. */
import { useQuery } from '@tanstack/react-query';
import { Button, Dialog } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { api } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import type { FieldName } from '../title-types.ts';
import styles from './editor.module.css';
import { FieldValue } from './field-lines.tsx';
import type { Conflicts } from './use-title-draft.ts';

export function ConflictDialog({
  conflicts: { fresh, list },
  onResolve,
  onPutOff,
}: {
  readonly conflicts: Conflicts;
  onResolve(mine: ReadonlySet<FieldName>): void;
  onPutOff(): void;
}): JSX.Element {
  const { t, ago } = useTexts();
  const [mine, setMine] = useState<ReadonlySet<FieldName>>(new Set());
  const [decided, setDecided] = useState<ReadonlySet<FieldName>>(new Set());
  const last = useQuery({
    queryKey: ['titles', 'changes', fresh.id, 'last', fresh.revision],
    queryFn: async ({ signal }) => {
      const params = { path: { id: fresh.id }, query: { limit: 1 } };
      return (await api.GET('/api/v1/catalog/titles/{id}/changes', { params, signal })).data.items[0] ?? null;
    },
  });
  const choose = (field: FieldName, isMine: boolean): void => {
    setMine((before) => new Set(isMine ? [...before, field] : [...before].filter((one) => one !== field)));
    setDecided((before) => new Set([...before, field]));
  };
  return (
    <Dialog
      isOpen
      size="large"
      title={t('titles.conflict.title')}
      description={t('titles.conflict.text', {
        who: last.data?.actor ?? t('titles.conflict.somebody'),
        ago: ago(fresh.updatedAt),
        count: list.length,
      })}
      closeLabel={t('titles.conflict.later')}
      onClose={onPutOff}
      actions={
        <>
          <Button onClick={onPutOff}>{t('titles.conflict.later')}</Button>
          <Button kind="primary" disabled={decided.size < list.length} onClick={() => onResolve(mine)}>
            {t('titles.conflict.save')}
          </Button>
        </>
      }
    >
      {list.map(({ field, mine: own, theirs }) => (
        <fieldset key={field} className={styles['conflict']}>
          <legend>{t(`titles.field.${field}`)}</legend>
          {(['theirs', 'mine'] as const).map((side) => {
            const isChosen = decided.has(field) && mine.has(field) === (side === 'mine');
            return (
              <label key={side} className={styles['side']} data-chosen={isChosen}>
                <span className={styles['side-head']}>
                  <input
                    type="radio"
                    name={`conflict-${field}`}
                    checked={isChosen}
                    onChange={() => choose(field, side === 'mine')}
                  />
                  {t(`titles.conflict.${side}`)}
                </span>
                <FieldValue field={field} value={side === 'mine' ? own : theirs} />
              </label>
            );
          })}
        </fieldset>
      ))}
    </Dialog>
  );
}
