/** The door: who is signed in already goes on, who is not signs in. */
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type JSX, useEffect, useState } from 'react';
import { safeNext } from '../session/safe-next.ts';
import { useService } from '../session/service.ts';
import { useSession } from '../session/session.ts';
import { useTexts } from '../texts/index.ts';
import { Booth } from './booth.tsx';
import { useEnter } from './enter.ts';
import { SignIn } from './sign-in.tsx';

const route = getRouteApi('/sign-in');

export function SignInPage(): JSX.Element | null {
  const { t } = useTexts();
  const next = safeNext(route.useSearch().next) ?? undefined;
  const [isCode, setCode] = useState(false);
  const session = useSession();
  const service = useService();
  const enter = useEnter();
  const navigate = useNavigate();
  const account = session.data;
  useEffect(() => {
    if (account === null || account === undefined) return;
    if (next?.startsWith('/studio') === true) window.location.replace(next);
    else void navigate({ href: next ?? '/', replace: true });
  }, [account, next, navigate]);
  if (session.isPending || account != null) return null;
  if (service.data?.needsSetUp === true)
    return <Booth title={t('account.set-up.needed')} lead={t('account.set-up.needed.text')} />;
  return (
    <Booth
      name={t('account.sign-in')}
      title={t(isCode ? 'account.code.title' : 'account.sign-in.title')}
      lead={isCode ? undefined : t('account.sign-in.lead')}
      after={
        isCode ? undefined : (
          <>
            <Link to="/account/forgotten">{t('account.forgotten')}</Link>
            {service.data?.signUpOpen === false ? null : (
              <span>
                {t('account.no-account')}{' '}
                <Link to="/sign-up" search={next === undefined ? {} : { next }}>
                  {t('account.sign-up')}
                </Link>
              </span>
            )}
            <Link to="/tv" search={next === undefined ? {} : { next }}>
              {t('account.tv.this')}
            </Link>
          </>
        )
      }
    >
      <SignIn
        next={next ?? null}
        onSignedIn={(signedIn) => enter(signedIn, next ?? null)}
        onCodeNeeded={() => setCode(true)}
      />
    </Booth>
  );
}
