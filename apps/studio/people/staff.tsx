/** The staff with their roles: given, changed, taken. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Account } from '@vitascope/client';
import {
  Avatar,
  Badge,
  Confirm,
  IconButton,
  Menu,
  MenuChoice,
  MenuItem,
  MenuSeparator,
  notify,
} from '@vitascope/design';
import { EllipsisVertical, ShieldOff, UserMinus } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api, queries } from '../session/api.ts';
import { mayManage, rolesGivenBy, type StaffRole } from '../session/permissions.ts';
import { List, ListItem, Problem, Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import { staffQuery } from './queries.ts';

type Asked = { readonly what: 'remove' | 'forget'; readonly person: Account } | null;

export function Staff({ account }: { readonly account: Account }): JSX.Element {
  const { t } = useTexts();
  const staff = useQuery(staffQuery);
  const [asked, setAsked] = useState<Asked>(null);
  const settle = { onSettled: () => queries.invalidateQueries({ queryKey: staffQuery.queryKey }) };
  const give = useMutation({
    mutationFn: (body: { readonly email: string; readonly role: StaffRole }) =>
      api.PUT('/api/v1/staff', { body }),
    onSuccess: ({ data }) =>
      void notify({
        text: t('people.role.given', { name: data.name, role: t(`people.role.${data.role ?? 'support'}`) }),
        kind: 'good',
      }),
    ...settle,
  });
  const act = useMutation({
    mutationFn: async ({ what, person }: NonNullable<Asked>) => {
      if (what === 'remove') await api.DELETE('/api/v1/staff/{id}', { params: { path: { id: person.id } } });
      else await api.POST('/api/v1/staff/forget-second-factor', { body: { email: person.email } });
    },
    onSuccess: (_, { what, person }) => {
      notify({ text: t(what === 'remove' ? 'people.removed' : 'people.forgotten', { name: person.name }) });
      setAsked(null);
    },
    ...settle,
  });
  return (
    <Section title={t('people.staff')}>
      <Problem error={give.error ?? act.error} />
      <List query={staff} empty={t('people.staff.none')} label={t('people.staff')}>
        {(person) => (
          <StaffItem
            person={person}
            account={account}
            onGive={(role) => give.mutate({ email: person.email, role })}
            onAsk={(what) => setAsked({ what, person })}
          />
        )}
      </List>
      {asked === null ? null : (
        <Confirm
          isOpen
          isDanger
          isBusy={act.isPending}
          title={t(asked.what === 'remove' ? 'people.remove.question' : 'people.forget.question', {
            name: asked.person.name,
          })}
          description={t(asked.what === 'remove' ? 'people.remove.text' : 'people.forget.text')}
          confirmLabel={t(asked.what === 'remove' ? 'people.remove' : 'people.forget')}
          cancelLabel={t('cancel')}
          onConfirm={() => act.mutate(asked)}
          onCancel={() => setAsked(null)}
        />
      )}
    </Section>
  );
}

function StaffItem({
  person,
  account,
  onGive,
  onAsk,
}: {
  readonly person: Account;
  readonly account: Account;
  onGive(role: StaffRole): void;
  onAsk(what: 'remove' | 'forget'): void;
}): JSX.Element {
  const { t } = useTexts();
  const role = person.role ?? 'support';
  const given = rolesGivenBy(account);
  const mayChange = mayManage(account) && given.includes(role);
  return (
    <ListItem
      picture={<Avatar name={person.name} avatar={null} size={36} />}
      name={
        <>
          {person.name}
          {person.id === account.id ? <Badge>{t('people.you')}</Badge> : null}
        </>
      }
      facts={person.email}
    >
      <Badge kind={role === 'owner' ? 'accent' : 'plain'}>{t(`people.role.${role}`)}</Badge>
      {mayChange ? (
        <Menu
          trigger={
            <IconButton
              label={t('people.actions', { name: person.name })}
              icon={<EllipsisVertical />}
              hasTip={false}
            />
          }
        >
          <MenuChoice
            label={t('people.role')}
            value={role}
            options={given.map((one) => ({ value: one, label: t(`people.role.${one}`) }))}
            onChoose={onGive}
          />
          <MenuSeparator />
          {account.role === 'owner' ? (
            <MenuItem icon={<ShieldOff aria-hidden="true" />} onSelect={() => onAsk('forget')}>
              {t('people.forget')}
            </MenuItem>
          ) : null}
          <MenuItem icon={<UserMinus aria-hidden="true" />} isDanger onSelect={() => onAsk('remove')}>
            {t('people.remove')}
          </MenuItem>
        </Menu>
      ) : null}
    </ListItem>
  );
}
