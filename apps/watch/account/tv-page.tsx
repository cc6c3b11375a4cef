/** This screen shows a code and waits until somebody lets it in from elsewhere (RFC 8628 §3.3 to §3.5). */
import { getRouteApi } from '@tanstack/react-router';
import type { Account } from '@vitascope/client';
import { Button, Skeleton } from '@vitascope/design';
import { type JSX, useCallback, useEffect, useState } from 'react';
import { api, isProblem } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { Booth } from './booth.tsx';
import { useEnter } from './enter.ts';
import { ProblemCallout } from './form.tsx';
import styles from './sign-in.module.css';
import { waitForApproval } from './wait-for-approval.ts';

interface Shown {
  readonly userCode: string;
  readonly address: string;
  readonly qrCode: string;
  readonly deviceCode: string;
  readonly intervalSeconds: number;
}

const route = getRouteApi('/tv');

export function TvPage(): JSX.Element {
  const { t } = useTexts();
  const { next } = route.useSearch();
  const enter = useEnter();
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const onSignedIn = useCallback((account: Account) => enter(account, next ?? null), [enter, next]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks for another code
  useEffect(() => {
    const stop = new AbortController();
    setShown(null);
    setError(null);
    const begin = async (): Promise<void> => {
      const code = await askForCode();
      stop.signal.throwIfAborted();
      setShown(code);
      onSignedIn(await waitForApproval(code, stop.signal));
    };
    begin().catch((problem: unknown) => {
      if (!stop.signal.aborted) setError(problem);
    });
    return () => stop.abort();
  }, [round]);
  return (
    <Booth name={t('account.tv.this')} title={t('account.tv.title')} lead={t('account.tv.lead')}>
      {error === null ? null : (
        <>
          {isProblem(error) ? <ProblemCallout error={error} /> : null}
          <p role="alert">{t('account.tv.over')}</p>
          <Button kind="primary" size="large" onClick={() => setRound(round + 1)}>
            {t('account.tv.again')}
          </Button>
        </>
      )}
      {error !== null ? null : shown === null ? <Skeleton height="240px" /> : <Code shown={shown} />}
    </Booth>
  );
}

function Code({ shown }: { readonly shown: Shown }): JSX.Element {
  const { t } = useTexts();
  return (
    <div className={styles['television']}>
      <img
        className={styles['qr']}
        src={`data:image/svg+xml,${encodeURIComponent(shown.qrCode)}`}
        alt={t('account.tv.qr')}
        width={240}
        height={240}
      />
      <div>
        <p>{t('account.tv.address', { address: shown.address.replace(/^https?:\/\//, '') })}</p>
        <p className={styles['user-code']} dir="ltr">
          {shown.userCode}
        </p>
        <p role="status">{t('account.tv.waiting')}</p>
      </div>
    </div>
  );
}

async function askForCode(): Promise<Shown> {
  const { data } = await api.POST('/api/v1/auth/device/code', { body: {} });
  return {
    userCode: data.user_code,
    address: data.verification_uri,
    qrCode: data.qr_code,
    deviceCode: data.device_code,
    intervalSeconds: data.interval,
  };
}
