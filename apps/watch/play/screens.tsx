/** Too many screens: which they are, and ending one of them. */
import { useQuery } from '@tanstack/react-query';
import type { PlaybackSession } from '@vitascope/client';
import { Button, Skeleton } from '@vitascope/design';
import { Gamepad2, Glasses, Laptop, Smartphone, Tablet, Tv } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../session/api.ts';
import { profilesQuery } from '../session/profile.ts';
import { useViewer } from '../session/viewer.ts';
import { useTexts } from '../texts/index.ts';
import { titleQuery } from '../titles/queries.ts';
import type { RefusedProps } from './refused.tsx';
import styles from './words.module.css';
import { Words } from './words.tsx';

const deviceIcons = {
  web: <Laptop />,
  phone: <Smartphone />,
  tablet: <Tablet />,
  tv: <Tv />,
  console: <Gamepad2 />,
  headset: <Glasses />,
} as const;

export function Screens({
  problem,
  icon,
  onRetry,
  onLeave,
}: RefusedProps & { readonly icon: JSX.Element }): JSX.Element {
  const { t } = useTexts();
  const { data: screens, error } = useQuery({
    queryKey: ['screens'],
    staleTime: 0,
    refetchInterval: 10_000,
    queryFn: async ({ signal }) => (await api.GET('/api/v1/playback-sessions', { signal })).data.items,
  });
  const most = problem.details['most'];
  return (
    <Words
      icon={icon}
      name="screens"
      title={t('play.refused.screens')}
      text={t('play.refused.screens.text', { most: typeof most === 'number' ? most : 1 })}
      actions={
        <>
          <Button size="large" kind={screens?.length === 0 ? 'primary' : 'plain'} onClick={onRetry}>
            {t('retry')}
          </Button>
          <Button size="large" onClick={onLeave}>
            {t('play.leave')}
          </Button>
        </>
      }
    >
      <ul className={styles['screens']} aria-busy={screens === undefined && error === null}>
        {screens === undefined && error === null ? <Skeleton height="70px" /> : null}
        {screens?.map((screen) => (
          <Screen key={screen.id} screen={screen} onEnded={onRetry} />
        ))}
      </ul>
    </Words>
  );
}

function Screen({ screen, onEnded }: { readonly screen: PlaybackSession; onEnded(): void }): JSX.Element {
  const { t, ago } = useTexts();
  const viewer = useViewer();
  const [isEnding, setEnding] = useState(false);
  const { data: title } = useQuery({
    ...titleQuery(viewer, screen.titleId ?? ''),
    enabled: screen.titleId !== null,
  });
  const { data: profiles } = useQuery(profilesQuery);
  const profile = profiles?.find(({ id }) => id === screen.profileId)?.name ?? '';
  const name = title?.name ?? t('play.screen.something');
  const end = async (): Promise<void> => {
    setEnding(true);
    await api
      .POST('/api/v1/playback-sessions/{id}/end', { params: { path: { id: screen.id } } })
      .catch(() => undefined); // asking again tells how it stands
    onEnded();
  };
  return (
    <li className={styles['screen']}>
      {deviceIcons[screen.device ?? 'web']}
      <span className={styles['what']}>
        <strong>{name}</strong>
        <span>{t('play.screen.since', { profile, ago: ago(screen.startedAt) })}</span>
      </span>
      <Button isBusy={isEnding} aria-label={t('play.screen.end-named', { name })} onClick={() => void end()}>
        {t('play.screen.end')}
      </Button>
    </li>
  );
}
