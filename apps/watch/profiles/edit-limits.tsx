/** What a profile may see. Takes the account's password. */
import type { Profile } from '@vitascope/client';
import { Button, Select, Switch, useForm } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { PasswordField, ProblemCallout } from '../account/form.tsx';
import { api } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import styles from './who.module.css';

const ages = ['0', '6', '7', '10', '12', '13', '14', '15', '16', '17', '18'];

export function EditLimits({
  profile,
  onChanged,
}: {
  readonly profile: Profile;
  onChanged(profile: Profile): void;
}): JSX.Element {
  const { t } = useTexts();
  const [isKids, setKids] = useState(profile.isKids);
  const [limit, setLimit] = useState(profile.maturityLimit === null ? '' : String(profile.maturityLimit));
  const [password, setPassword] = useState('');
  const isChanged =
    isKids !== profile.isKids ||
    limit !== (profile.maturityLimit === null ? '' : String(profile.maturityLimit));
  const state = useForm(async () => {
    const { data } = await api.PUT('/api/v1/profiles/{id}/limits', {
      params: { path: { id: profile.id } },
      headers: { 'if-match': `"${profile.revision}"` },
      body: { isKids, maturityLimit: limit === '' ? null : Number(limit), password },
    });
    onChanged(data);
  });
  const known = [...new Set([...ages, ...(limit === '' ? [] : [limit])])].sort(
    (a, b) => Number(a) - Number(b),
  );
  return (
    <form className={styles['section']} onSubmit={state.submit}>
      <h2>{t('profiles.limits')}</h2>
      <Switch
        label={t('profiles.kids-mode')}
        hint={t('profiles.kids-mode.hint')}
        isChecked={isKids}
        onChange={setKids}
      />
      <Select
        label={t('profiles.maturity')}
        value={limit}
        options={[
          { value: '', label: t('profiles.maturity.none') },
          ...known.map((age) => ({ value: age, label: t('profiles.maturity.age', { age }) })),
        ]}
        onChoose={setLimit}
      />
      {isChanged ? (
        <>
          <PasswordField
            label={t('profiles.password')}
            hint={t('profiles.password.hint')}
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
          />
          <ProblemCallout error={state.error} />
          <div className={styles['row']}>
            <Button kind="primary" type="submit" isBusy={state.isBusy}>
              {t('profiles.limits.save')}
            </Button>
          </div>
        </>
      ) : null}
    </form>
  );
}
