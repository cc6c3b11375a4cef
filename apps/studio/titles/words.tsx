/** Small words that several pages about titles share. */
import { Badge } from '@vitascope/design';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import type { State } from './title-types.ts';

const looks = { draft: 'plain', scheduled: 'info', published: 'good', expired: 'bad' } as const;

export function StateBadge({ state }: { readonly state: State }): JSX.Element {
  const { t } = useTexts();
  return <Badge kind={looks[state]}>{t(`titles.state.${state}`)}</Badge>;
}
