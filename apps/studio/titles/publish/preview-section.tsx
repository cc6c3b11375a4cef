/** What somebody else would see: any profile, place, device and time; and links for those who may see it before. */
import { useQuery } from '@tanstack/react-query';
import { Artwork, Badge, Callout, Select, Skeleton, TextField } from '@vitascope/design';
import { CircleCheck, CircleSlash, EyeOff } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { ChipsField } from '../fields/chips-field.tsx';
import { territories } from '../fields/territories.ts';
import { TimeField } from '../fields/time-field.tsx';
import { devices, type Kind, slugOf } from '../title-types.ts';
import { PreviewLinks } from './preview-links.tsx';
import styles from './publish.module.css';

interface Viewer {
  readonly profile: 'grown-up' | 'kid' | 'limit';
  readonly limit: number;
  readonly territory: string;
  readonly device: string;
  readonly language: string;
  readonly plans: readonly string[];
  readonly at: string | null;
}

export function PreviewSection(): JSX.Element {
  const { t } = useTexts();
  const { title, changed } = useEditor();
  const [viewer, setViewer] = useState<Viewer>({
    profile: 'grown-up',
    limit: 12,
    territory: title.windows.flatMap((window) => window.territories)[0] ?? 'DE',
    device: 'tv',
    language: title.originalLanguage,
    plans: [...new Set(title.windows.flatMap(({ offer }) => offer.plans))],
    at: null,
  });
  return (
    <Section id="preview" text={t('titles.preview.text')}>
      {changed.length > 0 ? <Callout>{t('titles.preview.unsaved')}</Callout> : null}
      <div className={styles['columns']}>
        <ViewerForm viewer={viewer} onChange={setViewer} />
        <Outcome viewer={viewer} />
      </div>
      <PreviewLinks />
    </Section>
  );
}

const KIDS_LIMIT = 12;

function ViewerForm({
  viewer,
  onChange,
}: {
  readonly viewer: Viewer;
  onChange(viewer: Viewer): void;
}): JSX.Element {
  const { t, nameOf } = useTexts();
  const { title } = useEditor();
  const set = (changes: Partial<Viewer>): void => onChange({ ...viewer, ...changes });
  const languages = [...new Set([...Object.keys(title.texts), 'en', 'de', 'ar', 'fr', 'ja'])];
  return (
    <form
      className={styles['viewer']}
      aria-label={t('titles.preview.viewer')}
      onSubmit={(event) => event.preventDefault()}
    >
      <Select
        label={t('titles.preview.profile')}
        value={viewer.profile}
        options={(['grown-up', 'kid', 'limit'] as const).map((value) => ({
          value,
          label: t(`titles.preview.profile.${value}`),
        }))}
        onChoose={(profile) => set({ profile })}
      />
      {viewer.profile === 'limit' ? (
        <TextField
          label={t('titles.preview.limit')}
          type="number"
          min={0}
          max={21}
          value={String(viewer.limit)}
          onChange={(limit) => set({ limit: Math.min(21, Math.max(0, Math.trunc(Number(limit)))) })}
        />
      ) : null}
      <Select
        label={t('titles.preview.territory')}
        value={viewer.territory}
        options={territories.map((value) => ({ value, label: nameOf('region', value) }))}
        onChoose={(territory) => set({ territory })}
      />
      <Select
        label={t('titles.preview.device')}
        value={viewer.device}
        options={devices.map((value) => ({ value, label: t(`titles.device.${value}`) }))}
        onChoose={(device) => set({ device })}
      />
      <Select
        label={t('titles.preview.language')}
        value={viewer.language}
        options={languages.map((value) => ({ value, label: nameOf('language', value) }))}
        onChoose={(language) => set({ language })}
      />
      <ChipsField
        label={t('titles.preview.plans')}
        placeholder={t('titles.preview.plans.none')}
        values={viewer.plans}
        options={[...new Set(title.windows.flatMap(({ offer }) => offer.plans))].map((value) => ({
          value,
          label: value,
        }))}
        create={slugOf}
        onChange={(plans) => set({ plans })}
      />
      <TimeField
        label={t('titles.preview.at')}
        hint={t('titles.preview.at.hint')}
        value={viewer.at}
        onChange={(at) => set({ at })}
      />
    </form>
  );
}

const hasNoVideo: ReadonlySet<Kind> = new Set(['series', 'season', 'collection']);

function Outcome({ viewer }: { readonly viewer: Viewer }): JSX.Element {
  const { t, date } = useTexts();
  const { saved } = useEditor();
  const { id, kind, revision } = saved;
  const query = {
    territory: viewer.territory,
    device: viewer.device as (typeof devices)[number],
    language: viewer.language,
    ...(viewer.profile === 'grown-up'
      ? {}
      : { maturityLimit: viewer.profile === 'kid' ? KIDS_LIMIT : viewer.limit }),
    ...(viewer.plans.length === 0 ? {} : { plans: viewer.plans.join(',') }),
    ...(viewer.at === null ? {} : { at: viewer.at }),
  };
  const path = { id };
  const judged = useQuery({
    queryKey: ['titles', 'availability', id, revision, query],
    queryFn: async ({ signal }) => {
      const params = { path, query };
      const availability = await api.GET('/api/v1/catalog/titles/{id}/availability', { params, signal });
      // What is hidden is not there to be shown.
      const shown = availability.data.visible
        ? (await api.GET('/api/v1/catalog/browse/{id}', { params, signal })).data
        : null;
      return { availability: availability.data, shown };
    },
    placeholderData: (before) => before,
  });
  if (judged.isPending) return <Skeleton width="100%" height="300px" />;
  if (judged.isError) return <Callout kind="bad">{judged.error.message}</Callout>;
  const { availability, shown } = judged.data;
  const { visible, playable, reason, offers, opensAt, closesAt } = availability;
  const time = (at: string): string => date(at, { dateStyle: 'long', timeStyle: 'short' });
  const verdict = playable ? 'plays' : visible ? 'shown' : 'hidden';
  // A series has no video of its own, and nothing is wrong with that.
  const isWhole = verdict === 'shown' && reason === 'no-media' && hasNoVideo.has(kind);
  return (
    <div className={styles['outcome']} aria-live="polite" data-verdict={isWhole ? 'plays' : verdict}>
      <p className={styles['verdict']}>
        {playable || isWhole ? (
          <CircleCheck aria-hidden="true" />
        ) : visible ? (
          <CircleSlash aria-hidden="true" />
        ) : (
          <EyeOff aria-hidden="true" />
        )}
        <strong>{t(isWhole ? 'titles.preview.whole' : `titles.preview.${verdict}`)}</strong>
      </p>
      {reason === null || isWhole ? null : <p>{t(`titles.refusal.${reason}`)}</p>}
      {opensAt === null ? null : <p>{t('titles.preview.opens', { at: time(opensAt) })}</p>}
      {closesAt === null ? null : <p>{t('titles.preview.closes', { at: time(closesAt) })}</p>}
      {offers.length === 0 ? null : (
        <p className={styles['offers']}>
          {offers.map(({ kind, plans }) => (
            <Badge key={kind + plans.join()}>
              {t(`titles.offer.${kind}`)}
              {plans.length === 0 ? '' : `: ${plans.join(', ')}`}
            </Badge>
          ))}
        </p>
      )}
      {shown === null ? null : (
        <article className={styles['shown']} lang={shown.language}>
          <Artwork
            image={shown.artwork.backdrop ?? shown.artwork.still ?? null}
            alt=""
            name={shown.name}
            ratio="16/9"
            sizes="(max-width: 760px) 90vw, 420px"
          />
          <div className={styles['shown-words']} dir="auto">
            <h3>{shown.name}</h3>
            <p className={styles['shown-facts']}>
              {[
                shown.firstShownOn?.slice(0, 4),
                shown.rating === null ? undefined : `${shown.rating.system} ${shown.rating.label}`,
                ...shown.genres.map(({ name }) => name),
              ]
                .filter((part) => part !== undefined)
                .join(' · ')}
            </p>
            {shown.tagline === null ? null : <p className={styles['tagline']}>{shown.tagline}</p>}
            {shown.synopsis === null ? null : <p>{shown.synopsis}</p>}
          </div>
        </article>
      )}
    </div>
  );
}
