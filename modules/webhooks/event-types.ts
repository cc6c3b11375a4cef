// What webhooks tell of: our events under the names that receivers know, in the form of CloudEvents 1.0.
import {
  assetCreated,
  assetDeleted,
  assetPlayable,
  assetPurged,
  assetRestored,
  assetSettled,
} from '@vitascope/assets';
import { catalogChanged, homeRowChanged } from '@vitascope/catalog';
import type { DomainEvent, Events } from '@vitascope/platform/events';

/** What is the same for all receivers of an event. */
export interface Message {
  readonly id: string;
  readonly type: string;
  /** Id of what it is about. */
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const PREFIX = 'vitascope';

export const eventTypes = [
  'vitascope.asset.created',
  'vitascope.asset.playable',
  'vitascope.asset.completed',
  'vitascope.asset.rejected',
  'vitascope.asset.failed',
  'vitascope.asset.deleted',
  'vitascope.asset.restored',
  'vitascope.asset.purged',
  'vitascope.title.created',
  'vitascope.title.changed',
  'vitascope.title.published',
  'vitascope.title.unpublished',
  'vitascope.title.removed',
  'vitascope.person.created',
  'vitascope.person.changed',
  'vitascope.person.removed',
  'vitascope.term.created',
  'vitascope.term.changed',
  'vitascope.term.removed',
  'vitascope.home-row.created',
  'vitascope.home-row.changed',
  'vitascope.home-row.removed',
  'vitascope.webhook.test',
] as const;
export const TEST_TYPE = 'vitascope.webhook.test';

/** All types, all of one kind (`vitascope.title.*`), or one. */
export const typePatterns: readonly string[] = [
  '*',
  ...new Set(eventTypes.map((type) => `${type.split('.').slice(0, 2).join('.')}.*`)),
  ...eventTypes,
];

/** The patterns that match a type. */
export function patternsOf(type: string): readonly string[] {
  return ['*', `${type.split('.').slice(0, 2).join('.')}.*`, type];
}

/** Structured mode, JSON format (CloudEvents 1.0.2, JSON event format §3). */
export function cloudEvent(message: Message, source: string): string {
  return JSON.stringify({
    specversion: '1.0',
    id: message.id,
    source,
    type: message.type,
    subject: message.subject,
    time: new Date(message.time).toISOString(),
    datacontenttype: 'application/json',
    data: message.data,
  });
}

const SUBSCRIBER = 'webhooks';

/** Has every event handed on in this process. */
export async function subscribeToAll(
  events: Pick<Events, 'subscribe'>,
  handle: (message: Message) => Promise<void>,
): Promise<void> {
  for (const [event, what] of [
    [assetCreated, 'created'],
    [assetPlayable, 'playable'],
    [assetDeleted, 'deleted'],
    [assetRestored, 'restored'],
    [assetPurged, 'purged'],
  ] as const)
    await events.subscribe(event, SUBSCRIBER, ({ id, data, occurredAt }) =>
      handle({
        id,
        type: `${PREFIX}.asset.${what}`,
        subject: data.assetId,
        time: occurredAt,
        data: { assetId: data.assetId },
      }),
    );
  await events.subscribe(assetSettled, SUBSCRIBER, ({ id, data: { assetId, state }, occurredAt }) =>
    handle({
      id,
      type: `${PREFIX}.asset.${state === 'complete' ? 'completed' : state}`,
      subject: assetId,
      time: occurredAt,
      data: { assetId },
    }),
  );
  await events.subscribe(homeRowChanged, SUBSCRIBER, ({ id, data, occurredAt }) =>
    handle({
      id,
      type: `${PREFIX}.home-row.${data.what}`,
      subject: data.id,
      time: occurredAt,
      data: { id: data.id, revision: data.revision },
    }),
  );
  await events.subscribe(catalogChanged, SUBSCRIBER, ({ id, data, occurredAt }: DomainEvent<CatalogData>) =>
    handle({
      id,
      type: `${PREFIX}.${data.kind}.${data.what}`,
      subject: data.id,
      time: occurredAt,
      data: { id: data.id, revision: data.revision },
    }),
  );
}

/** So that events wait for a process that works, also when they happen before one has ever run. */
export async function registerForAll(events: Pick<Events, 'register'>): Promise<void> {
  for (const event of [assetCreated, assetPlayable, assetDeleted, assetRestored, assetPurged])
    await events.register(event, SUBSCRIBER);
  await events.register(assetSettled, SUBSCRIBER);
  await events.register(homeRowChanged, SUBSCRIBER);
  await events.register(catalogChanged, SUBSCRIBER);
}

type CatalogData = typeof catalogChanged extends { schema: { _output: infer Data } } ? Data : never;
