/** What a collection has, in its order. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { EmptyState, IconButton, Skeleton } from '@vitascope/design';
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../../texts/index.ts';
import { titleQuery } from '../data.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { TitleFinder, TitleLine } from '../fields/catalogue-fields.tsx';
import { nameOf } from '../title-types.ts';
import styles from './parts.module.css';

export function MembersSection(): JSX.Element {
  const { t } = useTexts();
  const { title, set } = useEditor();
  const { members } = title;
  return (
    <Section id="members" text={t('titles.members.text')}>
      <TitleFinder
        label={t('titles.members.add')}
        without={[title.id, ...members]}
        onPick={({ id }) => set('members', [...members, id])}
      />
      {members.length === 0 ? (
        <EmptyState title={t('titles.members.none.title')} text={t('titles.members.none.text')} />
      ) : (
        <ol className={styles['members']}>
          {members.map((id, index) => (
            <MemberRow
              key={id}
              id={id}
              isFirst={index === 0}
              isLast={index === members.length - 1}
              onMove={(by) => set('members', members.toSpliced(index, 1).toSpliced(index + by, 0, id))}
              onRemove={() => set('members', members.toSpliced(index, 1))}
            />
          ))}
        </ol>
      )}
    </Section>
  );
}

export interface MemberRowProps {
  readonly id: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  onMove(by: number): void;
  onRemove(): void;
}

export function MemberRow({ id, isFirst, isLast, onMove, onRemove }: MemberRowProps): JSX.Element {
  const { t, language } = useTexts();
  const member = useQuery(titleQuery(id));
  const name = member.data === undefined ? id : nameOf(member.data, language);
  return (
    <li className={styles['member']}>
      {member.data === undefined ? (
        <Skeleton width="60%" height="40px" />
      ) : (
        <Link to="/titles/$id" params={{ id }} className={styles['member-link']}>
          <TitleLine title={member.data} />
        </Link>
      )}
      <IconButton
        label={t('titles.move.up', { name })}
        icon={<ArrowUp />}
        size="small"
        disabled={isFirst}
        focusableWhenDisabled
        onClick={() => onMove(-1)}
      />
      <IconButton
        label={t('titles.move.down', { name })}
        icon={<ArrowDown />}
        size="small"
        disabled={isLast}
        focusableWhenDisabled
        onClick={() => onMove(1)}
      />
      <IconButton
        label={t('titles.members.remove', { name })}
        icon={<Trash2 />}
        kind="danger"
        size="small"
        onClick={onRemove}
      />
    </li>
  );
}
