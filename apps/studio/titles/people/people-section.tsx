/** Who made it and who is in it: found or made as one types, in the order of the credits. */
import { useQuery } from '@tanstack/react-query';
import type { CatalogPerson } from '@vitascope/client';
import { Artwork, EmptyState, IconButton, notify, Select, TextField } from '@vitascope/design';
import { ArrowDown, ArrowUp, Trash2, Users } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api, queries } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { foundPeopleQuery, personQuery } from '../data.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { thumbSource } from '../fields/catalogue-fields.tsx';
import { Finder } from '../fields/finder.tsx';
import { type Credit, creditRoles } from '../title-types.ts';
import styles from './people.module.css';

const withCharacter: readonly Credit['role'][] = ['actor', 'voice', 'guest'];

export function PeopleSection(): JSX.Element {
  const { t, language } = useTexts();
  const { title, set } = useEditor();
  const { credits } = title;
  const [role, setRole] = useState<Credit['role']>('actor');
  const write = (next: readonly Credit[]): void => set('credits', next);
  const add = (person: CatalogPerson): void => {
    queries.setQueryData(personQuery(person.id).queryKey, person);
    write([...credits, { personId: person.id, role, character: null }]);
  };
  const create = async (name: string): Promise<void> => {
    try {
      const body = { originalLanguage: title.originalLanguage, names: { [title.originalLanguage]: name } };
      const { data } = await api.POST('/api/v1/catalog/people', { body });
      void queries.invalidateQueries({ queryKey: ['people', 'found'] });
      add(data);
      notify({ kind: 'good', text: t('titles.people.created', { name }) });
    } catch (error) {
      notify({
        kind: 'bad',
        text: t('titles.people.create.failed', { name }),
        detail: (error as Error).message,
      });
    }
  };
  const move = (index: number, by: number): void => {
    const credit = credits[index];
    if (credit !== undefined) write(credits.toSpliced(index, 1).toSpliced(index + by, 0, credit));
  };
  return (
    <Section id="people" text={t('titles.people.text')}>
      <div className={styles['add']}>
        <Select
          label={t('titles.people.role')}
          value={role}
          options={creditRoles.map((value) => ({ value, label: t(`titles.role.${value}`) }))}
          onChoose={(value) => setRole(value)}
        />
        <Finder<CatalogPerson>
          label={t('titles.people.find')}
          placeholder={t('titles.people.find.placeholder')}
          query={foundPeopleQuery}
          idOf={({ id }) => id}
          nameOf={(person) => nameOf(person, language)}
          show={(person) => <PersonLine person={person} />}
          onPick={add}
          onCreate={(name) => void create(name)}
        />
      </div>
      {credits.length === 0 ? (
        <EmptyState
          icon={<Users />}
          title={t('titles.people.none.title')}
          text={t('titles.people.none.text')}
        />
      ) : (
        <ol className={styles['credits']}>
          {credits.map((credit, index) => (
            <CreditRow
              // biome-ignore lint/suspicious/noArrayIndexKey: one person may be credited twice alike
              key={`${credit.personId} ${index}`}
              credit={credit}
              isFirst={index === 0}
              isLast={index === credits.length - 1}
              onChange={(next) => write(credits.with(index, next))}
              onMove={(by) => move(index, by)}
              onRemove={() => write(credits.toSpliced(index, 1))}
            />
          ))}
        </ol>
      )}
    </Section>
  );
}

const nameOf = (person: CatalogPerson, language: string): string =>
  person.names[language] ?? person.names[person.originalLanguage] ?? person.slug;

function PersonLine({ person }: { readonly person: CatalogPerson }): JSX.Element {
  const { language } = useTexts();
  return (
    <span className={styles['line']}>
      <Portrait person={person} />
      <span>{nameOf(person, language)}</span>
    </span>
  );
}

function Portrait({ person }: { readonly person: CatalogPerson | undefined }): JSX.Element {
  const { language } = useTexts();
  const portraitId = person?.portraitId ?? null;
  return (
    <span className={styles['portrait']}>
      <Artwork
        image={portraitId === null ? null : thumbSource(portraitId, 2 / 3)}
        alt=""
        name={person === undefined ? '' : nameOf(person, language).slice(0, 1)}
        ratio="1/1"
        sizes="40px"
      />
    </span>
  );
}

interface CreditRowProps {
  readonly credit: Credit;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  onChange(credit: Credit): void;
  onMove(by: number): void;
  onRemove(): void;
}

function CreditRow({ credit, isFirst, isLast, onChange, onMove, onRemove }: CreditRowProps): JSX.Element {
  const { t, language } = useTexts();
  const person = useQuery(personQuery(credit.personId));
  const name = person.data === undefined ? credit.personId : nameOf(person.data, language);
  return (
    <li className={styles['credit']}>
      <Portrait person={person.data} />
      <strong className={styles['name']}>{name}</strong>
      <span className={styles['role']}>
        <Select
          label={t('titles.people.role.of', { name })}
          isLabelHidden
          value={credit.role}
          options={creditRoles.map((value) => ({ value, label: t(`titles.role.${value}`) }))}
          onChoose={(role) => onChange({ ...credit, role })}
        />
      </span>
      <span className={styles['character']}>
        {withCharacter.includes(credit.role) || credit.character !== null ? (
          <TextField
            label={t('titles.people.character.of', { name })}
            isLabelHidden
            placeholder={t('titles.people.character')}
            value={credit.character ?? ''}
            onChange={(character) => onChange({ ...credit, character: character === '' ? null : character })}
          />
        ) : null}
      </span>
      <span className={styles['tools']}>
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
          label={t('titles.people.remove', { name })}
          icon={<Trash2 />}
          kind="danger"
          size="small"
          onClick={onRemove}
        />
      </span>
    </li>
  );
}
