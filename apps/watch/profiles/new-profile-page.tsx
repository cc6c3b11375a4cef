/** One more who watches. The account's password is asked for, so that no child lifts its own limits. */
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type AvatarName, avatarNames, Button, Switch, TextField, useForm } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { PasswordField, ProblemCallout } from '../account/form.tsx';
import { api, queries } from '../session/api.ts';
import { chooseProfile, profilesQuery } from '../session/profile.ts';
import { safeNext } from '../session/safe-next.ts';
import { useSession } from '../session/session.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { useTexts } from '../texts/index.ts';
import { AvatarChoice } from './avatar-choice.tsx';
import styles from './who.module.css';

const route = getRouteApi('/who/new');

export function NewProfilePage(): JSX.Element {
  const { t } = useTexts();
  const next = safeNext(route.useSearch().next) ?? undefined;
  const navigate = useNavigate();
  usePageTitle(t('profiles.add'));
  const { data: account } = useSession();
  const others = queries.getQueryData(profilesQuery.queryKey)?.length ?? 0;
  const [name, setName] = useState('');
  const [avatar, setAvatar] = useState<AvatarName>(avatarNames[others % avatarNames.length] ?? 'lamp');
  const [isKids, setKids] = useState(false);
  const [password, setPassword] = useState('');
  const back = (): void =>
    void navigate({ to: '/who', search: next === undefined ? {} : { next }, replace: true });
  const state = useForm(async () => {
    const { data } = await api.POST('/api/v1/profiles', { body: { name, avatar, isKids, password } });
    await queries.invalidateQueries({ queryKey: profilesQuery.queryKey });
    if (others > 0 || account === null || account === undefined) return back();
    chooseProfile(account, data);
    void navigate({ href: next ?? '/', replace: true });
  });
  return (
    <div className={styles['form-page']}>
      <h1 className={styles['form-title']}>{t('profiles.new')}</h1>
      <form className={styles['form']} onSubmit={state.submit}>
        <AvatarChoice name={name} value={avatar} onChange={setAvatar} />
        <TextField
          label={t('profiles.name')}
          value={name}
          onChange={setName}
          maxLength={100}
          required
          autoComplete="off"
          error={state.fieldError('name')}
          autoFocus
        />
        <Switch
          label={t('profiles.kids-mode')}
          hint={t('profiles.kids-mode.hint')}
          isChecked={isKids}
          onChange={setKids}
        />
        <PasswordField
          label={t('profiles.password')}
          hint={t('profiles.password.hint')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
        <ProblemCallout error={state.error} />
        <div className={styles['row']}>
          <Button kind="primary" size="large" type="submit" isBusy={state.isBusy}>
            {t('profiles.make')}
          </Button>
          <Button size="large" onClick={back}>
            {t('profiles.cancel')}
          </Button>
        </div>
      </form>
    </div>
  );
}
