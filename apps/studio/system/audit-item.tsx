/** One act of the staff or of a program, and what came of it. */
import type { AuditEntry } from '@vitascope/client';
import { Badge } from '@vitascope/design';
import type { JSX } from 'react';
import { ListItem } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';

export function AuditItem({ entry }: { readonly entry: AuditEntry }): JSX.Element {
  const { t, date } = useTexts();
  const who = entry.actor.name ?? t(`system.audit.actor.${entry.actor.kind}`);
  const isFine = entry.status !== null && entry.status < 400;
  return (
    <ListItem
      name={entry.action}
      facts={[
        who,
        date(entry.at, { dateStyle: 'medium', timeStyle: 'medium' }),
        entry.network ?? '',
        entry.subjects.join(', '),
      ]
        .filter((text) => text !== '')
        .join(' · ')}
    >
      <Badge kind={isFine ? 'good' : 'bad'}>{entry.code ?? entry.status ?? t('system.audit.died')}</Badge>
    </ListItem>
  );
}
