/** The preview of a card: larger, over its neighbours, without moving them. */
import { Link } from '@tanstack/react-router';
import { Artwork, IconButton } from '@vitascope/design';
import { ChevronDown } from 'lucide-react';
import { type CSSProperties, type JSX, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTexts } from '../texts/index.ts';
import { AvailabilityNote, Facts } from '../titles/facts.tsx';
import { usePlaying } from '../titles/playing.ts';
import { KeepButton, PlayButton, RateButtons } from '../titles/title-buttons.tsx';
import { onIntent, onIntentGone } from './intent.ts';
import { closePreview, keepPreview, leavePreview, type Previewed, usePreview } from './preview.ts';
import styles from './preview-layer.module.css';

/** Once on a page with cards that have previews. */
export function PreviewLayer(): JSX.Element | null {
  const previewed = usePreview();
  useEffect(() => closePreview, []);
  return previewed === null
    ? null
    : createPortal(<Preview key={previewed.title.id} {...previewed} />, document.body);
}

function Preview({ title, card }: Previewed): JSX.Element {
  const { t } = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<CSSProperties>({ visibility: 'hidden' });
  const playing = usePlaying(title);
  const playId = playing?.titleId ?? title.id;
  useEffect(() => {
    onIntent(playId);
    return () => onIntentGone(playId);
  }, [playId]);
  useLayoutEffect(() => {
    const put = (): void => {
      if (place.current !== null) setAt(placeBeside(card.getBoundingClientRect(), place.current));
    };
    put();
    // The card moves away below it: with the focus on it the preview goes along, else it was the pointer's.
    const onScroll = ({ target }: Event): void => {
      if (target !== document && !(target as Element).contains(card)) return;
      if (card === document.activeElement || place.current?.contains(document.activeElement) === true) put();
      else closePreview();
    };
    document.addEventListener('scroll', onScroll, { capture: true, passive: true });
    return () => document.removeEventListener('scroll', onScroll, { capture: true });
  }, [card]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it stays while the pointer is on it; what it does is in its buttons
    <div
      ref={place}
      data-preview=""
      className={styles['preview']}
      style={at}
      onPointerEnter={keepPreview}
      onPointerLeave={leavePreview}
      onFocus={keepPreview}
      onBlur={leavePreview}
      onKeyDown={(event) => moveFocus(event, card)}
    >
      <Link
        to="/title/$slug"
        params={{ slug: title.slug }}
        tabIndex={-1}
        aria-hidden="true"
        className={styles['picture'] ?? ''}
      >
        <Artwork
          image={title.artwork.backdrop ?? title.artwork.still ?? title.artwork.poster}
          alt=""
          name={title.name}
          ratio="16/9"
          sizes="420px"
        />
        <span className={styles['name']}>{title.name}</span>
      </Link>
      <div className={styles['body']}>
        <div className={styles['actions']} data-focus-row="">
          {playing == null ? null : <PlayButton playing={playing} isCompact />}
          <KeepButton title={title} />
          <RateButtons title={title} only="like" />
          <IconButton
            label={t('home.more-info')}
            icon={<ChevronDown />}
            size="large"
            hasTip={false}
            className={styles['open'] ?? ''}
            render={<Link to="/title/$slug" params={{ slug: title.slug }} data-focus="" />}
          />
        </div>
        {playing == null ? null : <p className={styles['playing']}>{playing.label}</p>}
        <Facts title={title} genres={3} />
        <AvailabilityNote title={title} />
        {title.tagline === null ? null : (
          <p className={styles['tagline']} dir="auto">
            {title.tagline}
          </p>
        )}
      </div>
    </div>
  );
}

const EDGE = 12;

/** Over the middle of the card, within the window. */
function placeBeside(card: DOMRect, preview: HTMLElement): CSSProperties {
  const width = Math.min(Math.max(card.width * 1.3, 340), innerWidth - 2 * EDGE);
  preview.style.width = `${width}px`;
  const height = preview.offsetHeight;
  const bar = 76;
  const between = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, high));
  return {
    width,
    left: between(
      EDGE,
      card.left + card.width / 2 - width / 2,
      document.documentElement.clientWidth - width - EDGE,
    ),
    top: between(bar, card.top + card.height / 2 - height / 2, Math.max(bar, innerHeight - height - EDGE)),
  };
}

/** Tab goes from the card through the preview's buttons and back to the card. */
function moveFocus(event: React.KeyboardEvent<HTMLDivElement>, card: HTMLElement): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-focus]')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const isLeaving = event.shiftKey ? at === 0 : at === buttons.length - 1;
  if (event.key === 'Escape' || (event.key === 'Tab' && isLeaving)) {
    if (event.key === 'Escape' || event.shiftKey) event.preventDefault();
    card.focus({ preventScroll: true });
    closePreview();
  }
}
