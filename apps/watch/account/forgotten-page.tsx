/** A link for a new password. The answer is the same whether the address has an account. */
import { Link } from '@tanstack/react-router';
import { TextField, useForm } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { api } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { Booth } from './booth.tsx';
import { Form } from './form.tsx';

export function ForgottenPage(): JSX.Element {
  const { t } = useTexts();
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const state = useForm(async () => {
    await api.POST('/api/v1/auth/password-reset', { body: { email } });
    setSentTo(email);
  });
  const after = <Link to="/sign-in">{t('account.sign-in.to')}</Link>;
  if (sentTo !== null)
    return (
      <Booth
        key="sent"
        title={t('account.mail-sent')}
        lead={t('account.forgotten.sent', { email: sentTo })}
        after={after}
      />
    );
  return (
    <Booth
      name={t('account.password.new')}
      title={t('account.forgotten.title')}
      lead={t('account.forgotten.lead')}
      after={after}
    >
      <Form state={state} button={t('account.forgotten.button')}>
        <TextField
          label={t('account.email')}
          value={email}
          onChange={setEmail}
          type="email"
          name="email"
          autoComplete="username"
          maxLength={254}
          required
          error={state.fieldError('email')}
          autoFocus
        />
      </Form>
    </Booth>
  );
}
