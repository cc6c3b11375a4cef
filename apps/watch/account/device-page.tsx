/** Lets a television in: the code that it shows, signing in where nobody is, what asks, and yes or no. */
import { useLocation } from '@tanstack/react-router';
import type { AskingDevice } from '@vitascope/client';
import { Button, Callout, TextField, useForm } from '@vitascope/design';
import { type JSX, useEffect, useRef, useState } from 'react';
import { api, isProblem, queries } from '../session/api.ts';
import { sessionQuery } from '../session/session.ts';
import { useTexts } from '../texts/index.ts';
import { Booth } from './booth.tsx';
import { Form, ProblemCallout } from './form.tsx';
import styles from './sign-in.module.css';
import { SignIn } from './sign-in.tsx';
import { codeFromFragment, isWholeCode, spellCode } from './user-code.ts';

type Step =
  | { readonly at: 'code' }
  | { readonly at: 'sign-in'; readonly userCode: string }
  | { readonly at: 'decide'; readonly userCode: string; readonly device: AskingDevice }
  | { readonly at: 'done'; readonly isApproved: boolean };

export function DevicePage(): JSX.Element {
  const { hash } = useLocation();
  const [brought] = useState(() => codeFromFragment(hash));
  const [step, setStep] = useState<Step>({ at: 'code' });
  // What the address brought is not left in it, nor in the history.
  useEffect(() => window.history.replaceState(window.history.state, '', window.location.pathname), []);
  const lookUp = async (userCode: string): Promise<void> => {
    try {
      const { data: device } = await api.POST('/api/v1/auth/device/look-up', { body: { userCode } });
      setStep({ at: 'decide', userCode, device });
    } catch (error) {
      if (!isProblem(error) || error.status !== 401) throw error;
      setStep({ at: 'sign-in', userCode });
    }
  };
  switch (step.at) {
    case 'code':
      return <CodeStep brought={brought} lookUp={lookUp} />;
    case 'sign-in':
      return <SignInStep userCode={step.userCode} lookUp={lookUp} />;
    case 'decide':
      return (
        <DecideStep
          userCode={step.userCode}
          device={step.device}
          onDecided={(isApproved) => setStep({ at: 'done', isApproved })}
        />
      );
    case 'done':
      return <DoneStep isApproved={step.isApproved} />;
  }
}

interface LookingUp {
  lookUp(userCode: string): Promise<void>;
}

function CodeStep({ brought, lookUp }: LookingUp & { readonly brought: string | null }): JSX.Element {
  const { t } = useTexts();
  const [code, setCode] = useState(spellCode(brought ?? ''));
  const [isShort, setShort] = useState(false);
  const state = useForm(async () => {
    setShort(!isWholeCode(code));
    if (isWholeCode(code)) await lookUp(code);
  });
  // A code that came with the address is looked up by itself, once.
  const isBegun = useRef(false);
  useEffect(() => {
    if (brought === null || isBegun.current) return;
    isBegun.current = true;
    state.run(() => lookUp(spellCode(brought)));
  }, [brought, state, lookUp]);
  return (
    <Booth
      name={t('settings.devices.add-tv')}
      title={t('account.device.title')}
      lead={t('account.device.lead')}
    >
      <Form state={state} button={t('account.go-on')}>
        <TextField
          label={t('account.device.code')}
          value={code}
          onChange={(typed) => setCode(spellCode(typed))}
          className={styles['code'] ?? ''}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          placeholder="XXXX-XXXX"
          dir="ltr"
          required
          error={isShort ? t('account.device.code.short') : undefined}
          autoFocus
        />
      </Form>
    </Booth>
  );
}

function SignInStep({ userCode, lookUp }: LookingUp & { readonly userCode: string }): JSX.Element {
  const { t } = useTexts();
  const state = useForm(() => lookUp(userCode));
  return (
    <Booth title={t('account.device.sign-in')} lead={t('account.device.sign-in.lead')}>
      <SignIn
        next={`/account/device#code=${userCode}`}
        onSignedIn={(account) => {
          queries.setQueryData(sessionQuery.queryKey, account);
          state.run(() => lookUp(userCode));
        }}
      />
      <ProblemCallout error={state.error} />
    </Booth>
  );
}

function DecideStep({
  userCode,
  device,
  onDecided,
}: {
  readonly userCode: string;
  readonly device: AskingDevice;
  onDecided(isApproved: boolean): void;
}): JSX.Element {
  const { t } = useTexts();
  const state = useForm(async () => undefined);
  const decide = (action: 'approve' | 'deny') => () =>
    state.run(async () => {
      await api.POST(`/api/v1/auth/device/${action}`, { body: { userCode } });
      onDecided(action === 'approve');
    });
  return (
    <Booth key="decide" title={t('account.device.decide')} lead={t('account.device.decide.lead')}>
      <dl className={styles['facts']}>
        <dt>{t('account.device.shows')}</dt>
        <dd dir="ltr">{userCode}</dd>
        <dt>{t('account.device.name')}</dt>
        <dd>{device.name}</dd>
        <dt>{t('account.device.kind')}</dt>
        <dd>{t(`account.kind.${device.kind}`)}</dd>
        <dt>{t('account.device.from')}</dt>
        <dd>{device.isSameNetwork ? t('account.device.same-network') : device.clientAddress}</dd>
      </dl>
      {device.isSameNetwork ? null : <Callout kind="bad">{t('account.device.warning')}</Callout>}
      <ProblemCallout error={state.error} />
      <div className={styles['row']}>
        <Button kind="primary" size="large" isBusy={state.isBusy} onClick={decide('approve')}>
          {t('account.device.approve')}
        </Button>
        <Button size="large" isBusy={state.isBusy} onClick={decide('deny')}>
          {t('account.device.deny')}
        </Button>
      </div>
    </Booth>
  );
}

function DoneStep({ isApproved }: { readonly isApproved: boolean }): JSX.Element {
  const { t } = useTexts();
  return (
    <Booth
      key="done"
      title={t('account.device.done')}
      lead={t(isApproved ? 'account.device.approved' : 'account.device.denied')}
    />
  );
}
