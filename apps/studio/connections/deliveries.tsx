/** What a webhook was told, newest first; each can be sent again. */
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import type { WebhookDelivery } from '@vitascope/client';
import { Badge, Button, Select } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { api, queries } from '../session/api.ts';
import { List, ListItem, Problem, Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';

type State = WebhookDelivery['state'];
const states = ['', 'waiting', 'delivered', 'failed'] as const;
const looks = { waiting: 'info', delivered: 'good', failed: 'bad' } as const;

export function Deliveries({ webhookId }: { readonly webhookId: string }): JSX.Element {
  const { t } = useTexts();
  const [state, setState] = useState<(typeof states)[number]>('');
  const deliveries = useInfiniteQuery({
    queryKey: ['deliveries', webhookId, state],
    refetchInterval: 5_000,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) =>
      (
        await api.GET('/api/v1/webhooks/{id}/deliveries', {
          params: {
            path: { id: webhookId },
            query: {
              ...(pageParam === null ? {} : { cursor: pageParam }),
              ...(state === '' ? {} : { state: state as State }),
            },
          },
          signal,
        })
      ).data,
    getNextPageParam: (page) => page.nextCursor,
  });
  const again = useMutation({
    mutationFn: (deliveryId: string) =>
      api.POST('/api/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver', {
        params: { path: { id: webhookId, deliveryId } },
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries', webhookId] }),
  });
  return (
    <Section
      title={t('connections.deliveries')}
      text={t('connections.deliveries.text')}
      actions={
        <Select
          label={t('connections.deliveries.state')}
          isLabelHidden
          value={state}
          options={states.map((one) => ({
            value: one,
            label: t(one === '' ? 'connections.deliveries.all' : `connections.delivery.${one}`),
          }))}
          onChoose={setState}
        />
      }
    >
      <Problem error={again.error} />
      <List
        query={{
          ...deliveries,
          data: deliveries.data?.pages.flatMap(({ items }) => items),
          refetch: () => deliveries.refetch(),
        }}
        empty={t('connections.deliveries.none')}
        label={t('connections.deliveries')}
      >
        {(delivery) => (
          <Delivery
            delivery={delivery}
            isBusy={again.isPending && again.variables === delivery.id}
            onAgain={() => again.mutate(delivery.id)}
          />
        )}
      </List>
      {deliveries.hasNextPage ? (
        <div>
          <Button isBusy={deliveries.isFetchingNextPage} onClick={() => void deliveries.fetchNextPage()}>
            {t('show-more')}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}

function Delivery({
  delivery,
  isBusy,
  onAgain,
}: {
  readonly delivery: WebhookDelivery;
  readonly isBusy: boolean;
  onAgain(): void;
}): JSX.Element {
  const { t, date } = useTexts();
  const { type, subject, createdAt, attempts, lastStatus, lastError } = delivery;
  const facts = [
    subject,
    date(createdAt, { dateStyle: 'medium', timeStyle: 'medium' }),
    t('connections.delivery.attempts', { attempts }),
    lastStatus === null ? null : t('connections.delivery.status', { status: lastStatus }),
    lastError,
  ];
  return (
    <ListItem name={type} facts={facts.filter((one) => one !== null && one !== '').join(' · ')}>
      <Badge kind={looks[delivery.state]}>{t(`connections.delivery.${delivery.state}`)}</Badge>
      <Button size="small" isBusy={isBusy} onClick={onAgain}>
        {t('connections.delivery.again')}
      </Button>
    </ListItem>
  );
}
