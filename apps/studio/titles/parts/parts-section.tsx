/** A series as a tree: its seasons, their episodes by number, and many new ones at once. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Badge, Button, EmptyState, IconButton, notify, Skeleton } from '@vitascope/design';
import { ChevronRight, ListPlus, Plus, VideoOff } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { forgetLists, partsQuery } from '../data.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { nameOf, stateOf, type Title } from '../title-types.ts';
import { StateBadge } from '../words.tsx';
import { AddEpisodes } from './add-episodes.tsx';
import styles from './parts.module.css';

export function PartsSection(): JSX.Element {
  const { t } = useTexts();
  const { saved } = useEditor();
  const parts = useQuery(partsQuery(saved.id));
  const [isBusy, setBusy] = useState(false);
  const [filled, setFilled] = useState<Title | null>(null);
  const isSeries = saved.kind === 'series';
  const addSeason = async (): Promise<void> => {
    setBusy(true);
    try {
      const number = Math.max(0, ...(parts.data ?? []).map((part) => part.number ?? 0)) + 1;
      await api.POST('/api/v1/catalog/titles', {
        body: {
          kind: 'season',
          parentId: saved.id,
          number,
          originalLanguage: saved.originalLanguage,
          texts: { [saved.originalLanguage]: { name: t('titles.parts.season', { number }) } },
          publication: { released: saved.publication.released },
        },
      });
      forgetLists();
    } catch (error) {
      notify({ kind: 'bad', text: t('titles.parts.add.failed'), detail: (error as Error).message });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section
      id="parts"
      text={t(isSeries ? 'titles.parts.text' : 'titles.parts.text.season')}
      actions={
        isSeries ? (
          <Button icon={<Plus aria-hidden="true" />} isBusy={isBusy} onClick={() => void addSeason()}>
            {t('titles.parts.add.season')}
          </Button>
        ) : (
          <Button icon={<ListPlus aria-hidden="true" />} onClick={() => setFilled(saved)}>
            {t('titles.parts.add.episodes')}
          </Button>
        )
      }
    >
      {parts.isPending ? <Skeleton width="100%" height="120px" /> : null}
      {parts.isError ? (
        <EmptyState title={t('titles.failed')} text={parts.error.message}>
          <Button onClick={() => void parts.refetch()}>{t('retry')}</Button>
        </EmptyState>
      ) : null}
      {parts.data?.length === 0 ? (
        <EmptyState
          title={t(isSeries ? 'titles.parts.none.title' : 'titles.parts.none.season')}
          text={t(isSeries ? 'titles.parts.none.text' : 'titles.parts.none.season.text')}
        />
      ) : null}
      {isSeries ? (
        <ul className={styles['seasons']}>
          {parts.data?.map((season) => (
            <Season key={season.id} season={season} onAdd={() => setFilled(season)} />
          ))}
        </ul>
      ) : (
        <Episodes episodes={parts.data ?? []} />
      )}
      {filled === null ? null : <AddEpisodes season={filled} onClose={() => setFilled(null)} />}
    </Section>
  );
}

function Season({ season, onAdd }: { readonly season: Title; onAdd(): void }): JSX.Element {
  const { t, language } = useTexts();
  const [isOpen, setOpen] = useState(true);
  const episodes = useQuery(partsQuery(season.id));
  const name = nameOf(season, language);
  return (
    <li className={styles['season']}>
      <div className={styles['season-head']}>
        <IconButton
          label={t(isOpen ? 'titles.parts.close' : 'titles.parts.open', { name })}
          icon={<ChevronRight />}
          size="small"
          aria-expanded={isOpen}
          className={styles['fold'] ?? ''}
          data-open={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
        <span className={styles['number']}>{season.number}</span>
        <Link to="/titles/$id" params={{ id: season.id }} className={styles['name']}>
          {name}
        </Link>
        <Badge>{t('titles.parts.count', { count: episodes.data?.length ?? 0 })}</Badge>
        <StateBadge state={stateOf(season.publication)} />
        <Button size="small" icon={<ListPlus aria-hidden="true" />} onClick={onAdd}>
          {t('titles.parts.add.episodes')}
          <span className="visually-hidden">: {name}</span>
        </Button>
      </div>
      {isOpen ? (
        episodes.isPending ? (
          <Skeleton width="100%" height="60px" />
        ) : episodes.data?.length === 0 ? (
          <p className={styles['none']}>{t('titles.parts.none.season')}</p>
        ) : (
          <Episodes episodes={episodes.data ?? []} />
        )
      ) : null}
    </li>
  );
}

function Episodes({ episodes }: { readonly episodes: readonly Title[] }): JSX.Element | null {
  const { t, language } = useTexts();
  if (episodes.length === 0) return null;
  return (
    <ol className={styles['episodes']}>
      {episodes.map((episode) => (
        <li key={episode.id} className={styles['episode']}>
          <span className={styles['number']}>{episode.number}</span>
          <Link to="/titles/$id" params={{ id: episode.id }} className={styles['name']}>
            {nameOf(episode, language)}
          </Link>
          {episode.assets.some(({ purpose }) => purpose === 'main') ? null : (
            <Badge kind="bad" icon={<VideoOff aria-hidden="true" />}>
              {t('titles.lack.media')}
            </Badge>
          )}
          <StateBadge state={stateOf(episode.publication)} />
        </li>
      ))}
    </ol>
  );
}
