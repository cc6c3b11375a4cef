/** Signing in, step by step: a passkey, a provider, or address and password with a code after it. */
import type { Account } from '@vitascope/client';
import { Button, Checkbox, TextField, useForm } from '@vitascope/design';
import { KeyRound } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api } from '../session/api.ts';
import { useService } from '../session/service.ts';
import { useTexts } from '../texts/index.ts';
import { Form, PasswordField } from './form.tsx';
import { hasPasskeys, signInWithPasskey } from './passkeys.ts';
import styles from './sign-in.module.css';

export interface SignInProps {
  /** Where a provider sends the browser back to. */
  readonly next: string | null;
  onSignedIn(account: Account): void;
  /** Is told when the second step begins, so that the page can say so. */
  onCodeNeeded?(): void;
}

export function SignIn({ next, onSignedIn, onCodeNeeded }: SignInProps): JSX.Element {
  const [challenge, setChallenge] = useState<string | null>(null);
  const start = (given: string): void => {
    setChallenge(given);
    onCodeNeeded?.();
  };
  return challenge === null ? (
    <FirstStep next={next} onSignedIn={onSignedIn} onChallenge={start} />
  ) : (
    <CodeStep challenge={challenge} onSignedIn={onSignedIn} />
  );
}

function FirstStep(props: {
  readonly next: string | null;
  onSignedIn(account: Account): void;
  onChallenge(challenge: string): void;
}): JSX.Element {
  const { t } = useTexts();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(true);
  const state = useForm(async () => {
    const { data } = await api
      .POST('/api/v1/auth/sign-in', { body: { email, password, remember } })
      .catch((error: unknown) => {
        setPassword(''); // the next try begins with an empty field
        throw error;
      });
    // 202 asks for a code.
    if ('challenge' in data) props.onChallenge(data.challenge);
    else props.onSignedIn(data);
  });
  const passkey = async (): Promise<void> => {
    const account = await signInWithPasskey(remember);
    if (account !== null) props.onSignedIn(account);
  };
  return (
    <>
      <Form state={state} button={t('account.sign-in')}>
        <TextField
          label={t('account.email')}
          value={email}
          onChange={setEmail}
          type="email"
          name="email"
          autoComplete="username webauthn"
          maxLength={254}
          required
          autoFocus
        />
        <PasswordField
          label={t('account.password')}
          value={password}
          onChange={setPassword}
          name="password"
          autoComplete="current-password"
        />
        <Checkbox label={t('account.remember')} isChecked={remember} onChange={setRemember} />
      </Form>
      <Others next={props.next} remember={remember} onPasskey={() => state.run(passkey)} />
    </>
  );
}

function Others({
  next,
  remember,
  onPasskey,
}: {
  readonly next: string | null;
  readonly remember: boolean;
  onPasskey(): void;
}): JSX.Element | null {
  const { t } = useTexts();
  const ways = useService().data?.providers ?? [];
  if (!hasPasskeys() && ways.length === 0) return null;
  return (
    <div className={styles['others']}>
      <p className={styles['or']}>
        <span>{t('account.or')}</span>
      </p>
      {hasPasskeys() ? (
        <Button size="large" icon={<KeyRound aria-hidden="true" />} onClick={onPasskey}>
          {t('account.passkey.use')}
        </Button>
      ) : null}
      {ways.map(({ id, name }) => (
        <Button
          key={id}
          size="large"
          render={
            <a
              href={`/api/v1/auth/providers/${encodeURIComponent(id)}/start?${new URLSearchParams({
                returnTo: next ?? '/',
                remember: String(remember),
              })}`}
            />
          }
        >
          {t('account.provider.use', { name })}
        </Button>
      ))}
    </div>
  );
}

function CodeStep({
  challenge,
  onSignedIn,
}: {
  readonly challenge: string;
  onSignedIn(account: Account): void;
}): JSX.Element {
  const { t } = useTexts();
  const [code, setCode] = useState('');
  const state = useForm(async () => {
    onSignedIn(
      (await api.POST('/api/v1/auth/sign-in/code', { body: { challenge, code: code.trim() } })).data,
    );
  });
  return (
    <Form state={state} button={t('account.sign-in')}>
      <TextField
        label={t('account.code')}
        hint={t('account.code.hint')}
        value={code}
        onChange={setCode}
        className={styles['code'] ?? ''}
        autoComplete="one-time-code"
        inputMode="text"
        spellCheck={false}
        minLength={6}
        maxLength={40}
        required
        autoFocus
      />
    </Form>
  );
}
