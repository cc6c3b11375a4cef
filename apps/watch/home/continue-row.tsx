/** What was begun: with how far, what is left, and a way to put it aside. */
import { useQuery } from '@tanstack/react-query';
import type { ShownRow } from '@vitascope/client';
import { Artwork, IconButton, notify } from '@vitascope/design';
import { Play, X } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../session/api.ts';
import { useProblemText } from '../session/problem-text.ts';
import { useViewer } from '../session/viewer.ts';
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
  const { aside, remove } = useRemoval();
  if (continued.isPending) return <ShelfSkeleton shape="wide" />;
  const items = continued.data?.filter(({ title }) => !aside.has(title.id)) ?? [];
  if (items.length === 0) return null;
  return (
    <Shelf
      name={row.name}
      heading={<RowHeading row={row} />}
      items={items}
      shape="wide"
      hasCaptions
      isFirst={isFirst}
      placeKey={`${viewer.query.profileId} ${row.id}`}
      keyOf={({ title }) => title.id}
      card={(item, { isTabStop }) => (
        <ContinueCard item={item} isTabStop={isTabStop} onRemove={() => remove(item)} />
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
  const { still, backdrop } = title.artwork;
  const hasPicture = still !== undefined || backdrop !== undefined;
  // Its picture stands in for one that the episode does not have.
  const wanted = hasPicture ? null : seriesId;
  const { data: series } = useQuery({ ...titleQuery(viewer, wanted ?? ''), enabled: wanted !== null });
  const episode = useEpisodeName(title.kind === 'episode' ? title : undefined);
  const name = title.series?.name ?? title.name;
  const left = durationMs - positionMs;
  const more = [
    ...(title.kind === 'episode' ? [episode] : []),
    item.reason !== 'resume'
      ? t('home.continue.next')
      : left > 0
        ? t('home.continue.left', { left: duration(left) })
        : '',
  ];
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

interface Removal {
  readonly aside: ReadonlySet<string>;
  remove(item: ContinuedTitle): void;
}

/**
 * Puts titles aside. The server is told when it can no longer be undone here, or when the page is left: what it has put
 * aside comes back only by being watched on.
 */
function useRemoval(): Removal {
  const { query } = useViewer();
  const { t } = useTexts();
  const textOf = useProblemText();
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set());
  const takeBack = (id: string): void => setAside((now) => new Set([...now].filter((one) => one !== id)));

  function remove({ title }: ContinuedTitle): void {
    let isSettled = false;
    function settle(): void {
      removeEventListener('pagehide', settle);
      if (isSettled) return;
      isSettled = true;
      const params = { path: { id: query.profileId, titleId: title.id } };
      const path = '/api/v1/profiles/{id}/continue-watching/{titleId}';
      api.DELETE(path, { params, keepalive: true }).catch((error: unknown) => {
        takeBack(title.id);
        notify({ kind: 'bad', text: t('titles.change.failed'), detail: textOf(error) });
      });
    }
    setAside((now) => new Set([...now, title.id]));
    addEventListener('pagehide', settle);
    notify({
      text: t('home.continue.removed', { name: title.name }),
      action: {
        label: t('undo'),
        onPress: () => {
          isSettled = true;
          takeBack(title.id);
        },
      },
      onGone: settle,
    });
  }
  return { aside, remove };
}
