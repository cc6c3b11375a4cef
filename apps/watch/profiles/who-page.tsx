/** Who is watching? One face each, and a PIN where one is set. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Profile } from '@vitascope/client';
import { Avatar, Button, Logo, Skeleton } from '@vitascope/design';
import { Lock, Pencil, Plus } from 'lucide-react';
import { type JSX, useEffect, useState } from 'react';
import { chooseProfile, profilesQuery } from '../session/profile.ts';
import { safeNext } from '../session/safe-next.ts';
import { useSession } from '../session/session.ts';
import { useSignOut } from '../session/sign-out.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { ProblemPage } from '../shell/problem-page.tsx';
import { useTexts } from '../texts/index.ts';
import { PinDialog } from './pin-dialog.tsx';
import styles from './who.module.css';

const MAX_SHOWN = 5;

const route = getRouteApi('/who');

export function WhoPage(): JSX.Element {
  const { t } = useTexts();
  const search = route.useSearch();
  const next = safeNext(search.next) ?? undefined;
  const navigate = useNavigate();
  const { data: account } = useSession();
  const profiles = useQuery(profilesQuery);
  const [isEditing, setEditing] = useState(false);
  const [locked, setLocked] = useState<Profile | null>(null);
  const signOut = useSignOut();
  usePageTitle(t('profiles.who'));
  const wanted = profiles.data?.find(({ id }) => id === search.profile);
  // Who has chosen a locked profile elsewhere has only its PIN left to say.
  useEffect(() => {
    if (wanted?.isLocked === true) setLocked(wanted);
  }, [wanted]);
  const enter = (profile: Profile): void => {
    if (account === null || account === undefined) return;
    chooseProfile(account, profile);
    void navigate({ href: next ?? '/', replace: true });
  };
  if (profiles.isError) return <ProblemPage error={profiles.error} onRetry={profiles.refetch} />;
  const items = profiles.data ?? [];
  return (
    <div className={styles['page']}>
      <header className={styles['top']}>
        <Logo />
        <Button kind="quiet" size="small" onClick={() => void signOut()}>
          {t('profiles.sign-out')}
        </Button>
      </header>
      <h1 className={styles['title']}>{t(isEditing ? 'profiles.edit-which' : 'profiles.who')}</h1>
      <ul className={styles['faces']} data-focus-row="" aria-busy={profiles.isPending}>
        {profiles.isPending
          ? Array.from({ length: 3 }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: all the same, and gone in a moment
              <li key={index} className={styles['face']}>
                <Skeleton className={styles['blank'] ?? ''} />
              </li>
            ))
          : null}
        {items.map((profile) => (
          <li key={profile.id}>
            <Face
              profile={profile}
              isEditing={isEditing}
              onChoose={() => (profile.isLocked ? setLocked(profile) : enter(profile))}
            />
          </li>
        ))}
        {!profiles.isPending && items.length < MAX_SHOWN ? (
          <li>
            <Link
              to="/who/new"
              search={next === undefined ? {} : { next }}
              className={styles['face']}
              data-focus=""
            >
              <span className={styles['add']}>
                <Plus aria-hidden="true" />
              </span>
              <span>{t('profiles.add')}</span>
            </Link>
          </li>
        ) : null}
      </ul>
      {items.length > 0 ? (
        <Button
          icon={<Pencil aria-hidden="true" />}
          aria-pressed={isEditing}
          onClick={() => setEditing(!isEditing)}
        >
          {t(isEditing ? 'profiles.edit.done' : 'profiles.edit')}
        </Button>
      ) : null}
      {locked === null ? null : (
        <PinDialog profile={locked} onClose={() => setLocked(null)} onUnlocked={enter} />
      )}
    </div>
  );
}

function Face({
  profile,
  isEditing,
  onChoose,
}: {
  readonly profile: Profile;
  readonly isEditing: boolean;
  onChoose(): void;
}): JSX.Element {
  const { t } = useTexts();
  const picture = (
    <>
      <span className={styles['picture']}>
        <Avatar name={profile.name} avatar={profile.avatar} size={132} />
        {isEditing ? (
          <span className={styles['pencil']}>
            <Pencil aria-hidden="true" />
          </span>
        ) : null}
      </span>
      <span className={styles['name']}>
        {profile.isLocked ? <Lock aria-hidden="true" size={14} /> : null}
        {profile.name}
      </span>
      {profile.isKids ? <span className={styles['kids']}>{t('profiles.kids')}</span> : null}
      {profile.isLocked ? <span className="visually-hidden">{t('profiles.locked')}</span> : null}
    </>
  );
  return isEditing ? (
    <Link to="/who/$id" params={{ id: profile.id }} className={styles['face']} data-focus="">
      {picture}
    </Link>
  ) : (
    <button type="button" className={styles['face']} data-focus="" onClick={onChoose}>
      {picture}
    </button>
  );
}
