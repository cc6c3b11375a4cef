/** An account begins with an address that is confirmed by a mail. */
import { getRouteApi, Link } from '@tanstack/react-router';
import { TextField, useForm } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { api } from '../session/api.ts';
import { useService } from '../session/service.ts';
import { useTexts } from '../texts/index.ts';
import { Booth } from './booth.tsx';
import { Form } from './form.tsx';

const route = getRouteApi('/sign-up');

export function SignUpPage(): JSX.Element {
  const { t } = useTexts();
  const { next } = route.useSearch();
  const service = useService();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const state = useForm(async () => {
    await api.POST('/api/v1/auth/sign-up', { body: { email, name } });
    setSentTo(email);
  });
  const after = (
    <span>
      {t('account.have-account')}{' '}
      <Link to="/sign-in" search={next === undefined ? {} : { next }}>
        {t('account.sign-in')}
      </Link>
    </span>
  );
  if (service.data?.signUpOpen === false)
    return (
      <Booth title={t('account.sign-up.closed')} lead={t('account.sign-up.closed.text')} after={after} />
    );
  if (sentTo !== null)
    return (
      <Booth
        key="sent"
        title={t('account.mail-sent')}
        lead={t('account.sign-up.sent', { email: sentTo })}
        after={after}
      />
    );
  return (
    <Booth
      name={t('account.sign-up')}
      title={t('account.sign-up.title')}
      lead={t('account.sign-up.lead')}
      after={after}
    >
      <Form state={state} button={t('account.sign-up.button')}>
        <TextField
          label={t('account.name')}
          value={name}
          onChange={setName}
          name="name"
          autoComplete="name"
          maxLength={100}
          required
          error={state.fieldError('name')}
          autoFocus
        />
        <TextField
          label={t('account.email')}
          value={email}
          onChange={setEmail}
          type="email"
          name="email"
          autoComplete="email"
          maxLength={254}
          required
          error={state.fieldError('email')}
        />
      </Form>
    </Booth>
  );
}
