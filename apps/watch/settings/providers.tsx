/** Providers through which one gets into the account. */
import { useQuery } from '@tanstack/react-query';
import type { ExternalIdentity } from '@vitascope/client';
import { Button } from '@vitascope/design';
import { Link2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { ProblemCallout } from '../account/form.tsx';
import { api, queries } from '../session/api.ts';
import { useService } from '../session/service.ts';
import { useTexts } from '../texts/index.ts';
import { Proof } from './proof.tsx';
import { Item, Section } from './section.tsx';
import styles from './settings.module.css';

const KEY = ['identities'];

export function Providers(): JSX.Element | null {
  const { t, date } = useTexts();
  const [asked, setAsked] = useState<ExternalIdentity | string | null>(null);
  const service = useService();
  const identities = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.GET('/api/v1/account/identities', { signal })).data.items,
  });
  const providers = service.data?.providers ?? [];
  const linked = identities.data ?? [];
  if (providers.length === 0 && linked.length === 0) return null;
  const nameOf = (id: string): string => providers.find((one) => one.id === id)?.name ?? id;
  const link = async (provider: string, password: string): Promise<void> => {
    const { data } = await api.POST('/api/v1/auth/providers/{provider}/link', {
      params: { path: { provider } },
      body: { password, returnTo: '/settings/security' },
    });
    window.location.assign(data.url);
  };
  const unlink = async (identity: ExternalIdentity, password: string): Promise<void> => {
    await api.POST('/api/v1/account/identities/{id}/unlink', {
      params: { path: { id: identity.id } },
      body: { password },
    });
    await queries.invalidateQueries({ queryKey: KEY });
    setAsked(null);
  };
  return (
    <Section title={t('settings.providers')} text={t('settings.providers.text')}>
      <ProblemCallout error={identities.error} />
      {linked.length === 0 ? null : (
        <ul className={styles['list']}>
          {linked.map((identity) => (
            <Item
              key={identity.id}
              icon={<Link2 aria-hidden="true" />}
              name={nameOf(identity.provider)}
              facts={`${identity.email ?? ''} ${date(identity.linkedAt)}`.trim()}
            >
              <Button size="small" onClick={() => setAsked(identity)}>
                {t('settings.providers.unlink')}
              </Button>
            </Item>
          ))}
        </ul>
      )}
      <div className={styles['row']}>
        {providers
          .filter(({ id }) => !linked.some(({ provider }) => provider === id))
          .map(({ id, name }) => (
            <Button key={id} onClick={() => setAsked(id)}>
              {t('settings.providers.link', { name })}
            </Button>
          ))}
      </div>
      {asked === null ? null : (
        <Proof
          title={
            typeof asked === 'string'
              ? t('settings.providers.link', { name: nameOf(asked) })
              : t('settings.providers.unlink.title', { name: nameOf(asked.provider) })
          }
          text={t('settings.proof')}
          button={t('account.go-on')}
          send={(password) => (typeof asked === 'string' ? link(asked, password) : unlink(asked, password))}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}
