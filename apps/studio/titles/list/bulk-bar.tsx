/** What can be done with the chosen titles: it stands below while there are any. */
import { Button, Dialog, IconButton, notify, ProgressBar, Select } from '@vitascope/design';
import { CalendarRange, Send, Tags, X } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import type { ListQuery } from '../data.ts';
import { TermsField } from '../fields/catalogue-fields.tsx';
import { TimeField } from '../fields/time-field.tsx';
import { WindowForm } from '../rights/window-form.tsx';
import { emptyWindow, nameOf, type TermKind, type Title } from '../title-types.ts';
import { type BulkChange, changeMany, changeOf, undoMany } from './bulk-edit.ts';
import styles from './list.module.css';

type Room = 'terms' | 'publication' | 'windows';

/** More than that is better done as an import. */
const MOST = 1_000;

export interface BulkBarProps {
  readonly titles: readonly Title[];
  readonly chosen: ReadonlySet<string>;
  readonly total: number;
  readonly query: ListQuery;
  onChoose(chosen: ReadonlySet<string>): void;
}

export function BulkBar({ titles, chosen, total, query, onChoose }: BulkBarProps): JSX.Element | null {
  const { t } = useTexts();
  const [room, setRoom] = useState<Room | null>(null);
  const [isGathering, setGathering] = useState(false);
  const [others, setOthers] = useState<readonly Title[]>([]);
  if (chosen.size === 0) return null;
  const known = new Map([...others, ...titles].map((title) => [title.id, title]));
  const picked = [...chosen].flatMap((id) => known.get(id) ?? []);

  const chooseAll = async (): Promise<void> => {
    setGathering(true);
    try {
      const all: Title[] = [];
      const asked = { ...query, limit: 200 };
      for await (const title of api.items('/api/v1/catalog/titles', { params: { query: asked } })) {
        all.push(title);
        if (all.length >= MOST) break;
      }
      setOthers(all);
      onChoose(new Set(all.map(({ id }) => id)));
    } catch (error) {
      notify({ kind: 'bad', text: t('titles.bulk.gather.failed'), detail: String((error as Error).message) });
    } finally {
      setGathering(false);
    }
  };

  return (
    <section className={styles['bulk']} aria-label={t('titles.bulk')}>
      <IconButton
        label={t('titles.bulk.clear')}
        icon={<X />}
        size="small"
        onClick={() => onChoose(new Set())}
      />
      <strong aria-live="polite">{t('titles.bulk.chosen', { count: chosen.size })}</strong>
      {chosen.size < Math.min(total, MOST) ? (
        <Button kind="quiet" size="small" isBusy={isGathering} onClick={() => void chooseAll()}>
          {t('titles.bulk.all', { count: Math.min(total, MOST) })}
        </Button>
      ) : null}
      <span className={styles['bulk-actions']}>
        <Button size="small" icon={<Tags aria-hidden="true" />} onClick={() => setRoom('terms')}>
          {t('titles.bulk.terms')}
        </Button>
        <Button size="small" icon={<Send aria-hidden="true" />} onClick={() => setRoom('publication')}>
          {t('titles.bulk.publication')}
        </Button>
        <Button size="small" icon={<CalendarRange aria-hidden="true" />} onClick={() => setRoom('windows')}>
          {t('titles.bulk.windows')}
        </Button>
      </span>
      {room === null ? null : (
        <BulkDialog
          room={room}
          titles={picked}
          onClose={() => setRoom(null)}
          onDone={() => {
            setRoom(null);
            onChoose(new Set());
          }}
        />
      )}
    </section>
  );
}

interface BulkDialogProps {
  readonly room: Room;
  readonly titles: readonly Title[];
  onClose(): void;
  onDone(): void;
}

function BulkDialog({ room, titles, onClose, onDone }: BulkDialogProps): JSX.Element {
  const { t } = useTexts();
  const [change, setChange] = useState<BulkChange>(firstChange[room]);
  const [done, setDone] = useState<number | null>(null);
  const touched = titles.filter((title) => changeOf(title, change) !== null);
  const apply = async (): Promise<void> => {
    setDone(0);
    const result = await changeMany(touched, change, setDone);
    const { changes, failures } = result;
    if (changes.length > 0)
      notify({
        kind: 'good',
        text: t('titles.bulk.done', { count: changes.length }),
        timeoutMs: 20_000,
        action: {
          label: t('titles.undo'),
          onPress: () =>
            void undoMany(changes).then((failed) =>
              notify(
                failed === 0
                  ? { text: t('titles.bulk.undone', { count: changes.length }) }
                  : { kind: 'bad', text: t('titles.bulk.undone.not', { count: failed }) },
              ),
            ),
        },
      });
    for (const { title, message } of failures.slice(0, 3))
      notify({ kind: 'bad', text: t('titles.bulk.failed', { name: nameOf(title) }), detail: message });
    onDone();
  };
  return (
    <Dialog
      isOpen
      title={t(`titles.bulk.${room}.title`)}
      description={t('titles.bulk.touched', { count: touched.length, of: titles.length })}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('titles.cancel')}</Button>
          <Button
            kind="primary"
            isBusy={done !== null}
            disabled={touched.length === 0}
            onClick={() => void apply()}
          >
            {t('titles.bulk.apply', { count: touched.length })}
          </Button>
        </>
      }
    >
      {done === null ? null : (
        <ProgressBar value={done / Math.max(1, touched.length)} label={t('titles.bulk.progress')} />
      )}
      <ChangeForm change={change} onChange={setChange} />
    </Dialog>
  );
}

const firstChange: Readonly<Record<Room, BulkChange>> = {
  terms: { what: 'add', field: 'genres', values: [] },
  publication: { what: 'publish' },
  windows: { what: 'add-window', window: emptyWindow },
};

function ChangeForm({
  change,
  onChange,
}: {
  readonly change: BulkChange;
  onChange(change: BulkChange): void;
}): JSX.Element {
  const { t } = useTexts();
  const what = <W extends BulkChange['what']>(options: readonly W[], value: W, choose: (what: W) => void) => (
    <Select
      label={t('titles.bulk.what')}
      value={value}
      options={options.map((option) => ({ value: option, label: t(`titles.bulk.what.${option}`) }))}
      onChoose={choose}
    />
  );
  if (change.what === 'add' || change.what === 'remove') {
    const fields = ['genres', 'tags', 'moods'] as const;
    const kind = change.field.slice(0, -1) as TermKind;
    return (
      <>
        {what(['add', 'remove'], change.what, (next) => onChange({ ...change, what: next }))}
        <Select
          label={t('titles.bulk.field')}
          value={change.field}
          options={fields.map((value) => ({ value, label: t(`titles.field.${value}`) }))}
          onChoose={(field) => onChange({ ...change, field, values: [] })}
        />
        <TermsField
          kind={kind}
          label={t(`titles.field.${change.field}`)}
          values={change.values}
          onChange={(values) => onChange({ ...change, values })}
        />
      </>
    );
  }
  if (change.what === 'add-window' || change.what === 'replace-windows')
    return (
      <>
        {what(['add-window', 'replace-windows'], change.what, (next) => onChange({ ...change, what: next }))}
        <WindowForm window={change.window} onChange={(window) => onChange({ ...change, window })} />
      </>
    );
  return (
    <>
      {what(['publish', 'schedule', 'unpublish'], change.what, (next) =>
        onChange(next === 'schedule' ? { what: next, at: tomorrow() } : { what: next }),
      )}
      {change.what === 'schedule' ? (
        <TimeField
          label={t('titles.publication.publishAt')}
          value={change.at}
          onChange={(at) => onChange({ what: 'schedule', at: at ?? tomorrow() })}
        />
      ) : null}
    </>
  );
}

function tomorrow(): string {
  const time = new Date(Date.now() + 86_400_000);
  time.setHours(6, 0, 0, 0);
  return time.toISOString();
}
