/** One row: its name in each language, what fills it, for whom it is, and what became of it. */
import { useQuery } from '@tanstack/react-query';
import {
  Button,
  Callout,
  Checkbox,
  Dialog,
  EmptyState,
  notify,
  Select,
  Skeleton,
  Switch,
  Tabs,
  TextField,
} from '@vitascope/design';
import { type JSX, useState } from 'react';
import { api, isProblem } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { titleQuery } from '../titles/data.ts';
import { isSame } from '../titles/draft.ts';
import {
  LanguagesField,
  TerritoriesField,
  TitleFinder,
  TitleLine,
  useTermOptions,
} from '../titles/fields/catalogue-fields.tsx';
import { ChipsField } from '../titles/fields/chips-field.tsx';
import { TimeField } from '../titles/fields/time-field.tsx';
import { ChangeRow } from '../titles/history/history-section.tsx';
import { MemberRow } from '../titles/parts/members-section.tsx';
import { devices, kinds, slugOf, type TermKind } from '../titles/title-types.ts';
import {
  createRow,
  forgetRows,
  personalKinds,
  type Row,
  type RowFields,
  rowChangesQuery,
  rowKinds,
  saveRow,
  undoRowChange,
} from './data.ts';
import { useRowWords } from './row-words.ts';
import styles from './rows.module.css';

const blank: RowFields = {
  names: {},
  originalLanguage: 'en',
  kind: 'editorial',
  filter: { genre: null, tag: null, mood: null, kinds: [] },
  titleIds: [],
  collectionId: null,
  limit: 20,
  audience: {
    opensAt: null,
    closesAt: null,
    territories: [],
    exceptTerritories: [],
    devices: [],
    plans: [],
    profiles: 'everybody',
  },
  enabled: true,
};

const fieldNames = Object.keys(blank) as (keyof RowFields)[];
const fieldsOf = (row: RowFields): RowFields =>
  Object.fromEntries(fieldNames.map((name) => [name, row[name]])) as unknown as RowFields;

export interface RowEditorProps {
  readonly page: string;
  /** Null for a new one. */
  readonly row: Row | null;
  onClose(): void;
}

export function RowEditor({ page, row, onClose }: RowEditorProps): JSX.Element {
  const { t } = useTexts();
  const [base, setBase] = useState(row);
  const [fields, setFields] = useState<RowFields>(() => (row === null ? blank : fieldsOf(row)));
  const [tab, setTab] = useState<'row' | 'audience' | 'history'>('row');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [isLate, setLate] = useState(false);
  const set = (changes: Partial<RowFields>): void => setFields((before) => ({ ...before, ...changes }));
  const isNamed = (fields.names[fields.originalLanguage] ?? '').trim() !== '';
  const changes = Object.fromEntries(
    fieldNames.flatMap((name) =>
      base === null || isSame(base[name], fields[name]) ? [] : [[name, fields[name]] as const],
    ),
  ) as Partial<RowFields>;
  const isChanged = base === null || Object.keys(changes).length > 0;
  const save = async (over: Row | null = base): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const names = Object.fromEntries(Object.entries(fields.names).filter(([, name]) => name.trim() !== ''));
      if (over === null) await createRow({ ...fields, names, page });
      else await saveRow(over, 'names' in changes ? { ...changes, names } : changes);
      notify({ kind: 'good', text: t(over === null ? 'rows.created' : 'rows.saved') });
      onClose();
    } catch (caught) {
      if (isProblem(caught) && caught.status === 412) setLate(true);
      else setError((caught as Error).message);
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      size="side"
      title={t(row === null ? 'rows.new' : 'rows.edit.title')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('titles.cancel')}</Button>
          <Button
            kind="primary"
            isBusy={isBusy}
            disabled={!isNamed || !isChanged || isLate}
            onClick={() => void save()}
          >
            {t(row === null ? 'rows.create' : 'titles.save')}
          </Button>
        </>
      }
    >
      {error === null ? null : <Callout kind="bad">{error}</Callout>}
      {isLate && base !== null ? (
        <Late
          row={base}
          onTheirs={(fresh) => {
            setBase(fresh);
            setFields(fieldsOf(fresh));
            setLate(false);
          }}
          onMine={(fresh) => {
            setBase(fresh);
            setLate(false);
            void save(fresh);
          }}
        />
      ) : null}
      <Tabs
        label={t('rows.edit.title')}
        value={tab}
        onChange={(value) => setTab(value)}
        tabs={[
          { value: 'row', label: t('rows.tab.row'), content: <Content fields={fields} set={set} /> },
          {
            value: 'audience',
            label: t('rows.tab.audience'),
            content: <Audience fields={fields} set={set} />,
          },
          ...(row === null
            ? []
            : [
                {
                  value: 'history' as const,
                  label: t('rows.tab.history'),
                  content: <History row={row} onUndone={onClose} />,
                },
              ]),
        ]}
      />
    </Dialog>
  );
}

/** Somebody else was faster: whose row counts? */
function Late({
  row,
  onTheirs,
  onMine,
}: {
  readonly row: Row;
  onTheirs(row: Row): void;
  onMine(row: Row): void;
}): JSX.Element {
  const { t } = useTexts();
  const fresh = useQuery({
    queryKey: ['rows', 'fresh', row.id, row.revision],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/catalog/rows/{id}', { params: { path: { id: row.id } }, signal })).data,
  });
  const words = useRowWords();
  if (fresh.data === undefined) return <Skeleton width="100%" height="80px" />;
  const { data } = fresh;
  return (
    <Callout
      kind="bad"
      actions={
        <span className={styles['late']}>
          <Button size="small" onClick={() => onTheirs(data)}>
            {t('rows.late.theirs')}
          </Button>
          <Button size="small" onClick={() => onMine(data)}>
            {t('rows.late.mine')}
          </Button>
        </span>
      }
    >
      <p>{t('rows.late')}</p>
      <ul>
        {fieldNames
          .filter((name) => !isSame(row[name], data[name]))
          .map((name) => (
            <li key={name}>
              <strong>{t(`rows.field.${name}`)}:</strong> {words.lines(name, data[name]).join('; ')}
            </li>
          ))}
      </ul>
    </Callout>
  );
}

interface PartProps {
  readonly fields: RowFields;
  set(changes: Partial<RowFields>): void;
}

function Content({ fields, set }: PartProps): JSX.Element {
  const { t, nameOf } = useTexts();
  const tags = [...new Set([fields.originalLanguage, ...Object.keys(fields.names)])];
  return (
    <div className={styles['form']}>
      {tags.map((tag) => (
        <TextField
          key={tag}
          label={t('rows.name', { language: nameOf('language', tag) })}
          lang={tag}
          dir="auto"
          maxLength={100}
          value={fields.names[tag] ?? ''}
          onChange={(name) => set({ names: { ...fields.names, [tag]: name } })}
        />
      ))}
      <LanguagesField
        label={t('rows.languages')}
        values={tags}
        onChange={(next) => {
          const kept = next.length === 0 ? [fields.originalLanguage] : next;
          set({
            names: Object.fromEntries(kept.map((tag) => [tag, fields.names[tag] ?? ''])),
            ...(kept.includes(fields.originalLanguage) ? {} : { originalLanguage: kept[0] ?? 'en' }),
          });
        }}
      />
      <Select
        label={t('rows.field.kind')}
        value={fields.kind}
        options={rowKinds.map((value) => ({ value, label: t(`rows.kind.${value}`) }))}
        onChoose={(kind) => set({ kind })}
      />
      <p className={styles['hint']}>{t(`rows.kind.${fields.kind}.text`)}</p>
      {fields.kind === 'editorial' ? <Titles fields={fields} set={set} /> : null}
      {fields.kind === 'collection' ? <Collection fields={fields} set={set} /> : null}
      {fields.kind === 'query' || fields.kind === 'new' ? <Filter fields={fields} set={set} /> : null}
      <TextField
        label={t('rows.field.limit')}
        hint={t('rows.limit.hint')}
        type="number"
        min={1}
        max={50}
        value={String(fields.limit)}
        onChange={(limit) => set({ limit: Math.min(50, Math.max(1, Math.trunc(Number(limit)))) })}
      />
      <Switch
        label={t('rows.enabled')}
        hint={t('rows.enabled.hint')}
        isChecked={fields.enabled}
        onChange={(enabled) => set({ enabled })}
      />
    </div>
  );
}

function Titles({ fields: { titleIds }, set }: PartProps): JSX.Element {
  const { t } = useTexts();
  const write = (next: readonly string[]): void => set({ titleIds: next });
  return (
    <>
      <TitleFinder
        label={t('rows.titles.add')}
        query={{ whole: 'true' }}
        without={titleIds}
        onPick={({ id }) => write([...titleIds, id])}
      />
      {titleIds.length === 0 ? <p className={styles['hint']}>{t('rows.titles.none')}</p> : null}
      <ol className={styles['titles']}>
        {titleIds.map((id, index) => (
          <MemberRow
            key={id}
            id={id}
            isFirst={index === 0}
            isLast={index === titleIds.length - 1}
            onMove={(by) => write(titleIds.toSpliced(index, 1).toSpliced(index + by, 0, id))}
            onRemove={() => write(titleIds.toSpliced(index, 1))}
          />
        ))}
      </ol>
    </>
  );
}

function Collection({ fields: { collectionId }, set }: PartProps): JSX.Element {
  const { t } = useTexts();
  const chosen = useQuery({ ...titleQuery(collectionId ?? ''), enabled: collectionId !== null });
  return (
    <>
      {chosen.data === undefined ? null : <TitleLine title={chosen.data} />}
      <TitleFinder
        label={t('rows.collection')}
        query={{ kind: 'collection' }}
        onPick={({ id }) => set({ collectionId: id })}
      />
    </>
  );
}

const NONE = '';

function Filter({ fields: { filter, kind }, set }: PartProps): JSX.Element {
  const { t } = useTexts();
  const change = (changes: Partial<RowFields['filter']>): void => set({ filter: { ...filter, ...changes } });
  return (
    <>
      <ChipsField
        label={t('rows.filter.kinds')}
        hint={t('rows.filter.kinds.hint')}
        values={filter.kinds}
        options={kinds.map((value) => ({ value, label: t(`rows.kinds.${value}`) }))}
        onChange={(next) => change({ kinds: kinds.filter((known) => next.includes(known)) })}
      />
      {kind === 'query'
        ? (['genre', 'mood', 'tag'] as const).map((term) => (
            <TermSelect
              key={term}
              kind={term}
              value={filter[term]}
              onChoose={(slug) => change({ [term]: slug })}
            />
          ))
        : null}
    </>
  );
}

function TermSelect({
  kind,
  value,
  onChoose,
}: {
  readonly kind: TermKind;
  readonly value: string | null;
  onChoose(slug: string | null): void;
}): JSX.Element {
  const { t } = useTexts();
  const options = useTermOptions(kind);
  const known =
    value === null || options.some((option) => option.value === value)
      ? options
      : [...options, { value, label: value }];
  return (
    <Select
      label={t(`rows.filter.${kind}`)}
      value={value ?? NONE}
      options={[{ value: NONE, label: t('titles.filter.any') }, ...known]}
      onChoose={(slug) => onChoose(slug === NONE ? null : slug)}
    />
  );
}

function Audience({ fields: { audience, kind }, set }: PartProps): JSX.Element {
  const { t } = useTexts();
  const change = (changes: Partial<RowFields['audience']>): void =>
    set({ audience: { ...audience, ...changes } });
  return (
    <div className={styles['form']}>
      {personalKinds.includes(kind) ? <Callout>{t('rows.personal')}</Callout> : null}
      <Select
        label={t('rows.profiles')}
        value={audience.profiles}
        options={(['everybody', 'grown-ups', 'kids'] as const).map((value) => ({
          value,
          label: t(`rows.profiles.${value}`),
        }))}
        onChoose={(profiles) => change({ profiles })}
      />
      <TimeField
        label={t('rows.opensAt')}
        value={audience.opensAt}
        onChange={(opensAt) => change({ opensAt })}
      />
      <TimeField
        label={t('rows.closesAt')}
        value={audience.closesAt}
        onChange={(closesAt) => change({ closesAt })}
      />
      <TerritoriesField
        label={t('titles.window.territories')}
        values={audience.territories}
        onChange={(territories) => change({ territories })}
      />
      <TerritoriesField
        label={t('titles.window.except')}
        values={audience.exceptTerritories}
        onChange={(exceptTerritories) => change({ exceptTerritories })}
      />
      <ChipsField
        label={t('titles.window.plans')}
        hint={t('rows.plans.hint')}
        values={audience.plans}
        options={[]}
        create={slugOf}
        onChange={(plans) => change({ plans })}
      />
      <fieldset className={styles['devices']}>
        <legend>{t('titles.window.devices')}</legend>
        {devices.map((device) => (
          <Checkbox
            key={device}
            label={t(`titles.device.${device}`)}
            isChecked={audience.devices.includes(device)}
            onChange={(isOn) =>
              change({
                devices: devices.filter((one) => (one === device ? isOn : audience.devices.includes(one))),
              })
            }
          />
        ))}
      </fieldset>
    </div>
  );
}

function History({ row, onUndone }: { readonly row: Row; onUndone(): void }): JSX.Element {
  const { t } = useTexts();
  const words = useRowWords();
  const changes = useQuery(rowChangesQuery(row.id));
  if (changes.isPending) return <Skeleton width="100%" height="120px" />;
  if (changes.isError)
    return (
      <EmptyState title={t('rows.failed')} text={changes.error.message}>
        <Button onClick={() => void changes.refetch()}>{t('retry')}</Button>
      </EmptyState>
    );
  const undone = new Set(changes.data.map(({ undoes }) => undoes));
  const undo = async (changeId: string): Promise<void> => {
    try {
      await undoRowChange(row.id, changeId);
      notify({ kind: 'good', text: t('titles.history.undone') });
      onUndone();
    } catch (error) {
      const isLater = isProblem(error) && error.status === 409;
      notify({
        kind: 'bad',
        text: t(isLater ? 'titles.history.later' : 'titles.undo.failed'),
        detail: (error as Error).message,
      });
      void forgetRows();
    }
  };
  return (
    <ol className={styles['history']}>
      {changes.data.map((change) => (
        <ChangeRow
          key={change.id}
          change={change}
          isUndone={undone.has(change.id)}
          onUndo={change.action === 'created' ? null : () => undo(change.id)}
          fieldName={(field) => t(`rows.field.${field as keyof RowFields}`)}
          difference={(field) => (
            <p>
              <del>{words.lines(field, change.before?.[field]).join('; ') || t('titles.diff.empty')}</del>{' '}
              <ins>{words.lines(field, change.after?.[field]).join('; ') || t('titles.diff.empty')}</ins>
            </p>
          )}
        />
      ))}
    </ol>
  );
}
