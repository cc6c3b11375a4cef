/** What was done last, with the way to all of it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from '@vitascope/design';
import { ScrollText } from 'lucide-react';
import type { JSX } from 'react';
import { api } from '../session/api.ts';
import { List, Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import { AuditItem } from './audit-item.tsx';

const SHOWN = 5;

export function RecentAudit(): JSX.Element {
  const { t } = useTexts();
  const recent = useQuery({
    queryKey: ['audit', 'recent'],
    refetchInterval: 15_000,
    queryFn: async ({ signal }) => {
      const params = { query: { order: 'newest', limit: SHOWN } } as const;
      const { items } = (await api.GET('/api/v1/audit', { params, signal })).data;
      return items.map((entry) => ({ id: String(entry.seq), entry }));
    },
  });
  return (
    <Section
      title={t('system.audit')}
      text={t('system.audit.recent')}
      actions={
        <Button icon={<ScrollText aria-hidden="true" />} render={<Link to="/system/audit" />}>
          {t('system.audit.all')}
        </Button>
      }
    >
      <List query={recent} empty={t('system.audit.empty')} label={t('system.audit.recent')}>
        {({ entry }) => <AuditItem entry={entry} />}
      </List>
    </Section>
  );
}
