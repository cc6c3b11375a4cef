/** One viewer's account, for whoever helps them: what it has, what it holds, and what was let play or not. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { SupportAccount } from '@vitascope/client';
import { Avatar, Badge, Button, Callout, Confirm, notify, Skeleton } from '@vitascope/design';
import { ArrowLeft, LogOut, MonitorSmartphone } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api, queries } from '../session/api.ts';
import { List, ListItem, Problem, Section } from '../shell/list.tsx';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';
import { Decisions } from './decisions.tsx';
import { Entitlements } from './entitlements.tsx';

const route = getRouteApi('/people/accounts/$id');

export function AccountPage(): JSX.Element {
  const { t } = useTexts();
  const { id } = route.useParams();
  const account = useQuery({
    queryKey: ['accounts', 'one', id],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/accounts/{id}', { params: { path: { id } }, signal })).data,
  });
  if (account.data !== undefined) return <Shown account={account.data} />;
  return (
    <Page title={t('people.account')}>
      <Problem error={account.error} onRetry={() => void account.refetch()} />
      {account.isPending ? (
        <div aria-busy="true">
          <Skeleton height="320px" />
        </div>
      ) : null}
    </Page>
  );
}

function Shown({ account }: { readonly account: SupportAccount }): JSX.Element {
  const { t, date, ago } = useTexts();
  const [isAsked, setAsked] = useState(false);
  const out = useMutation({
    mutationFn: () =>
      api.POST('/api/v1/accounts/{id}/sign-out-everywhere', { params: { path: { id: account.id } } }),
    onSuccess: ({ data }) => {
      notify({ text: t('people.account.signed-out', { sessions: data.ended }), kind: 'good' });
      void queries.invalidateQueries({ queryKey: ['accounts', 'one', account.id] });
    },
    onSettled: () => setAsked(false),
  });
  const facts = [
    account.email,
    t('people.account.since', { date: date(account.createdAt) }),
    account.lastSignInAt === null
      ? t('people.account.unseen')
      : t('people.account.signed-in', { when: ago(account.lastSignInAt) }),
    t('people.account.sessions', { sessions: account.sessions }),
    t(account.hasSecondFactor ? 'people.account.second-factor' : 'people.account.no-second-factor'),
  ];
  return (
    <Page
      title={account.name}
      text={facts.join(' · ')}
      actions={
        <>
          <Button icon={<ArrowLeft aria-hidden="true" />} render={<Link to="/people" />}>
            {t('room.people')}
          </Button>
          <Button kind="danger" icon={<LogOut aria-hidden="true" />} onClick={() => setAsked(true)}>
            {t('people.account.sign-out')}
          </Button>
        </>
      }
    >
      <Problem error={out.error} />
      {account.eraseAt === null ? null : (
        <Callout kind="bad">{t('people.account.erased', { date: date(account.eraseAt) })}</Callout>
      )}
      <Profiles account={account} />
      <Entitlements accountId={account.id} />
      <Decisions accountId={account.id} />
      <Devices account={account} />
      <Confirm
        isOpen={isAsked}
        isDanger
        isBusy={out.isPending}
        title={t('people.account.sign-out.question', { name: account.name })}
        description={t('people.account.sign-out.text')}
        confirmLabel={t('people.account.sign-out')}
        cancelLabel={t('cancel')}
        onConfirm={() => out.mutate()}
        onCancel={() => setAsked(false)}
      />
    </Page>
  );
}

/** For lists of what came with the account. */
const loaded = <T,>(data: readonly T[]) => ({
  data,
  error: null,
  isPending: false,
  refetch: async () => undefined,
});

function Profiles({ account }: { readonly account: SupportAccount }): JSX.Element {
  const { t, nameOf } = useTexts();
  return (
    <Section title={t('people.profiles')}>
      <List query={loaded(account.profiles)} empty={t('people.profiles.none')} label={t('people.profiles')}>
        {(profile) => (
          <ListItem
            picture={<Avatar name={profile.name} avatar={profile.avatar} size={36} />}
            name={profile.name}
            facts={[
              profile.language === null ? '' : nameOf('language', profile.language),
              profile.maturityLimit === null ? '' : t('people.profile.limit', { age: profile.maturityLimit }),
            ]
              .filter((text) => text !== '')
              .join(' · ')}
          >
            {profile.isKids ? <Badge kind="accent">{t('people.profile.kids')}</Badge> : null}
            {profile.hasPin ? <Badge>{t('people.profile.pin')}</Badge> : null}
          </ListItem>
        )}
      </List>
    </Section>
  );
}

function Devices({ account }: { readonly account: SupportAccount }): JSX.Element {
  const { t, ago } = useTexts();
  return (
    <Section title={t('people.devices')}>
      <List query={loaded(account.devices)} empty={t('people.devices.none')} label={t('people.devices')}>
        {(device) => (
          <ListItem
            picture={<MonitorSmartphone aria-hidden="true" />}
            name={device.name}
            facts={`${device.kind} · ${t('people.account.seen', { when: ago(device.seenAt) })}`}
          >
            {device.revokedAt === null ? null : <Badge kind="bad">{t('people.device.revoked')}</Badge>}
          </ListItem>
        )}
      </List>
    </Section>
  );
}
