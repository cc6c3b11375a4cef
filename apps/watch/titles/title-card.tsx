/** A title as a picture that leads to its page. */
import { Link } from '@tanstack/react-router';
import type { ShownTitle } from '@vitascope/client';
import { Artwork, classNames } from '@vitascope/design';
import type { ComponentProps, JSX, ReactNode } from 'react';
import { useTexts } from '../texts/index.ts';
import { availabilityWords } from './availability.ts';
import styles from './title-card.module.css';

export type CardShape = 'poster' | 'wide';

export interface TitleCardProps {
  readonly title: ShownTitle;
  readonly shape?: CardShape;
  /** Below the picture, which says the name itself otherwise. */
  readonly caption?: ReactNode;
  readonly isFirst?: boolean;
  /** Over the picture's lower edge. */
  readonly overlay?: ReactNode;
  readonly link?: Pick<
    ComponentProps<'a'>,
    'tabIndex' | 'onPointerEnter' | 'onPointerLeave' | 'onFocus' | 'onBlur' | 'onKeyDown'
  >;
}

/** As of `<img sizes>`: the widths of cards in `title-card.module.css`. */
const sizes = {
  poster: '(max-width: 600px) 30vw, (max-width: 1050px) 150px, 15vw',
  wide: '(max-width: 600px) 64vw, (max-width: 1100px) 260px, 24vw',
} as const;

export function TitleCard(props: TitleCardProps): JSX.Element {
  const { title, shape = 'poster', caption, isFirst = false, overlay, link } = props;
  const texts = useTexts();
  const { poster, backdrop, still } = title.artwork;
  const image = shape === 'poster' ? (poster ?? backdrop) : (still ?? backdrop);
  const note = availabilityWords(title, texts);
  return (
    <Link
      to="/title/$slug"
      params={{ slug: title.slug }}
      className={styles['card'] ?? ''}
      data-focus=""
      data-focus-key={title.id}
      {...link}
    >
      <span className={styles['picture']}>
        <Artwork
          image={image}
          alt={caption === undefined ? title.name : ''}
          name={title.name}
          ratio={shape === 'poster' ? '2/3' : '16/9'}
          sizes={sizes[shape]}
          isFirst={isFirst}
        />
        {shape === 'wide' && caption === undefined && image !== undefined ? (
          <span className={styles['name']} aria-hidden="true">
            {title.name}
          </span>
        ) : null}
        {overlay}
        {note === null ? null : <span className={styles['note']}>{note}</span>}
      </span>
      {caption === undefined ? null : <span className={styles['caption']}>{caption}</span>}
    </Link>
  );
}

/** The name, and a line of what else there is to say. */
export function Caption({ name, more }: { readonly name: string; readonly more?: ReactNode }): JSX.Element {
  return (
    <>
      <span className={styles['caption-name']} dir="auto">
        {name}
      </span>
      {more === undefined || more === '' ? null : (
        <span className={classNames(styles['caption-more'])}>{more}</span>
      )}
    </>
  );
}
