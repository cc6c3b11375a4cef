/** Invites an address to work here. */
import type { Account } from '@vitascope/client';
import { Button, Dialog, notify, Select, TextField, useForm } from '@vitascope/design';
import { type JSX, useId, useState } from 'react';
import { api, queries } from '../session/api.ts';
import { rolesGivenBy, type StaffRole } from '../session/permissions.ts';
import { Problem } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import { invitationsQuery } from './queries.ts';

export function InviteDialog({
  account,
  onClose,
}: {
  readonly account: Account;
  onClose(): void;
}): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<StaffRole>('editor');
  const state = useForm(async () => {
    await api.POST('/api/v1/staff/invitations', { body: { email, role } });
    await queries.invalidateQueries({ queryKey: invitationsQuery.queryKey });
    notify({ text: t('people.invited', { email }), kind: 'good' });
    onClose();
  });
  return (
    <Dialog
      isOpen
      size="small"
      title={t('people.invite')}
      description={t('people.invite.text')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={id} isBusy={state.isBusy}>
          {t('people.invite.send')}
        </Button>
      }
    >
      <form id={id} onSubmit={state.submit}>
        <TextField
          label={t('people.email')}
          value={email}
          onChange={setEmail}
          type="email"
          autoComplete="off"
          maxLength={254}
          required
          error={state.fieldError('email')}
          autoFocus
        />
      </form>
      <Select
        label={t('people.role')}
        value={role}
        options={rolesGivenBy(account).map((one) => ({
          value: one,
          label: t(`people.role.${one}`),
        }))}
        onChoose={setRole}
      />
      <p>{t(`people.role.${role}.text`)}</p>
      <Problem error={state.error} />
    </Dialog>
  );
}
