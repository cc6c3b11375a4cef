/** What was begun: with how far, what is left, and a way to put it aside. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ShownRow } from '@vitascope/client';
import { Artwork, IconButton, notify } from '@vitascope/design';
import { Play, X } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../session/api.ts';
import { useViewer, viewerKey } from '../session/viewer.ts';
import { useTexts } from '../texts/index.ts';
import { PlayLink } from '../titles/play-link.tsx';
import { useEpisodeName } from '../titles/playing.ts';
import { titleQuery } from '../titles/queries.ts';
import cardStyles from '../titles/title-card.module.css';
import { Caption } from '../titles/title-card.tsx';
import styles from './continue-row.module.css';
import { type ContinuedTitle, continueQuery } from './queries.ts';
import { Shelf, ShelfSkeleton } from './shelf.tsx';
import { RowHeading } from './title-row.tsx';

export function ContinueRow({
  row,
  isFirst,
}: {
  readonly row: ShownRow;
  readonly isFirst: boolean;
}): JSX.Element | null {
  const viewer = useViewer();
  const continued = useQuery(continueQuery(viewer));
  const remove = useRemoval();
  if (continued.isPending) return <ShelfSkeleton shape="wide" />;
  if (continued.data === undefined || continued.data.length === 0) return null;
  return (
    <Shelf
      name={row.name}
      heading={<RowHeading row={row} />}
      items={continued.data}
      shape="wide"
      hasCaptions
      isFirst={isFirst}
      placeKey={`${viewer.query.profileId} ${row.id}`}
      keyOf={({ title }) => title.id}
      card={(item, { isTabStop }) => (
        <ContinueCard item={item} isTabStop={isTabStop} onRemove={() => void remove(item)} />
      )}
    />
  );
}

function ContinueCard(props: {
  readonly item: ContinuedTitle;
  readonly isTabStop: boolean;
  onRemove(): void;
}): JSX.Element {
  const { item, isTabStop, onRemove } = props;
  const { title, positionMs, durationMs, seriesId } = item;
  const { t, duration } = useTexts();
  const viewer = useViewer();
  const { data: series } = useQuery({ ...titleQuery(viewer, seriesId ?? ''), enabled: seriesId !== null });
  const episode = useEpisodeName(title.kind === 'episode' ? title : undefined);
  const name = series?.name ?? title.name;
  const left = durationMs - positionMs;
  const more = [
    ...(title.kind === 'episode' ? [episode] : []),
    item.reason !== 'resume'
      ? t('home.continue.next')
      : left > 0
        ? t('home.continue.left', { left: duration(left) })
        : '',
  ];
  const { still, backdrop } = title.artwork;
  const tabIndex = isTabStop ? 0 : -1;
  return (
    <div className={styles['item']}>
      <PlayLink
        titleId={title.id}
        className={cardStyles['card']}
        data-focus-key={`continue-${title.id}`}
        tabIndex={tabIndex}
      >
        <span className={cardStyles['picture']}>
          <Artwork
            image={still ?? backdrop ?? series?.artwork.backdrop}
            alt=""
            name={name}
            ratio="16/9"
            sizes="(max-width: 600px) 64vw, (max-width: 1800px) 24vw, 400px"
          />
          <span className={styles['play']} aria-hidden="true">
            <Play fill="currentColor" />
          </span>
          {positionMs > 0 && durationMs > 0 ? (
            <span className={styles['bar']} aria-hidden="true">
              <span style={{ inlineSize: `${Math.min(1, positionMs / durationMs) * 100}%` }} />
            </span>
          ) : null}
        </span>
        <span className={cardStyles['caption']}>
          <Caption name={name} more={more.filter((one) => one !== '').join(' · ')} />
        </span>
      </PlayLink>
      <IconButton
        label={t('home.continue.remove', { name })}
        icon={<X />}
        kind="solid"
        size="large"
        hasTip={false}
        tabIndex={tabIndex}
        className={styles['remove'] ?? ''}
        onClick={onRemove}
      />
    </div>
  );
}

/** Puts a title aside. It comes back when it is watched on; here, by undoing it while nothing was sent yet. */
function useRemoval(): (item: ContinuedTitle) => Promise<void> {
  const client = useQueryClient();
  const viewer = useViewer();
  const { t } = useTexts();
  const [key] = useState(() => [...viewerKey(viewer), 'continue-watching']);
  return async ({ title }) => {
    const before = client.getQueryData<readonly ContinuedTitle[]>(key);
    client.setQueryData<readonly ContinuedTitle[]>(key, (now) =>
      now?.filter((one) => one.title.id !== title.id),
    );
    let isUndone = false;
    notify({
      text: t('home.continue.removed', { name: title.name }),
      action: {
        label: t('undo'),
        onPress: () => {
          isUndone = true;
          client.setQueryData(key, before);
        },
      },
      onGone: () => {
        if (isUndone) return;
        const params = { path: { id: viewer.query.profileId, titleId: title.id } };
        api.DELETE('/api/v1/profiles/{id}/continue-watching/{titleId}', { params }).catch((error: Error) => {
          client.setQueryData(key, before);
          notify({ kind: 'bad', text: t('titles.change.failed'), detail: error.message });
        });
      },
    });
  };
}
