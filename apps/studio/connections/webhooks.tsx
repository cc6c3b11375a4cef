/** Servers that are told of events. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Webhook } from '@vitascope/client';
import { Badge, Button } from '@vitascope/design';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { type JSX, useState } from 'react';
import { List, ListItem, Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import { webhooksQuery } from './queries.ts';
import { SecretOnce } from './secret-once.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';

export function Webhooks(): JSX.Element {
  const { t } = useTexts();
  const webhooks = useQuery(webhooksQuery);
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Section
      title={t('connections.webhooks')}
      text={t('connections.webhooks.text')}
      actions={
        <Button icon={<Plus aria-hidden="true" />} onClick={() => setMaking(true)}>
          {t('connections.webhooks.make')}
        </Button>
      }
    >
      <List query={webhooks} empty={t('connections.webhooks.none')} label={t('connections.webhooks')}>
        {(webhook) => (
          <ListItem
            picture={<WebhookIcon aria-hidden="true" />}
            name={
              <Link to="/connections/webhooks/$id" params={{ id: webhook.id }}>
                {webhook.description === '' ? webhook.url : webhook.description}
              </Link>
            }
            facts={`${webhook.url} · ${webhook.types.join(', ')}`}
          >
            <WebhookState webhook={webhook} />
          </ListItem>
        )}
      </List>
      {isMaking ? (
        <WebhookDialog
          webhook={null}
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
          }}
        />
      ) : null}
      {secret === null ? null : (
        <SecretOnce
          title={t('connections.webhooks.secret')}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Section>
  );
}

export function WebhookState({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const { t, ago } = useTexts();
  if (!webhook.isEnabled) return <Badge>{t('connections.webhooks.off')}</Badge>;
  if (webhook.failingSince !== null)
    return (
      <Badge kind="bad">{t('connections.webhooks.failing', { since: ago(webhook.failingSince) })}</Badge>
    );
  return <Badge kind="good">{t('connections.webhooks.on')}</Badge>;
}
