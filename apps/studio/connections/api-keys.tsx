/** Keys of programs: made, shown once, deleted. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiKey } from '@vitascope/client';
import { Badge, Button, Confirm, IconButton } from '@vitascope/design';
import { KeyRound, Plus, Trash2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api, queries } from '../session/api.ts';
import { List, ListItem, Problem, Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import { MakeKeyDialog } from './make-key-dialog.tsx';
import { keysQuery } from './queries.ts';

export function ApiKeys(): JSX.Element {
  const { t, ago, date } = useTexts();
  const keys = useQuery(keysQuery);
  const [isMaking, setMaking] = useState(false);
  const [asked, setAsked] = useState<ApiKey | null>(null);
  const remove = useMutation({
    mutationFn: ({ id }: ApiKey) => api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }),
    onSuccess: () => setAsked(null),
    onSettled: () => queries.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  return (
    <Section
      title={t('connections.keys')}
      text={t('connections.keys.text')}
      actions={
        <Button icon={<Plus aria-hidden="true" />} onClick={() => setMaking(true)}>
          {t('connections.keys.make')}
        </Button>
      }
    >
      <Problem error={remove.error} />
      <List query={keys} empty={t('connections.keys.none')} label={t('connections.keys')}>
        {(key) => (
          <ListItem
            picture={<KeyRound aria-hidden="true" />}
            name={key.name}
            facts={[
              key.usedAt === null
                ? t('connections.keys.unused')
                : t('connections.keys.used', { when: ago(key.usedAt) }),
              key.expiresAt === null
                ? t('connections.keys.for-ever')
                : t('connections.keys.until', { date: date(key.expiresAt) }),
              key.permissions.join(', '),
            ].join(' · ')}
          >
            {key.expiresAt !== null && Date.parse(key.expiresAt) < Date.now() ? (
              <Badge kind="bad">{t('connections.keys.expired')}</Badge>
            ) : null}
            <IconButton
              label={t('connections.keys.delete', { name: key.name })}
              icon={<Trash2 />}
              kind="danger"
              onClick={() => setAsked(key)}
            />
          </ListItem>
        )}
      </List>
      {isMaking ? <MakeKeyDialog onClose={() => setMaking(false)} /> : null}
      <Confirm
        isOpen={asked !== null}
        isDanger
        isBusy={remove.isPending}
        title={t('connections.keys.delete.question', { name: asked?.name ?? '' })}
        description={t('connections.keys.delete.text')}
        confirmLabel={t('connections.delete')}
        cancelLabel={t('cancel')}
        onConfirm={() => asked !== null && remove.mutate(asked)}
        onCancel={() => setAsked(null)}
      />
    </Section>
  );
}
