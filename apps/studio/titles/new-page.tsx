/** A new title: what it is, its name and its language; the rest is edited on its own page. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Callout, Select, TextField } from '@vitascope/design';
import { CalendarDays, Clapperboard, Film, Layers, MonitorPlay } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api, queries } from '../session/api.ts';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';
import { forgetLists, titleQuery } from './data.ts';
import { languages } from './fields/territories.ts';
import styles from './new-page.module.css';
import { type Kind, wholeKinds } from './title-types.ts';

const icons = {
  film: Film,
  series: MonitorPlay,
  event: CalendarDays,
  clip: Clapperboard,
  collection: Layers,
};

export function NewPage(): JSX.Element {
  const { t, nameOf, language: shown } = useTexts();
  const search = useSearch({ strict: false }) as { readonly kind?: Kind };
  const navigate = useNavigate();
  const [kind, setKind] = useState<(typeof wholeKinds)[number]>(
    wholeKinds.find((known) => known === search.kind) ?? 'film',
  );
  const [name, setName] = useState('');
  const [language, setLanguage] = useState(shown);
  const [isBusy, setBusy] = useState(false);
  const [isTried, setTried] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const create = async (): Promise<void> => {
    setTried(true);
    if (name.trim() === '') return;
    setBusy(true);
    setError(null);
    try {
      const body = { kind, originalLanguage: language, texts: { [language]: { name: name.trim() } } };
      const { data } = await api.POST('/api/v1/catalog/titles', { body });
      queries.setQueryData(titleQuery(data.id).queryKey, data);
      forgetLists();
      await navigate({ to: '/titles/$id', params: { id: data.id }, replace: true });
    } catch (caught) {
      setError((caught as Error).message);
      setBusy(false);
    }
  };
  return (
    <Page title={t('titles.new')} text={t('titles.new.text')}>
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        {error === null ? null : <Callout kind="bad">{error}</Callout>}
        <fieldset className={styles['kinds']}>
          <legend>{t('titles.new.kind')}</legend>
          {wholeKinds.map((value) => {
            const Icon = icons[value];
            return (
              <label key={value} className={styles['kind']} data-chosen={kind === value}>
                <input
                  type="radio"
                  name="kind"
                  className="visually-hidden"
                  checked={kind === value}
                  onChange={() => setKind(value)}
                />
                <Icon aria-hidden="true" />
                <strong>{t(`titles.kind.${value}`)}</strong>
                <span>{t(`titles.new.kind.${value}`)}</span>
              </label>
            );
          })}
        </fieldset>
        <div className={styles['name']}>
          <TextField
            label={t('titles.new.name')}
            value={name}
            maxLength={300}
            lang={language}
            dir="auto"
            autoFocus
            error={isTried && name.trim() === '' ? t('titles.texts.nameless') : undefined}
            onChange={setName}
          />
          <Select
            label={t('titles.field.originalLanguage')}
            value={language}
            options={languages.map((value) => ({ value, label: nameOf('language', value) }))}
            onChoose={setLanguage}
          />
        </div>
        <div className={styles['actions']}>
          <Button type="submit" kind="primary" isBusy={isBusy}>
            {t('titles.new.create')}
          </Button>
          <Button kind="quiet" render={<Link to="/titles" />}>
            {t('titles.cancel')}
          </Button>
        </div>
      </form>
    </Page>
  );
}
