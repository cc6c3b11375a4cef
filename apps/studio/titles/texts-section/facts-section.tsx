/** What the title is: its address, dates and countries, genres, tags and moods, and who is old enough for it. */
import { Button, IconButton, Select, TextField } from '@vitascope/design';
import { Plus, Trash2 } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../../texts/index.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { TermsField, TerritoriesField } from '../fields/catalogue-fields.tsx';
import { territories } from '../fields/territories.ts';
import type { Rating } from '../title-types.ts';
import styles from './texts.module.css';

export function FactsSection(): JSX.Element {
  const { t } = useTexts();
  const { title, set } = useEditor();
  const isNumbered = title.kind === 'season' || title.kind === 'episode';
  return (
    <Section id="facts">
      <div className={styles['grid']}>
        <TextField
          label={t('titles.field.slug')}
          hint={t('titles.facts.slug.hint')}
          value={title.slug}
          spellCheck={false}
          autoCapitalize="off"
          onChange={(slug) => set('slug', slug.toLowerCase().replace(/[^a-z0-9-]+/g, '-'))}
        />
        <TextField
          label={t('titles.field.firstShownOn')}
          type="date"
          value={title.firstShownOn ?? ''}
          onChange={(value) => set('firstShownOn', value === '' ? null : value)}
        />
        {isNumbered ? (
          <TextField
            label={t('titles.field.number')}
            type="number"
            min={0}
            value={title.number === null ? '' : String(title.number)}
            onChange={(value) => set('number', value === '' ? null : Math.max(0, Math.trunc(Number(value))))}
          />
        ) : null}
        <TermsField
          kind="genre"
          label={t('titles.field.genres')}
          values={title.genres}
          onChange={(genres) => set('genres', genres)}
        />
        <TermsField
          kind="mood"
          label={t('titles.field.moods')}
          values={title.moods}
          onChange={(moods) => set('moods', moods)}
        />
        <TermsField
          kind="tag"
          label={t('titles.field.tags')}
          values={title.tags}
          onChange={(tags) => set('tags', tags)}
        />
        <TerritoriesField
          label={t('titles.field.countries')}
          values={title.countries}
          onChange={(countries) => set('countries', countries)}
        />
        <Ratings />
      </div>
    </Section>
  );
}

/** The systems that are usual where, so that one does not type what everybody types. */
const systems: Readonly<Record<string, string>> = {
  ...{ DE: 'FSK', GB: 'BBFC', US: 'MPA', FR: 'CNC', NL: 'Kijkwijzer', AU: 'ACB', JP: 'Eirin', ES: 'ICAA' },
  ...{ '*': 'own', IE: 'IFCO', BR: 'ClassInd', IN: 'CBFC', KR: 'KMRB', SE: 'Statens medieråd', IT: 'MiC' },
};

function Ratings(): JSX.Element {
  const { t, nameOf } = useTexts();
  const { title, set } = useEditor();
  const { ratings } = title;
  const write = (next: readonly Rating[]): void => set('ratings', next);
  const places = ['*', ...territories].map((value) => ({
    value,
    label: value === '*' ? t('titles.ratings.elsewhere') : nameOf('region', value),
  }));
  const add = (): void => {
    const taken = new Set(ratings.map(({ territory }) => territory));
    const territory = ['*', 'DE', 'GB', 'US', 'FR', ...territories].find((code) => !taken.has(code)) ?? '*';
    write([...ratings, { territory, system: systems[territory] ?? '', label: '12', minimumAge: 12 }]);
  };
  return (
    <fieldset className={`${styles['ratings']} ${styles['whole']}`}>
      <legend className={styles['ratings-title']}>{t('titles.field.ratings')}</legend>
      {ratings.length === 0 ? (
        <p>{t(title.parentId === null ? 'titles.ratings.none' : 'titles.ratings.inherited')}</p>
      ) : null}
      {ratings.map((rating, index) => {
        const change = (changes: Partial<Rating>): void =>
          write(ratings.with(index, { ...rating, ...changes }));
        const place = places.find(({ value }) => value === rating.territory)?.label ?? rating.territory;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rating has no name but its place
          <fieldset key={index} className={styles['rating']} aria-label={place}>
            <Select
              label={t('titles.ratings.territory')}
              value={rating.territory}
              options={places}
              onChoose={(territory) => change({ territory, system: systems[territory] ?? rating.system })}
            />
            <TextField
              label={t('titles.ratings.system')}
              value={rating.system}
              onChange={(system) => change({ system })}
            />
            <TextField
              label={t('titles.ratings.label')}
              value={rating.label}
              onChange={(label) => {
                const age = Number(/\d+/.exec(label)?.[0] ?? Number.NaN);
                change({ label, ...(Number.isNaN(age) ? {} : { minimumAge: Math.min(21, age) }) });
              }}
            />
            <TextField
              label={t('titles.ratings.age')}
              type="number"
              min={0}
              max={21}
              value={String(rating.minimumAge)}
              onChange={(age) => change({ minimumAge: Math.min(21, Math.max(0, Math.trunc(Number(age)))) })}
            />
            <IconButton
              label={t('titles.ratings.remove', { place })}
              icon={<Trash2 />}
              kind="danger"
              onClick={() => write(ratings.toSpliced(index, 1))}
            />
          </fieldset>
        );
      })}
      <div className={styles['rating-actions']}>
        <Button size="small" icon={<Plus aria-hidden="true" />} onClick={add}>
          {t('titles.ratings.add')}
        </Button>
      </div>
    </fieldset>
  );
}
