/** Where one could go on from a title, and why. */
import { useQuery } from '@tanstack/react-query';
import type { ShownTitle } from '@vitascope/client';
import type { JSX } from 'react';
import { previewOf } from '../home/preview.ts';
import { Shelf } from '../home/shelf.tsx';
import { useViewer } from '../session/viewer.ts';
import { useTexts } from '../texts/index.ts';
import { relatedQuery } from './queries.ts';
import { Caption, TitleCard } from './title-card.tsx';

export function RelatedRow({ title }: { readonly title: ShownTitle }): JSX.Element | null {
  const { t } = useTexts();
  const { data = [] } = useQuery(relatedQuery(useViewer(), title.id));
  if (data.length === 0) return null;
  return (
    <Shelf
      name={t('titles.related')}
      items={data}
      shape="poster"
      hasCaptions
      placeKey={`related ${title.id}`}
      keyOf={({ title: { id } }) => id}
      card={({ title: other, relation, distance }, { isTabStop }) => (
        <TitleCard
          title={other}
          caption={
            <Caption name={other.name} more={distance === 1 ? t(`titles.relation.${relation}`) : ''} />
          }
          link={{ tabIndex: isTabStop ? 0 : -1, ...previewOf(other) }}
        />
      )}
    />
  );
}
