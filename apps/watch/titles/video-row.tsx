/** Trailers and extras. */
import type { ShownTitleInFull } from '@vitascope/client';
import { Artwork } from '@vitascope/design';
import { Play } from 'lucide-react';
import type { JSX } from 'react';
import { Shelf } from '../home/shelf.tsx';
import { useTexts } from '../texts/index.ts';
import episodeStyles from './episodes.module.css';
import { PlayLink } from './play-link.tsx';
import cardStyles from './title-card.module.css';
import { Caption } from './title-card.tsx';

export function VideoRow({ title }: { readonly title: ShownTitleInFull }): JSX.Element | null {
  const { t } = useTexts();
  const videos = title.videos.filter(({ purpose }) => purpose !== 'main');
  if (videos.length === 0) return null;
  const name = t('titles.videos');
  return (
    <Shelf
      name={name}
      items={videos}
      shape="wide"
      hasCaptions
      placeKey={`videos ${title.id}`}
      keyOf={({ assetId }) => assetId}
      card={(video, { isTabStop }) => (
        <PlayLink
          titleId={title.id}
          assetId={video.assetId}
          className={cardStyles['card']}
          data-focus-key={video.assetId}
          tabIndex={isTabStop ? 0 : -1}
        >
          <span className={cardStyles['picture']}>
            <Artwork image={title.artwork.backdrop} alt="" name={title.name} ratio="16/9" sizes="400px" />
            <span className={episodeStyles['play']} aria-hidden="true">
              <Play fill="currentColor" />
            </span>
          </span>
          <span className={cardStyles['caption']}>
            <Caption
              name={video.name ?? t(video.purpose === 'trailer' ? 'titles.trailer' : 'titles.extra')}
              more={
                video.name === null ? '' : t(video.purpose === 'trailer' ? 'titles.trailer' : 'titles.extra')
              }
            />
          </span>
        </PlayLink>
      )}
    />
  );
}
