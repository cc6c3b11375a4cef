/** What runs, how deep the queues are, what takes the room, and what has failed. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Skeleton } from '@vitascope/design';
import { Mail } from 'lucide-react';
import type { JSX } from 'react';
import { mayManage, maySeeMail, maySeeSystem } from '../session/permissions.ts';
import { useSession } from '../session/session.ts';
import { Problem } from '../shell/list.tsx';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';
import { Failures } from './failures.tsx';
import { Health } from './health.tsx';
import { statusQuery } from './queries.ts';
import { Queues } from './queues.tsx';
import { RecentAudit } from './recent-audit.tsx';
import { Storage } from './storage.tsx';

export function SystemPage(): JSX.Element | null {
  const { t } = useTexts();
  const { data: account } = useSession();
  const isAllowed = account != null && maySeeSystem(account);
  const status = useQuery({ ...statusQuery, enabled: isAllowed });
  if (account === null || account === undefined) return null;
  if (!isAllowed)
    return (
      <Page title={t('room.system')}>
        <p>{t('system.no-access')}</p>
      </Page>
    );
  return (
    <Page
      title={t('room.system')}
      text={t('system.lead')}
      actions={
        maySeeMail(account) ? (
          <Button icon={<Mail aria-hidden="true" />} render={<Link to="/system/mail" />}>
            {t('system.mail')}
          </Button>
        ) : undefined
      }
    >
      <Problem error={status.error} onRetry={() => void status.refetch()} />
      {status.isPending ? (
        <div aria-busy="true">
          <Skeleton height="420px" />
        </div>
      ) : null}
      {status.data === undefined ? null : (
        <>
          <Health status={status.data} />
          <Failures failures={status.data.failures} account={account} />
          {mayManage(account) ? <RecentAudit /> : null}
          <Storage storage={status.data.storage} />
          <Queues queues={status.data.queues} />
        </>
      )}
    </Page>
  );
}
