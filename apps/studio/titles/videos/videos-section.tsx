/** What plays: the main film, trailers and extras, taken from the library. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Asset } from '@vitascope/client';
import {
  Badge,
  Button,
  Callout,
  Dialog,
  EmptyState,
  IconButton,
  Select,
  Skeleton,
  TextField,
} from '@vitascope/design';
import { ArrowDown, ArrowUp, Film as FilmIcon, Play, Plus, Search, Trash2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { assetQuery } from '../data.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { usePaused } from '../fields/finder.tsx';
import { type LinkedAsset, purposes } from '../title-types.ts';
import { Film } from './film.tsx';
import styles from './videos.module.css';

export function VideosSection(): JSX.Element {
  const { t } = useTexts();
  const { title, set } = useEditor();
  const { assets } = title;
  const [isPicking, setPicking] = useState(false);
  const [watched, setWatched] = useState<string | null>(null);
  const write = (next: readonly LinkedAsset[]): void => set('assets', next);
  return (
    <Section
      id="videos"
      text={t('titles.videos.text')}
      actions={
        <Button icon={<Plus aria-hidden="true" />} onClick={() => setPicking(true)}>
          {t('titles.videos.add')}
        </Button>
      }
    >
      {assets.length === 0 ? (
        <EmptyState
          icon={<FilmIcon />}
          title={t('titles.videos.none.title')}
          text={t('titles.videos.none.text')}
        >
          <Button kind="primary" onClick={() => setPicking(true)}>
            {t('titles.videos.add')}
          </Button>
        </EmptyState>
      ) : (
        <ul className={styles['videos']}>
          {assets.map((linked, index) => (
            <VideoRow
              // biome-ignore lint/suspicious/noArrayIndexKey: one asset may be linked twice
              key={`${linked.assetId} ${index}`}
              linked={linked}
              isFirst={index === 0}
              isLast={index === assets.length - 1}
              onChange={(next) => write(assets.with(index, next))}
              onMove={(by) => write(assets.toSpliced(index, 1).toSpliced(index + by, 0, linked))}
              onRemove={() => write(assets.toSpliced(index, 1))}
              onWatch={() => setWatched(linked.assetId)}
            />
          ))}
        </ul>
      )}
      {isPicking ? (
        <AssetPicker
          taken={assets.map(({ assetId }) => assetId)}
          onPick={({ id }) => {
            const hasMain = assets.some(({ purpose }) => purpose === 'main');
            write([...assets, { assetId: id, purpose: hasMain ? 'trailer' : 'main', names: {} }]);
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      ) : null}
      {watched === null ? null : (
        <Dialog
          isOpen
          size="large"
          title={t('titles.videos.watch')}
          closeLabel={t('close')}
          onClose={() => setWatched(null)}
        >
          <Film assetId={watched} hasControls />
        </Dialog>
      )}
    </Section>
  );
}

interface VideoRowProps {
  readonly linked: LinkedAsset;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  onChange(linked: LinkedAsset): void;
  onMove(by: number): void;
  onRemove(): void;
  onWatch(): void;
}

function VideoRow(props: VideoRowProps): JSX.Element {
  const { linked, onChange } = props;
  const { t, nameOf } = useTexts();
  const { title } = useEditor();
  const asset = useQuery(assetQuery(linked.assetId));
  const name = asset.data?.name ?? linked.assetId;
  return (
    <li className={styles['video']}>
      <div className={styles['video-row']}>
        <span className={styles['video-words']}>
          {asset.data === null ? <strong>{linked.assetId}</strong> : <strong>{name}</strong>}
          <AssetFacts asset={asset.data} isPending={asset.isPending} />
        </span>
        <span className={styles['purpose']}>
          <Select
            label={t('titles.videos.purpose', { name })}
            isLabelHidden
            value={linked.purpose}
            options={purposes.map((value) => ({ value, label: t(`titles.purpose.${value}`) }))}
            onChoose={(purpose) => onChange({ ...linked, purpose })}
          />
        </span>
        <span className={styles['tools']}>
          <IconButton
            label={t('titles.videos.play', { name })}
            icon={<Play />}
            size="small"
            disabled={asset.data?.state !== 'playable' && asset.data?.state !== 'complete'}
            onClick={props.onWatch}
          />
          <IconButton
            label={t('titles.move.up', { name })}
            icon={<ArrowUp />}
            size="small"
            disabled={props.isFirst}
            focusableWhenDisabled
            onClick={() => props.onMove(-1)}
          />
          <IconButton
            label={t('titles.move.down', { name })}
            icon={<ArrowDown />}
            size="small"
            disabled={props.isLast}
            focusableWhenDisabled
            onClick={() => props.onMove(1)}
          />
          <IconButton
            label={t('titles.videos.remove', { name })}
            icon={<Trash2 />}
            kind="danger"
            size="small"
            onClick={props.onRemove}
          />
        </span>
      </div>
      {asset.data === null ? <Callout kind="bad">{t('titles.videos.gone')}</Callout> : null}
      {linked.purpose === 'main' ? null : (
        <div className={styles['names']}>
          {Object.keys(title.texts).map((tag) => (
            <TextField
              key={tag}
              label={t('titles.videos.name', { language: nameOf('language', tag) })}
              lang={tag}
              value={linked.names[tag] ?? ''}
              onChange={(value) => {
                const { [tag]: _, ...rest } = linked.names;
                onChange({ ...linked, names: value === '' ? rest : { ...linked.names, [tag]: value } });
              }}
            />
          ))}
        </div>
      )}
    </li>
  );
}

const looks = {
  examining: 'info',
  playable: 'good',
  complete: 'good',
  rejected: 'bad',
  failed: 'bad',
  cancelled: 'plain',
} as const;

function AssetFacts({
  asset,
  isPending,
}: {
  readonly asset: Asset | null | undefined;
  readonly isPending: boolean;
}): JSX.Element | null {
  const { t, duration, bytes } = useTexts();
  if (isPending) return <Skeleton width="140px" height="16px" />;
  if (asset === null || asset === undefined) return null;
  const height = Math.max(0, ...asset.renditions.map((one) => one.height ?? 0));
  return (
    <span className={styles['facts']}>
      <Badge kind={looks[asset.state]}>{t(`titles.asset.${asset.state}`)}</Badge>
      {asset.durationMs === null ? null : <span>{duration(asset.durationMs)}</span>}
      {height === 0 ? null : <span>{height}p</span>}
      <span>{bytes(asset.sizeBytes)}</span>
    </span>
  );
}

const PICKED = 30;

function AssetPicker({
  taken,
  onPick,
  onClose,
}: {
  readonly taken: readonly string[];
  onPick(asset: Asset): void;
  onClose(): void;
}): JSX.Element {
  const { t, ago } = useTexts();
  const [text, setText] = useState('');
  const q = usePaused(text.trim()).toLowerCase();
  const found = useQuery({
    queryKey: ['assets', 'found', q],
    queryFn: ({ signal }) => findAssets(q, signal),
    placeholderData: (before) => before,
  });
  const assets = (found.data ?? []).filter(({ id }) => !taken.includes(id));
  return (
    <Dialog
      isOpen
      size="large"
      title={t('titles.picker.title')}
      description={t('titles.picker.text')}
      closeLabel={t('close')}
      onClose={onClose}
    >
      <TextField
        label={t('titles.picker.search')}
        type="search"
        icon={<Search aria-hidden="true" />}
        value={text}
        onChange={setText}
        autoFocus
      />
      {found.isError ? <Callout kind="bad">{found.error.message}</Callout> : null}
      <ul className={styles['picker']} aria-busy={found.isFetching}>
        {assets.map((asset) => (
          <li key={asset.id}>
            <button type="button" className={styles['pick']} onClick={() => onPick(asset)}>
              <FilmIcon aria-hidden="true" />
              <span className={styles['video-words']}>
                <strong>{asset.name}</strong>
                <AssetFacts asset={asset} isPending={false} />
              </span>
              <span className={styles['when']}>{ago(asset.createdAt)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.isSuccess && assets.length === 0 ? (
        <EmptyState title={t('titles.picker.none.title')} text={t('titles.picker.none.text')}>
          <Button render={<Link to="/" />}>{t('room.library')}</Button>
        </EmptyState>
      ) : null}
    </Dialog>
  );
}

async function findAssets(q: string, signal: AbortSignal): Promise<readonly Asset[]> {
  const query = { limit: PICKED, ...(q === '' ? {} : { q }) };
  return (await api.GET('/api/v1/assets', { params: { query }, signal })).data.items;
}
