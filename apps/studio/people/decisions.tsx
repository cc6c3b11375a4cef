/** Why something played for an account, or did not. */
import { useQuery } from '@tanstack/react-query';
import { Badge } from '@vitascope/design';
import type { JSX } from 'react';
import { api } from '../session/api.ts';
import { List, ListItem, Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';

const MOST = 20;

export function Decisions({ accountId }: { readonly accountId: string }): JSX.Element {
  const { t, date } = useTexts();
  const decisions = useQuery({
    queryKey: ['decisions', accountId],
    queryFn: async ({ signal }) =>
      (
        await api.GET('/api/v1/playback-decisions', {
          params: { query: { accountId, limit: MOST } },
          signal,
        })
      ).data.items,
  });
  return (
    <Section title={t('people.decisions')} text={t('people.decisions.text')}>
      <List query={decisions} empty={t('people.decisions.none')} label={t('people.decisions')}>
        {(decision) => (
          <ListItem
            name={decision.titleId ?? decision.assetId ?? decision.id}
            facts={[
              date(decision.decidedAt, { dateStyle: 'medium', timeStyle: 'medium' }),
              decision.device ?? '',
              decision.territory ?? '',
            ]
              .filter((text) => text !== '')
              .join(' · ')}
          >
            <Badge kind={decision.allowed ? 'good' : 'bad'}>
              {decision.allowed ? t('people.decision.allowed') : (decision.reason ?? '')}
            </Badge>
          </ListItem>
        )}
      </List>
    </Section>
  );
}
