/** What a profile likes, what it may see, its PIN, and its end. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Profile } from '@vitascope/client';
import { Button, EmptyState, notify, Skeleton } from '@vitascope/design';
import { ArrowLeft, UserX } from 'lucide-react';
import type { JSX } from 'react';
import { queries } from '../session/api.ts';
import { forgetProfile, profilesQuery } from '../session/profile.ts';
import { useSession } from '../session/session.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import { EditDelete } from './edit-delete.tsx';
import { EditLimits } from './edit-limits.tsx';
import { EditPin } from './edit-pin.tsx';
import { EditTaste } from './edit-taste.tsx';
import styles from './who.module.css';

const route = getRouteApi('/who/$id');

export function EditProfilePage(): JSX.Element {
  const { t } = useTexts();
  const { id } = route.useParams();
  const navigate = useNavigate();
  const { data: account } = useSession();
  const profiles = useQuery(profilesQuery);
  const profile = profiles.data?.find((one) => one.id === id);
  usePageTitle(profile?.name ?? t('profiles.edit'));
  if (profiles.isError) return <ProblemPage error={profiles.error} onRetry={profiles.refetch} />;
  if (profiles.isPending)
    return (
      <div className={styles['form-page']}>
        <Skeleton height="480px" />
      </div>
    );
  if (profile === undefined)
    return (
      <EmptyState level={1} icon={<UserX />} title={t('profiles.gone')}>
        <Button kind="primary" size="large" render={<Link to="/who" search={{}} />}>
          {t('profiles.back')}
        </Button>
      </EmptyState>
    );
  const onChanged = (changed: Profile): void => {
    queries.setQueryData(profilesQuery.queryKey, (all) =>
      all?.map((one) => (one.id === changed.id ? changed : one)),
    );
    notify({ text: t('profiles.saved', { name: changed.name }), kind: 'good' });
  };
  const onDeleted = (): void => {
    if (account !== null && account !== undefined) forgetProfile(account);
    queries.setQueryData(profilesQuery.queryKey, (all) => all?.filter((one) => one.id !== id));
    void navigate({ to: '/who', search: {}, replace: true });
  };
  return (
    <div className={styles['form-page']}>
      <Button kind="quiet" icon={<ArrowLeft aria-hidden="true" />} render={<Link to="/who" search={{}} />}>
        {t('profiles.back')}
      </Button>
      <h1 className={styles['form-title']}>{profile.name}</h1>
      {/* A change from elsewhere begins the forms anew. */}
      <EditTaste key={`taste-${profile.revision}`} profile={profile} onChanged={onChanged} />
      <EditLimits key={`limits-${profile.revision}`} profile={profile} onChanged={onChanged} />
      <EditPin key={`pin-${profile.revision}`} profile={profile} onChanged={onChanged} />
      <EditDelete profile={profile} onDeleted={onDeleted} />
    </div>
  );
}
