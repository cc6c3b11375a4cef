/** The first picture of the home page: one title, large, with what to do about it. Where motion is welcome it drifts, and can be stopped. */
import { Link } from '@tanstack/react-router';
import type { ShownTitle } from '@vitascope/client';
import { Artwork, Button, classNames, IconButton, Skeleton } from '@vitascope/design';
import { Info, Pause, Play } from 'lucide-react';
import { type JSX, type ReactNode, useState, useSyncExternalStore } from 'react';
import { useAsHero } from '../shell/hero-place.ts';
import { useTexts } from '../texts/index.ts';
import { AvailabilityNote, Facts } from '../titles/facts.tsx';
import { usePlaying } from '../titles/playing.ts';
import { KeepButton, PlayButton } from '../titles/title-buttons.tsx';
import styles from './hero.module.css';

export function Hero({ title }: { readonly title: ShownTitle }): JSX.Element {
  const { t } = useTexts();
  const playing = usePlaying(title);
  return (
    <HeroFrame title={title} drifts label={title.name}>
      <TitleMark title={title} />
      {title.tagline === null ? null : (
        <p className={styles['tagline']} dir="auto">
          {title.tagline}
        </p>
      )}
      <Facts title={title} className={styles['facts'] ?? ''} />
      <AvailabilityNote title={title} />
      <div className={styles['actions']} data-focus-row="">
        {playing == null ? null : <PlayButton playing={playing} />}
        <Button
          size="large"
          icon={<Info aria-hidden="true" />}
          className={styles['more'] ?? ''}
          render={
            <Link
              to="/title/$slug"
              params={{ slug: title.slug }}
              data-focus=""
              data-focus-key={`hero-${title.id}`}
            />
          }
        >
          {t('home.more-info')}
        </Button>
        <KeepButton title={title} />
      </div>
    </HeroFrame>
  );
}

/** The name as its makers draw it, else set large. */
export function TitleMark({
  title,
  level = 2,
}: {
  readonly title: ShownTitle;
  readonly level?: 1 | 2;
}): JSX.Element {
  const Heading = level === 1 ? 'h1' : 'h2';
  const { logo } = title.artwork;
  if (logo === undefined)
    return (
      <Heading className={styles['name']} lang={title.language}>
        {title.name}
      </Heading>
    );
  return (
    <Heading className={styles['mark']} style={{ aspectRatio: `${logo.width} / ${logo.height}` }}>
      <Artwork
        image={{ ...logo, color: 'transparent' }}
        alt={title.name}
        name={title.name}
        ratio="fill"
        sizes="(max-width: 700px) 70vw, 480px"
        isFirst
        className={styles['mark-art'] ?? ''}
      />
    </Heading>
  );
}

/** A picture from edge to edge with words over it. Dark in every theme: it is a picture of the dark. */
export function HeroFrame(props: {
  readonly title: ShownTitle;
  readonly label: string;
  readonly drifts?: boolean;
  readonly isLow?: boolean;
  readonly children: ReactNode;
}): JSX.Element {
  const { title, label, drifts = false, isLow = false, children } = props;
  const { t } = useTexts();
  const [isStill, setStill] = useState(false);
  const isMotionWelcome = useMotion();
  useAsHero();
  const image = title.artwork.backdrop ?? title.artwork.still;
  return (
    <section
      className={classNames(styles['hero'], isLow && styles['low'])}
      data-theme="dark"
      aria-label={label}
    >
      <div className={classNames(styles['backdrop'], drifts && styles['drifts'])} data-still={isStill}>
        {image === undefined ? (
          <div className={styles['plain']} />
        ) : (
          <Artwork
            image={image}
            alt=""
            name=""
            ratio="fill"
            sizes="100vw"
            isFirst
            className={styles['art'] ?? ''}
          />
        )}
      </div>
      <div className={styles['words']}>{children}</div>
      {drifts && isMotionWelcome && image !== undefined ? (
        <IconButton
          className={styles['pause'] ?? ''}
          size="large"
          kind="solid"
          hasTip={false}
          label={t(isStill ? 'home.motion.start' : 'home.motion.stop')}
          icon={isStill ? <Play /> : <Pause />}
          onClick={() => setStill(!isStill)}
        />
      ) : null}
    </section>
  );
}

const calm = '(prefers-reduced-motion: reduce)';

function useMotion(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(calm);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => !matchMedia(calm).matches,
  );
}

export function HeroSkeleton({ isLow = false }: { readonly isLow?: boolean }): JSX.Element {
  useAsHero();
  return (
    <div className={classNames(styles['hero'], isLow && styles['low'])} data-theme="dark" aria-hidden="true">
      <div className={styles['words']}>
        <Skeleton width="min(420px, 70%)" height="84px" />
        <Skeleton width="min(300px, 50%)" height="22px" />
        <div className={styles['actions']}>
          <Skeleton width="140px" height="48px" />
          <Skeleton width="140px" height="48px" />
        </div>
      </div>
    </div>
  );
}
