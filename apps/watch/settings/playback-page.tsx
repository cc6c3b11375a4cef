/** Data use, and the screens that play for the account now. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Select, Skeleton } from '@vitascope/design';
import { MonitorPlay } from 'lucide-react';
import { type JSX, useState } from 'react';
import { ProblemCallout } from '../account/form.tsx';
import { api, queries } from '../session/api.ts';
import { useCurrentProfile } from '../session/profile.ts';
import { useTexts } from '../texts/index.ts';
import { chooseDataUse, dataUse, dataUses } from './data-use.ts';
import { Item, Section, SettingsPage } from './section.tsx';
import styles from './settings.module.css';

export function PlaybackPage(): JSX.Element {
  const { t } = useTexts();
  const profile = useCurrentProfile();
  const [use, setUse] = useState(dataUse);
  return (
    <SettingsPage title={t('settings.playback')}>
      <Section title={t('settings.data')} text={t('settings.data.text')}>
        <Select
          label={t('settings.data')}
          isLabelHidden
          value={use}
          options={dataUses.map((one) => ({ value: one, label: t(`settings.data.${one}`) }))}
          onChoose={(one) => {
            chooseDataUse(one);
            setUse(one);
          }}
        />
      </Section>
      <Section title={t('settings.captions')} text={t('settings.captions.text')}>
        {profile === null ? null : (
          <div className={styles['row']}>
            <Button render={<Link to="/who/$id" params={{ id: profile.id }} />}>
              {t('settings.captions.profile', { name: profile.name })}
            </Button>
          </div>
        )}
      </Section>
      <Screens />
    </SettingsPage>
  );
}

function Screens(): JSX.Element {
  const { t, ago } = useTexts();
  const screens = useQuery({
    queryKey: ['screens'],
    refetchInterval: 15_000,
    queryFn: async ({ signal }) => (await api.GET('/api/v1/playback-sessions', { signal })).data.items,
  });
  const end = useMutation({
    mutationFn: (id: string) => api.POST('/api/v1/playback-sessions/{id}/end', { params: { path: { id } } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['screens'] }),
  });
  const playing = screens.data?.filter(({ endedAt }) => endedAt === null) ?? [];
  return (
    <Section title={t('settings.screens')} text={t('settings.screens.text')}>
      <ProblemCallout error={screens.error ?? end.error} />
      {screens.isPending ? <Skeleton height="64px" /> : null}
      {screens.isSuccess && playing.length === 0 ? <p>{t('settings.screens.none')}</p> : null}
      {playing.length === 0 ? null : (
        <ul className={styles['list']}>
          {playing.map(({ id, device, startedAt }) => (
            <Item
              key={id}
              icon={<MonitorPlay aria-hidden="true" />}
              name={t(`account.kind.${device ?? 'web'}`)}
              facts={t('settings.screens.since', { when: ago(startedAt) })}
            >
              <Button
                size="small"
                isBusy={end.isPending && end.variables === id}
                onClick={() => end.mutate(id)}
              >
                {t('settings.screens.end')}
              </Button>
            </Item>
          ))}
        </ul>
      )}
    </Section>
  );
}
