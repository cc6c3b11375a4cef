/** The rows of a page in their order: moved by dragging, by keys, or with buttons; switched, edited, deleted. */
import { Badge, IconButton, Menu, MenuItem, MenuSeparator, notify, Switch } from '@vitascope/design';
import { ArrowDown, ArrowUp, Ellipsis, GripVertical, Pencil, Trash2, Users } from 'lucide-react';
import { type JSX, useState } from 'react';
import { isProblem } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { deleteRow, forgetRows, putInOrder, type Row, saveRow, undoLast } from './data.ts';
import { useRowWords } from './row-words.ts';
import styles from './rows.module.css';
import { useSortable } from './use-sortable.ts';

export interface RowListProps {
  readonly page: string;
  readonly rows: readonly Row[];
  onEdit(row: Row): void;
  /** The row that one looks at, shown in the preview too. */
  onPoint(id: string | null): void;
}

export function RowList({ page, rows, onEdit, onPoint }: RowListProps): JSX.Element {
  const { t } = useTexts();
  const words = useRowWords();
  const [said, setSaid] = useState('');
  const byId = new Map(rows.map((row) => [row.id, row]));
  const nameOf = (id: string): string => {
    const row = byId.get(id);
    return row === undefined ? '' : words.name(row);
  };
  const write = async (ids: readonly string[]): Promise<boolean> => {
    try {
      await putInOrder(page, ids);
      return true;
    } catch (error) {
      const isLate = isProblem(error) && error.status === 412;
      notify({
        kind: 'bad',
        text: t(isLate ? 'rows.order.late' : 'rows.order.failed'),
        detail: (error as Error).message,
      });
      return false;
    }
  };
  const sortable = useSortable({
    ids: rows.map(({ id }) => id),
    announce: (what, id, place) =>
      setSaid(t(`rows.said.${what}`, { name: nameOf(id), place, of: rows.length })),
    onOrder(ids, moved) {
      const before = rows.map(({ id }) => id);
      void write(ids).then((isDone) => {
        if (isDone)
          notify({
            text: t('rows.moved', { name: nameOf(moved), place: ids.indexOf(moved) + 1 }),
            action: { label: t('titles.undo'), onPress: () => void write(before) },
          });
      });
    },
  });
  return (
    <>
      <p className="visually-hidden" id="rows-how">
        {t('rows.how')}
      </p>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <ol className={styles['rows']} data-sortable="">
        {sortable.order.flatMap((id, index) => {
          const row = byId.get(id);
          if (row === undefined) return [];
          return (
            <RowItem
              key={id}
              row={row}
              handle={
                <button
                  type="button"
                  className={styles['handle']}
                  aria-label={t('rows.handle', { name: words.name(row) })}
                  aria-describedby="rows-how"
                  {...sortable.handle(id)}
                >
                  <GripVertical aria-hidden="true" />
                </button>
              }
              isHeld={sortable.held === id}
              isFirst={index === 0}
              isLast={index === sortable.order.length - 1}
              onMove={(by) => sortable.move(id, by)}
              onEdit={() => onEdit(row)}
              onPoint={onPoint}
            />
          );
        })}
      </ol>
    </>
  );
}

interface RowItemProps {
  readonly row: Row;
  readonly handle: JSX.Element;
  readonly isHeld: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  onMove(by: number): void;
  onEdit(): void;
  onPoint(id: string | null): void;
}

function RowItem({
  row,
  handle,
  isHeld,
  isFirst,
  isLast,
  onMove,
  onEdit,
  onPoint,
}: RowItemProps): JSX.Element {
  const { t } = useTexts();
  const words = useRowWords();
  const name = words.name(row);
  const audience = words.audience(row);
  const failed = (error: unknown): void => {
    const isLate = isProblem(error) && error.status === 412;
    notify({
      kind: 'bad',
      text: t(isLate ? 'rows.late' : 'rows.save.failed'),
      detail: (error as Error).message,
    });
    void forgetRows();
  };
  const undo = (): void => void undoLast(row.id).catch(failed);
  const toggle = async (enabled: boolean): Promise<void> => {
    try {
      await saveRow(row, { enabled });
      notify({
        text: t(enabled ? 'rows.turned.on' : 'rows.turned.off', { name }),
        action: { label: t('titles.undo'), onPress: undo },
      });
    } catch (error) {
      failed(error);
    }
  };
  const remove = async (): Promise<void> => {
    try {
      await deleteRow(row);
      notify({
        text: t('rows.deleted', { name }),
        timeoutMs: 20_000,
        action: { label: t('titles.undo'), onPress: undo },
      });
    } catch (error) {
      failed(error);
    }
  };
  return (
    <li
      className={styles['row']}
      data-id={row.id}
      data-held={isHeld}
      data-off={!row.enabled}
      onPointerEnter={() => onPoint(row.id)}
      onPointerLeave={() => onPoint(null)}
      onFocus={() => onPoint(row.id)}
      onBlur={() => onPoint(null)}
    >
      {handle}
      <button type="button" className={styles['row-words']} onClick={onEdit}>
        <strong>{name}</strong>
        <span>
          {t(`rows.kind.${row.kind}`)} · {words.filled(row)}
        </span>
        {audience === null ? null : (
          <span className={styles['audience']}>
            <Users aria-hidden="true" />
            {audience}
          </span>
        )}
      </button>
      {row.enabled ? null : <Badge>{t('rows.off')}</Badge>}
      <span className={styles['row-tools']}>
        <Switch
          label={t('rows.show', { name })}
          isLabelHidden
          isChecked={row.enabled}
          onChange={(isOn) => void toggle(isOn)}
        />
        <Menu trigger={<IconButton label={t('rows.more', { name })} icon={<Ellipsis />} size="small" />}>
          <MenuItem icon={<Pencil aria-hidden="true" />} onSelect={onEdit}>
            {t('rows.edit')}
          </MenuItem>
          <MenuItem icon={<ArrowUp aria-hidden="true" />} isDisabled={isFirst} onSelect={() => onMove(-1)}>
            {t('rows.up')}
          </MenuItem>
          <MenuItem icon={<ArrowDown aria-hidden="true" />} isDisabled={isLast} onSelect={() => onMove(1)}>
            {t('rows.down')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem isDanger icon={<Trash2 aria-hidden="true" />} onSelect={() => void remove()}>
            {t('rows.delete')}
          </MenuItem>
        </Menu>
      </span>
    </li>
  );
}
