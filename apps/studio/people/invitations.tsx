/** Invitations that are pending: sent again, taken back. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Badge, Button, IconButton, notify } from '@vitascope/design';
import { Mail, Trash2 } from 'lucide-react';
import type { JSX } from 'react';
import { api, queries } from '../session/api.ts';
import { List, ListItem, Problem, Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import { invitationsQuery } from './queries.ts';

export function Invitations(): JSX.Element {
  const { t, ago } = useTexts();
  const invitations = useQuery(invitationsQuery);
  const settle = { onSettled: () => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }) };
  const resend = useMutation({
    mutationFn: (id: string) =>
      api.POST('/api/v1/staff/invitations/{id}/resend', { params: { path: { id } } }),
    onSuccess: ({ data }) => void notify({ text: t('people.invited', { email: data.email }), kind: 'good' }),
    ...settle,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => api.DELETE('/api/v1/staff/invitations/{id}', { params: { path: { id } } }),
    ...settle,
  });
  return (
    <Section title={t('people.invitations')} text={t('people.invitations.text')}>
      <Problem error={resend.error ?? revoke.error} />
      <List query={invitations} empty={t('people.invitations.none')} label={t('people.invitations')}>
        {(invitation) => (
          <ListItem
            picture={<Mail aria-hidden="true" />}
            name={invitation.email}
            facts={t('people.invitation.facts', {
              sent: ago(invitation.createdAt),
              ends: ago(invitation.expiresAt),
              mails: invitation.mails,
            })}
          >
            <Badge>{t(`people.role.${invitation.role}`)}</Badge>
            <Button
              size="small"
              isBusy={resend.isPending && resend.variables === invitation.id}
              onClick={() => resend.mutate(invitation.id)}
            >
              {t('people.invitation.resend')}
            </Button>
            <IconButton
              label={t('people.invitation.revoke', { email: invitation.email })}
              icon={<Trash2 />}
              kind="danger"
              onClick={() => revoke.mutate(invitation.id)}
            />
          </ListItem>
        )}
      </List>
    </Section>
  );
}
