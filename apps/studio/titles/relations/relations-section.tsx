/** What other titles are to this one: as a list to be edited, and drawn with what is around it. */

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Callout, IconButton, Select, Skeleton, Tabs } from '@vitascope/design';
import { Trash2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { titleQuery } from '../data.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { TitleFinder, TitleLine } from '../fields/catalogue-fields.tsx';
import { nameOf, type Relation, relationKinds } from '../title-types.ts';
import styles from './relations.module.css';
import { RelationsGraph } from './relations-graph.tsx';

export function RelationsSection(): JSX.Element {
  const { t } = useTexts();
  const { title, saved, changed, set } = useEditor();
  const [view, setView] = useState<'list' | 'graph'>('list');
  const [kind, setKind] = useState<Relation['kind']>('sequel');
  const { relations } = title;
  const write = (next: readonly Relation[]): void => set('relations', next);
  const list = (
    <div className={styles['list-view']}>
      <div className={styles['add']}>
        <Select
          label={t('titles.relations.kind')}
          value={kind}
          options={relationKinds.map((value) => ({ value, label: t(`titles.relation.${value}`) }))}
          onChoose={(value) => setKind(value)}
        />
        <TitleFinder
          label={t('titles.relations.add')}
          without={[title.id]}
          onPick={({ id }) => {
            if (!relations.some((one) => one.kind === kind && one.titleId === id))
              write([...relations, { kind, titleId: id }]);
          }}
        />
      </div>
      {relations.length === 0 ? <p className={styles['none']}>{t('titles.relations.none')}</p> : null}
      {relations.length === 0 ? null : (
        <ul className={styles['relations']}>
          {relations.map((relation, index) => (
            <RelationRow
              key={`${relation.kind} ${relation.titleId}`}
              relation={relation}
              onChange={(next) => write(relations.with(index, next))}
              onRemove={() => write(relations.toSpliced(index, 1))}
            />
          ))}
        </ul>
      )}
    </div>
  );
  return (
    <Section id="relations" text={t('titles.relations.text')}>
      <Tabs
        label={t('titles.section.relations')}
        value={view}
        onChange={(value) => setView(value)}
        tabs={[
          { value: 'list', label: t('titles.relations.list'), content: list },
          {
            value: 'graph',
            label: t('titles.relations.graph'),
            content: (
              <>
                {changed.includes('relations') ? <Callout>{t('titles.relations.unsaved')}</Callout> : null}
                <RelationsGraph id={saved.id} />
              </>
            ),
          },
        ]}
      />
    </Section>
  );
}

function RelationRow({
  relation,
  onChange,
  onRemove,
}: {
  readonly relation: Relation;
  onChange(relation: Relation): void;
  onRemove(): void;
}): JSX.Element {
  const { t, language } = useTexts();
  const other = useQuery(titleQuery(relation.titleId));
  const name = other.data === undefined ? relation.titleId : nameOf(other.data, language);
  return (
    <li className={styles['relation']}>
      <Select
        label={t('titles.relations.kind.of', { name })}
        isLabelHidden
        value={relation.kind}
        options={relationKinds.map((value) => ({ value, label: t(`titles.relation.${value}`) }))}
        onChoose={(kind) => onChange({ ...relation, kind })}
      />
      {other.data === undefined ? (
        <Skeleton width="50%" height="40px" />
      ) : (
        <Link to="/titles/$id" params={{ id: relation.titleId }} className={styles['other']}>
          <TitleLine title={other.data} />
        </Link>
      )}
      <IconButton
        label={t('titles.relations.remove', { name })}
        icon={<Trash2 />}
        kind="danger"
        size="small"
        onClick={onRemove}
      />
    </li>
  );
}
