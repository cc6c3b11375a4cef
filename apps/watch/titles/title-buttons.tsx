/** What one can do with a title: play, keep, judge, pass on. */
import type { ShownTitle, WatchState } from '@vitascope/client';
import { Button, classNames, IconButton } from '@vitascope/design';
import { Check, Heart, Play, Plus, ThumbsDown, ThumbsUp } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import { useTexts } from '../texts/index.ts';
import { PlayLink } from './play-link.tsx';
import type { Playing } from './playing.ts';
import styles from './title-buttons.module.css';
import { useTitleActions, useTitleState } from './title-state.ts';

export function PlayButton({
  playing,
  isCompact = false,
}: {
  readonly playing: Playing;
  /** A round one without words, which stand elsewhere. */
  readonly isCompact?: boolean;
}): JSX.Element {
  if (isCompact)
    return (
      <PlayLink
        titleId={playing.titleId}
        aria-label={playing.label}
        className={classNames(styles['round'], styles['compact'])}
      >
        <Play fill="currentColor" aria-hidden="true" />
      </PlayLink>
    );
  return (
    <Button
      kind="primary"
      size="large"
      className={styles['play'] ?? ''}
      icon={<Play fill="currentColor" aria-hidden="true" />}
      render={<PlayLink titleId={playing.titleId} />}
    >
      {playing.label}
    </Button>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly icon: ReactNode;
  onToggle(): void;
}

function Toggle({ label, isOn, icon, onToggle }: ToggleProps): JSX.Element {
  return (
    <IconButton
      label={label}
      icon={icon}
      size="large"
      hasTip={false}
      title={label}
      data-focus=""
      aria-pressed={isOn}
      className={classNames(styles['round'], isOn && styles['on'])}
      onClick={onToggle}
    />
  );
}

/** Kept on my list, or not. */
export function KeepButton({ title }: { readonly title: ShownTitle }): JSX.Element {
  const { t } = useTexts();
  const { keep } = useTitleActions();
  const isKept = useTitleState(title.id)?.inMyList ?? false;
  return (
    <Toggle
      label={t(isKept ? 'titles.list.remove' : 'titles.list.add')}
      isOn={isKept}
      icon={isKept ? <Check /> : <Plus />}
      onToggle={() => void keep(title, !isKept).catch(() => undefined)}
    />
  );
}

const judgements = [
  { rating: 'dislike', Icon: ThumbsDown },
  { rating: 'like', Icon: ThumbsUp },
  { rating: 'love', Icon: Heart },
] as const;

/** Which of these judgements the profile gave; a second press takes it back. */
export function RateButtons({
  title,
  only,
}: {
  readonly title: ShownTitle;
  readonly only?: NonNullable<WatchState['rating']>;
}): JSX.Element {
  const { t } = useTexts();
  const { rate } = useTitleActions();
  const given = useTitleState(title.id)?.rating ?? null;
  return (
    <>
      {judgements
        .filter(({ rating }) => only === undefined || rating === only)
        .map(({ rating, Icon }) => (
          <Toggle
            key={rating}
            label={t(`titles.rate.${rating}`)}
            isOn={given === rating}
            icon={<Icon fill={given === rating ? 'currentColor' : 'none'} />}
            onToggle={() => void rate(title, given === rating ? null : rating).catch(() => undefined)}
          />
        ))}
    </>
  );
}
