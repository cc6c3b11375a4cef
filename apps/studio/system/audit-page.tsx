/** What the staff has done, as the chain of the audit log has it. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, TextField } from '@vitascope/design';
import { ArrowLeft, Search } from 'lucide-react';
import { type JSX, useDeferredValue, useState } from 'react';
import { api } from '../session/api.ts';
import { List } from '../shell/list.tsx';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';
import { AuditItem } from './audit-item.tsx';

export function AuditPage(): JSX.Element {
  const { t } = useTexts();
  const [subject, setSubject] = useState('');
  const wanted = useDeferredValue(subject.trim());
  const entries = useInfiniteQuery({
    queryKey: ['audit', wanted],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) =>
      (
        await api.GET('/api/v1/audit', {
          params: {
            query: {
              order: 'newest',
              ...(pageParam === null ? {} : { cursor: pageParam }),
              ...(wanted === '' ? {} : { subject: wanted }),
            },
          },
          signal,
        })
      ).data,
    getNextPageParam: (page) => page.nextCursor,
  });
  return (
    <Page
      title={t('system.audit')}
      text={t('system.audit.text')}
      actions={
        <Button icon={<ArrowLeft aria-hidden="true" />} render={<Link to="/system" />}>
          {t('room.system')}
        </Button>
      }
    >
      <TextField
        label={t('system.audit.subject')}
        hint={t('system.audit.subject.hint')}
        value={subject}
        onChange={setSubject}
        icon={<Search aria-hidden="true" />}
        maxLength={100}
        spellCheck={false}
        dir="ltr"
      />
      <List
        query={{
          ...entries,
          data: entries.data?.pages.flatMap(({ items }) =>
            items.map((entry) => ({ id: String(entry.seq), entry })),
          ),
          refetch: () => entries.refetch(),
        }}
        empty={t('system.audit.none')}
        label={t('system.audit')}
      >
        {({ entry }) => <AuditItem entry={entry} />}
      </List>
      {entries.hasNextPage ? (
        <div>
          <Button isBusy={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
            {t('show-more')}
          </Button>
        </div>
      ) : null}
    </Page>
  );
}
