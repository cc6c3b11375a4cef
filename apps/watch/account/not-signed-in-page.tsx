/** Why somebody who came from a provider was not let in, and what to try. */
import { Link, useLocation } from '@tanstack/react-router';
import { Button } from '@vitascope/design';
import type { JSX } from 'react';
import { type TextKey, useTexts } from '../texts/index.ts';
import { Booth } from './booth.tsx';

const known = [
  'account-not-linked',
  'identity-taken',
  'provider-refused',
  'provider-answer-invalid',
  'provider-unavailable',
  'too-many-attempts',
] as const;

export function NotSignedInPage(): JSX.Element {
  const { t } = useTexts();
  const { hash } = useLocation();
  const code = /^#?refusal=([a-z-]{1,60})$/.exec(hash)?.[1];
  const reason = known.find((one) => one === code) ?? 'unknown';
  return (
    <Booth
      title={t(`account.refused.${reason}.title` as TextKey)}
      lead={t(`account.refused.${reason}.text` as TextKey)}
    >
      <Button kind="primary" size="large" render={<Link to="/sign-in" />}>
        {t('account.sign-in.to')}
      </Button>
    </Booth>
  );
}
