/** What the links in mails and on the server's terminal lead to. The token is in the fragment, which no server and no log sees. */
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import type { Account } from '@vitascope/client';
import { Skeleton, TextField, useForm } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { api } from '../session/api.ts';
import { chooseProfile } from '../session/profile.ts';
import { type TextKey, useTexts } from '../texts/index.ts';
import { Booth } from './booth.tsx';
import { useEnter } from './enter.ts';
import { Form, PasswordField, ProblemCallout } from './form.tsx';

type Purpose = 'set-up' | 'sign-up' | 'reset' | 'invitation';

interface Given {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

interface LinkForm {
  readonly title: TextKey;
  readonly lead: TextKey;
  readonly button: TextKey;
  readonly hasName: boolean;
  readonly hasEmail: boolean;
  /** Where the new account goes first; null where nobody is signed in by it. */
  readonly next: string | null;
  send(given: Given): Promise<Account | null>;
}

const forms: Readonly<Record<Purpose, LinkForm>> = {
  'set-up': {
    title: 'account.set-up.title',
    lead: 'account.set-up.lead',
    button: 'account.set-up.button',
    hasName: true,
    hasEmail: true,
    next: '/studio/',
    send: async (body) => (await api.POST('/api/v1/auth/set-up', { body })).data,
  },
  'sign-up': {
    title: 'account.choose-password',
    lead: 'account.sign-up.complete.lead',
    button: 'account.sign-up.complete.button',
    hasName: false,
    hasEmail: false,
    next: '/',
    send: async ({ token, password }) =>
      (await api.POST('/api/v1/auth/sign-up/complete', { body: { token, password } })).data,
  },
  reset: {
    title: 'account.reset.title',
    lead: 'account.reset.lead',
    button: 'account.reset.button',
    hasName: false,
    hasEmail: false,
    next: null,
    send: async ({ token, password }) => {
      await api.POST('/api/v1/auth/password-reset/complete', { body: { token, password } });
      return null;
    },
  },
  invitation: {
    title: 'account.invitation.title',
    lead: 'account.invitation.lead',
    button: 'account.invitation.button',
    hasName: true,
    hasEmail: false,
    next: '/studio/',
    send: async ({ token, name, password }) =>
      (await api.POST('/api/v1/auth/invitation/accept', { body: { token, name, password } })).data,
  },
};

export function LinkPage(): JSX.Element {
  const { t } = useTexts();
  const { pathname, hash } = useLocation();
  // Both are of the address that this page was opened with; while the next one is loaded, the router tells that one's.
  const [purpose] = useState(() => pathname.split('/').at(-1) as Purpose);
  const [token] = useState(() => /^#?token=([A-Za-z0-9_-]{43})$/.exec(hash)?.[1] ?? null);
  if (token === null) return <BrokenLink purpose={purpose} />;
  if (purpose === 'invitation') return <Invitation token={token} />;
  return <FormOf key={purpose} purpose={purpose} token={token} lead={t(forms[purpose].lead)} />;
}

function BrokenLink({ purpose }: { readonly purpose: Purpose }): JSX.Element {
  const { t } = useTexts();
  const remedy: Readonly<Record<Purpose, TextKey>> = {
    'set-up': 'account.link.broken.set-up',
    'sign-up': 'account.link.broken.sign-up',
    reset: 'account.link.broken.reset',
    invitation: 'account.link.broken.invitation',
  };
  return (
    <Booth
      title={t('account.link.broken')}
      lead={t(remedy[purpose])}
      after={
        purpose === 'reset' ? (
          <Link to="/account/forgotten">{t('account.forgotten')}</Link>
        ) : (
          <Link to="/sign-in">{t('account.sign-in.to')}</Link>
        )
      }
    />
  );
}

function Invitation({ token }: { readonly token: string }): JSX.Element {
  const { t } = useTexts();
  const invited = useQuery({
    queryKey: ['invitation', token],
    queryFn: async () => (await api.POST('/api/v1/auth/invitation', { body: { token } })).data,
  });
  if (invited.isPending)
    return (
      <Booth title={t('account.invitation.title')}>
        <Skeleton height="200px" />
      </Booth>
    );
  if (invited.isError)
    return (
      <Booth title={t('account.link.broken')}>
        <ProblemCallout error={invited.error} />
      </Booth>
    );
  const { email, role } = invited.data;
  return (
    <FormOf
      purpose="invitation"
      token={token}
      lead={t('account.invitation.lead', { email, role: t(`account.role.${role}`) })}
    />
  );
}

function FormOf({
  purpose,
  token,
  lead,
}: {
  readonly purpose: Purpose;
  readonly token: string;
  readonly lead: string;
}): JSX.Element {
  const { t } = useTexts();
  const form = forms[purpose];
  const enter = useEnter();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const state = useForm(async () => {
    const account = await form.send({ token, name, email, password });
    if (account === null) return setDone(true);
    if (purpose !== 'invitation') await makeFirstProfile(account, password);
    enter(account, form.next);
  });
  if (isDone)
    return (
      <Booth
        key="done"
        title={t('account.reset.done')}
        lead={t('account.reset.done.text')}
        after={<Link to="/sign-in">{t('account.sign-in.to')}</Link>}
      />
    );
  return (
    <Booth title={t(form.title)} lead={lead}>
      <Form state={state} button={t(form.button)}>
        {form.hasName ? (
          <TextField
            label={t('account.name')}
            value={name}
            onChange={setName}
            name="name"
            autoComplete="name"
            maxLength={100}
            required
            error={state.fieldError('name')}
          />
        ) : null}
        {form.hasEmail ? (
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
        ) : null}
        <PasswordField
          label={t('account.password.new')}
          hint={t('account.password.hint')}
          value={password}
          onChange={setPassword}
          name="password"
          autoComplete="new-password"
          minLength={10}
          error={state.fieldError('password')}
        />
      </Form>
    </Booth>
  );
}

/** Whoever has just signed up, or owns this now, wants to watch as well: their first profile needs no more than what they have typed. */
async function makeFirstProfile(account: Account, password: string): Promise<void> {
  try {
    const body = { name: account.name.slice(0, 100), password };
    chooseProfile(account, (await api.POST('/api/v1/profiles', { body })).data);
  } catch {
    // The account is made. The page that asks who is watching offers to make the profile.
  }
}
