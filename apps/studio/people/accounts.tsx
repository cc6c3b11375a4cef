/** Finds the account of somebody who needs help: by address, name or id. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Avatar, Badge, Button, TextField } from '@vitascope/design';
import { Search } from 'lucide-react';
import { type JSX, useEffect, useState } from 'react';
import { api } from '../session/api.ts';
import { List, ListItem, Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';

/** Each question goes on record, so none is asked for every letter. */
const PAUSE_MS = 400;
const SHORTEST = 2;

export function Accounts(): JSX.Element {
  const { t, ago } = useTexts();
  const [typed, setTyped] = useState('');
  const wanted = usePaused(typed.trim());
  const isLongEnough = wanted.length >= SHORTEST;
  const accounts = useInfiniteQuery({
    queryKey: ['accounts', wanted],
    enabled: isLongEnough,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) =>
      (
        await api.GET('/api/v1/accounts', {
          params: { query: { q: wanted, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        })
      ).data,
    getNextPageParam: (page) => page.nextCursor,
  });
  return (
    <Section title={t('people.accounts')} text={t('people.accounts.text')}>
      <TextField
        label={t('people.accounts.find')}
        value={typed}
        onChange={setTyped}
        icon={<Search aria-hidden="true" />}
        maxLength={100}
        spellCheck={false}
        autoComplete="off"
      />
      {isLongEnough ? (
        <List
          query={{
            ...accounts,
            data: accounts.data?.pages.flatMap(({ items }) => items),
            refetch: () => accounts.refetch(),
          }}
          empty={t('people.accounts.none', { wanted })}
          label={t('people.accounts')}
        >
          {(account) => (
            <ListItem
              picture={<Avatar name={account.name} avatar={null} size={36} />}
              name={
                <Link to="/people/accounts/$id" params={{ id: account.id }}>
                  {account.name}
                </Link>
              }
              facts={[
                account.email,
                account.lastSeenAt === null
                  ? t('people.account.unseen')
                  : t('people.account.seen', { when: ago(account.lastSeenAt) }),
              ].join(' · ')}
            >
              {account.role === null ? null : <Badge>{t(`people.role.${account.role}`)}</Badge>}
              {account.state === 'deleting' ? <Badge kind="bad">{t('people.account.deleting')}</Badge> : null}
            </ListItem>
          )}
        </List>
      ) : null}
      {accounts.hasNextPage ? (
        <div>
          <Button isBusy={accounts.isFetchingNextPage} onClick={() => void accounts.fetchNextPage()}>
            {t('show-more')}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}

function usePaused(value: string): string {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return paused;
}
