/** Who is in it and who made it, each with a face. */
import { Link } from '@tanstack/react-router';
import type { ShownTitleInFull } from '@vitascope/client';
import { Artwork } from '@vitascope/design';
import type { JSX } from 'react';
import { Shelf } from '../home/shelf.tsx';
import { useTexts } from '../texts/index.ts';
import cardStyles from './title-card.module.css';
import { Caption } from './title-card.tsx';

type Credit = ShownTitleInFull['credits'][number];

interface Person extends Credit {
  readonly parts: readonly string[];
}

export function CastRow({ title }: { readonly title: ShownTitleInFull }): JSX.Element | null {
  const { t } = useTexts();
  const people = onceEach(title.credits, ({ character, role }) => character ?? t(`titles.role.${role}`));
  if (people.length === 0) return null;
  return (
    <Shelf
      name={t('titles.cast')}
      items={people}
      shape="portrait"
      hasCaptions
      placeKey={`cast ${title.id}`}
      keyOf={({ personId }) => personId}
      card={({ slug, name, portrait, parts }, { isTabStop }) => (
        <Link
          to="/person/$slug"
          params={{ slug }}
          className={cardStyles['card'] ?? ''}
          data-focus=""
          data-focus-key={`person-${slug}`}
          tabIndex={isTabStop ? 0 : -1}
        >
          <span className={cardStyles['picture']}>
            <Artwork image={portrait} alt="" name={name} ratio="2/3" sizes="164px" />
          </span>
          <span className={cardStyles['caption']}>
            <Caption name={name} more={parts.join(', ')} />
          </span>
        </Link>
      )}
    />
  );
}

/** Who wrote and directed stands there once, with both. */
function onceEach(credits: readonly Credit[], part: (credit: Credit) => string): readonly Person[] {
  const people = new Map<string, Person>();
  for (const credit of credits) {
    const known = people.get(credit.personId);
    people.set(credit.personId, { ...(known ?? credit), parts: [...(known?.parts ?? []), part(credit)] });
  }
  return [...people.values()];
}
