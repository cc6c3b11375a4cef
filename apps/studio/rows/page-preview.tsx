/** The page as a viewer of one's choice would see it, small, beside the rows that make it. */
import { useQuery } from '@tanstack/react-query';
import type { ShownRow } from '@vitascope/client';
import { Artwork, Button, Callout, Select, Skeleton } from '@vitascope/design';
import { type JSX, useEffect, useRef, useState } from 'react';
import { useTexts } from '../texts/index.ts';
import { territories } from '../titles/fields/territories.ts';
import { TimeField } from '../titles/fields/time-field.tsx';
import { devices } from '../titles/title-types.ts';
import { homeQuery, personalKinds, type Row } from './data.ts';
import { useRowWords } from './row-words.ts';
import styles from './rows.module.css';

interface Viewer {
  readonly profile: 'grown-up' | 'kid';
  readonly territory: string;
  readonly device: (typeof devices)[number];
  readonly language: string;
  readonly at: string | null;
}

export interface PagePreviewProps {
  readonly page: string;
  readonly rows: readonly Row[];
  readonly pointed: string | null;
}

const languages = ['en', 'de', 'fr', 'es', 'ar', 'ja'];
const KIDS_LIMIT = 12;

export function PagePreview({ page, rows, pointed }: PagePreviewProps): JSX.Element {
  const { t, nameOf, language } = useTexts();
  const [viewer, setViewer] = useState<Viewer>({
    profile: page === 'kids' ? 'kid' : 'grown-up',
    territory: 'DE',
    device: 'tv',
    language,
    at: null,
  });
  const set = (changes: Partial<Viewer>): void => setViewer({ ...viewer, ...changes });
  const isKid = viewer.profile === 'kid';
  const shown = useQuery({
    ...homeQuery({
      page,
      territory: viewer.territory,
      device: viewer.device,
      language: viewer.language,
      ...(isKid ? { kids: 'true', maturityLimit: KIDS_LIMIT } : {}),
      ...(viewer.at === null ? {} : { at: viewer.at }),
    }),
    placeholderData: (before) => before,
  });
  return (
    <section className={styles['preview']} aria-label={t('rows.preview')}>
      <h2 className={styles['preview-title']}>{t('rows.preview')}</h2>
      <div className={styles['viewer']}>
        <Select
          label={t('titles.preview.profile')}
          value={viewer.profile}
          options={(['grown-up', 'kid'] as const).map((value) => ({
            value,
            label: t(`titles.preview.profile.${value}`),
          }))}
          onChoose={(profile) => set({ profile })}
        />
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
          onChoose={(next) => set({ language: next })}
        />
        <TimeField label={t('titles.preview.at')} value={viewer.at} onChange={(at) => set({ at })} />
      </div>
      <div className={styles['screen']} data-theme="dark" aria-busy={shown.isFetching}>
        {shown.isPending ? <Skeleton width="100%" height="240px" /> : null}
        {shown.isError ? (
          <Callout kind="bad" actions={<Button onClick={() => void shown.refetch()}>{t('retry')}</Button>}>
            {shown.error.message}
          </Callout>
        ) : null}
        {shown.data === undefined ? null : <Shown shown={shown.data} rows={rows} pointed={pointed} />}
      </div>
    </section>
  );
}

/** In the order of the page: what this viewer gets, and where each profile gets its own. */
function Shown({
  shown,
  rows,
  pointed,
}: {
  readonly shown: readonly ShownRow[];
  readonly rows: readonly Row[];
  readonly pointed: string | null;
}): JSX.Element {
  const { t } = useTexts();
  const words = useRowWords();
  const byId = new Map(shown.map((row) => [row.id, row]));
  if (rows.length === 0 && shown.length === 0)
    return <p className={styles['nothing']}>{t('rows.preview.nothing')}</p>;
  if (rows.length === 0)
    return (
      <>
        {shown.map((row) => (
          <Strip key={row.id} name={row.name} row={row} isLit={false} />
        ))}
      </>
    );
  const listed = rows.filter(({ enabled }) => enabled);
  const hasAny = listed.some(({ id, kind }) => byId.has(id) || personalKinds.includes(kind));
  if (!hasAny) return <p className={styles['nothing']}>{t('rows.preview.nothing')}</p>;
  return (
    <>
      {listed.map((row) => {
        const found = byId.get(row.id);
        if (found !== undefined)
          return <Strip key={row.id} name={found.name} row={found} isLit={pointed === row.id} />;
        if (!personalKinds.includes(row.kind)) return null;
        return (
          <div key={row.id} className={styles['strip']} data-lit={pointed === row.id}>
            <h3>{words.name(row)}</h3>
            <p className={styles['own']}>{t('rows.preview.own')}</p>
          </div>
        );
      })}
    </>
  );
}

function Strip({
  name,
  row,
  isLit,
}: {
  readonly name: string;
  readonly row: ShownRow;
  readonly isLit: boolean;
}): JSX.Element {
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isLit) strip.current?.scrollIntoView({ block: 'nearest' });
  }, [isLit]);
  return (
    <div ref={strip} className={styles['strip']} data-lit={isLit}>
      <h3 lang={row.language}>{name}</h3>
      <ul>
        {row.items.slice(0, 12).map((title) => (
          <li key={title.id}>
            <Artwork
              image={title.artwork.poster ?? title.artwork.backdrop ?? null}
              alt={title.name}
              name={title.name}
              ratio="2/3"
              sizes="96px"
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
