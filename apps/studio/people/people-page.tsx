/** Who works here, and who has been invited to. */

import { Button } from '@vitascope/design';
import { UserPlus } from 'lucide-react';
import { type JSX, useState } from 'react';
import { mayHelpViewers, mayManage } from '../session/permissions.ts';
import { useSession } from '../session/session.ts';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';
import { Accounts } from './accounts.tsx';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { Staff } from './staff.tsx';

export function PeoplePage(): JSX.Element | null {
  const { t } = useTexts();
  const { data: account } = useSession();
  const [isInviting, setInviting] = useState(false);
  if (account === null || account === undefined) return null;
  const isManager = mayManage(account);
  return (
    <Page
      title={t('room.people')}
      text={t('people.lead')}
      actions={
        isManager ? (
          <Button kind="primary" icon={<UserPlus aria-hidden="true" />} onClick={() => setInviting(true)}>
            {t('people.invite')}
          </Button>
        ) : undefined
      }
    >
      <Staff account={account} />
      {isManager ? <Invitations /> : null}
      {mayHelpViewers(account) ? <Accounts /> : null}
      {isInviting ? <InviteDialog account={account} onClose={() => setInviting(false)} /> : null}
    </Page>
  );
}
