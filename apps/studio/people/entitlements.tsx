/** What an account holds; a promotion can be given, and what was given be taken back. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Entitlement } from '@vitascope/client';
import { Badge, Button, Dialog, notify, TextField, useForm } from '@vitascope/design';
import { Gift } from 'lucide-react';
import { type JSX, useId, useState } from 'react';
import { api, queries } from '../session/api.ts';
import { List, ListItem, Problem, Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';

const DAY_MS = 86_400_000;
/** As long as support may give one for. */
const LONGEST_DAYS = 31;

const keyOf = (accountId: string) => ['entitlements', accountId];

export function Entitlements({ accountId }: { readonly accountId: string }): JSX.Element {
  const { t, date } = useTexts();
  const [isGiving, setGiving] = useState(false);
  const held = useQuery({
    queryKey: keyOf(accountId),
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/entitlements', { params: { query: { accountId } }, signal })).data.items,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => api.POST('/api/v1/entitlements/{id}/revoke', { params: { path: { id } } }),
    onSettled: () => queries.invalidateQueries({ queryKey: keyOf(accountId) }),
  });
  return (
    <Section
      title={t('people.entitlements')}
      actions={
        <Button icon={<Gift aria-hidden="true" />} onClick={() => setGiving(true)}>
          {t('people.entitlements.give')}
        </Button>
      }
    >
      <Problem error={revoke.error} />
      <List query={held} empty={t('people.entitlements.none')} label={t('people.entitlements')}>
        {(grant) => (
          <ListItem
            name={scopeOf(grant, t('people.entitlement.everything'))}
            facts={[
              grant.source,
              t('people.entitlement.from', { date: date(grant.startsAt) }),
              grant.endsAt === null ? '' : t('people.entitlement.until', { date: date(grant.endsAt) }),
              grant.note,
            ]
              .filter((text) => text !== '')
              .join(' · ')}
          >
            {grant.revokedAt === null ? (
              <Button
                size="small"
                isBusy={revoke.isPending && revoke.variables === grant.id}
                onClick={() => revoke.mutate(grant.id)}
              >
                {t('people.entitlement.revoke')}
              </Button>
            ) : (
              <Badge>{t('people.entitlement.revoked')}</Badge>
            )}
          </ListItem>
        )}
      </List>
      {isGiving ? <GiveDialog accountId={accountId} onClose={() => setGiving(false)} /> : null}
    </Section>
  );
}

function scopeOf({ scope }: Entitlement, everything: string): string {
  if (scope.kind === 'plan') return scope.plan;
  return scope.kind === 'title' ? scope.titleId : everything;
}

function GiveDialog({ accountId, onClose }: { readonly accountId: string; onClose(): void }): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const [plan, setPlan] = useState('');
  const [days, setDays] = useState('7');
  const [note, setNote] = useState('');
  const state = useForm(async () => {
    const endsAt = new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    await api.POST('/api/v1/entitlements', {
      body: { accountId, source: 'promotion', scope: { kind: 'plan', plan }, endsAt, note },
    });
    await queries.invalidateQueries({ queryKey: keyOf(accountId) });
    notify({ text: t('people.entitlements.given', { plan }), kind: 'good' });
    onClose();
  });
  return (
    <Dialog
      isOpen
      size="small"
      title={t('people.entitlements.give')}
      description={t('people.entitlements.give.text')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={id} isBusy={state.isBusy}>
          {t('people.entitlements.give.send')}
        </Button>
      }
    >
      <form id={id} onSubmit={state.submit}>
        <TextField
          label={t('people.entitlement.plan')}
          value={plan}
          onChange={setPlan}
          maxLength={100}
          required
          autoFocus
        />
        <TextField
          label={t('people.entitlement.days')}
          value={days}
          onChange={setDays}
          type="number"
          min={1}
          max={LONGEST_DAYS}
          required
        />
        <TextField
          label={t('people.entitlement.note')}
          hint={t('people.entitlement.note.hint')}
          value={note}
          onChange={setNote}
          maxLength={500}
        />
      </form>
      <Problem error={state.error} />
    </Dialog>
  );
}
