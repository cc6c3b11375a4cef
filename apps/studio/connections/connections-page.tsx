/** API keys and webhooks. */
import type { JSX } from 'react';
import { mayManage } from '../session/permissions.ts';
import { useSession } from '../session/session.ts';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';
import { ApiKeys } from './api-keys.tsx';
import { Webhooks } from './webhooks.tsx';

export function ConnectionsPage(): JSX.Element | null {
  const { t } = useTexts();
  const { data: account } = useSession();
  if (account === null || account === undefined) return null;
  return (
    <Page title={t('room.connections')} text={t('connections.lead')}>
      {mayManage(account) ? (
        <>
          <ApiKeys />
          <Webhooks />
        </>
      ) : (
        <p>{t('connections.no-access')}</p>
      )}
    </Page>
  );
}
