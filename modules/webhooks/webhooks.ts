// The webhooks module: who is told, and the telling.
import type { Database, MigrationSet } from '@vitascope/platform/database';
import type { Events } from '@vitascope/platform/events';
import { defineQueue, type Jobs } from '@vitascope/platform/jobs';
import { type Clock, type Logger, newId } from '@vitascope/platform/kernel';
import { z } from 'zod';
import type { WebhooksConfig } from './config.ts';
import { createDelivering } from './deliver.ts';
import { webhookError } from './errors.ts';
import { type Message, patternsOf, registerForAll, subscribeToAll, TEST_TYPE } from './event-types.ts';
import { webhooksMigration } from './migrations/0001-webhooks.ts';
import { createSafePost, type Resolver } from './safe-post.ts';
import { newSecret } from './signature.ts';
import { type AnyTransaction, createWebhookStore } from './store.ts';
import type { Delivery, DeliveryState, Webhook, WebhookWish } from './webhook.ts';

export const webhooksMigrations: MigrationSet = {
  schema: 'webhooks',
  migrations: { '0001-webhooks': webhooksMigration },
};

/** Throws when the revision is not the one that has been seen. */
type Expect = (revision: number) => void;

export interface Webhooks {
  /** The secret is shown this once. @throws `webhook-url-refused`, `too-many-webhooks` */
  create(wish: WebhookWish): Promise<{ readonly webhook: Webhook; readonly secret: string }>;
  /** @throws `webhook-not-found` */
  get(id: string): Promise<Webhook>;
  list(page: { readonly after: string | null; readonly limit: number }): Promise<readonly Webhook[]>;
  /** @throws `webhook-not-found`, `webhook-url-refused` */
  edit(id: string, wish: Partial<WebhookWish>, expect: Expect): Promise<Webhook>;
  /** @throws `webhook-not-found` */
  remove(id: string, expect: Expect): Promise<void>;
  /** A new secret, shown this once; the one before goes on signing beside it for a day. @throws `webhook-not-found` */
  rotateSecret(id: string): Promise<{ readonly webhook: Webhook; readonly secret: string }>;
  /** Sends an event that says nothing. @throws `webhook-not-found`, `webhook-disabled` */
  test(id: string): Promise<Delivery>;
  /** Newest first. @throws `webhook-not-found` */
  deliveries(
    id: string,
    page: {
      readonly state?: DeliveryState | undefined;
      readonly after: string | null;
      readonly limit: number;
    },
  ): Promise<readonly Delivery[]>;
  /** The same event again, as a delivery of its own. @throws `webhook-delivery-not-found`, `webhook-disabled` */
  redeliver(id: string, deliveryId: string): Promise<Delivery>;
  /** Has events wait for whoever works. */
  start(): Promise<void>;
  /** Begins to deliver in this process. */
  startWork(): Promise<void>;
  close(): void;
}

export interface WebhooksDeps {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly events: Pick<Events, 'subscribe' | 'register'>;
  readonly config: WebhooksConfig;
  /** Names this system in every event: its public address. */
  readonly source: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The system's own without it. */
  readonly resolver?: Resolver;
}

/**
 * Seventeen attempts. Pauses double from 10 s to 4 h, half of each at random: about a day in all.
 */
const deliverQueue = defineQueue({
  name: 'webhook-delivery',
  schema: z.object({ deliveryId: z.string() }),
  deadlineSeconds: 30,
  retryLimit: 16,
  retryDelaySeconds: 10,
  retryDelayMaxSeconds: 14_400,
});

const MOST_WEBHOOKS = 50;
/** Deliveries that may wait for one webhook; further events are not kept for it. */
const MOST_WAITING = 10_000;
const DELIVERED_AT_ONCE = 8;
const SWEEP_MS = 600_000;

export function createWebhooks(deps: WebhooksDeps): Webhooks {
  const { database, jobs, events, config, clock } = deps;
  const logger = deps.logger.child({ module: 'webhooks' });
  const store = createWebhookStore(database);
  const privateHosts = config.privateHosts
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
  const safePost = createSafePost({ allowHttp: config.allowHttp, privateHosts }, deps.resolver);
  const deliver = createDelivering({ store, safePost, source: deps.source, clock, logger });
  let sweeping: NodeJS.Timeout | undefined;

  async function get(id: string): Promise<Webhook> {
    const webhook = await store.find(id);
    if (webhook === null) throw webhookError('webhook-not-found', `There is no webhook ${id}.`);
    return webhook;
  }

  async function change(
    id: string,
    expect: Expect,
    work: (transaction: AnyTransaction) => Promise<void>,
  ): Promise<void> {
    await store.transaction(async (transaction) => {
      const revision = await store.lockRevision(transaction, id);
      if (revision === null) throw webhookError('webhook-not-found', `There is no webhook ${id}.`);
      expect(revision);
      await work(transaction);
    });
  }

  async function send(transaction: AnyTransaction, webhookId: string, messageId: string): Promise<string> {
    const id = newId('wd');
    await store.insertDelivery(transaction, { id, webhookId, messageId });
    await jobs.send(deliverQueue, { deliveryId: id }, { transaction, singletonKey: id });
    return id;
  }

  /** One delivery for everybody who wants it. An event that comes twice finds its message there. */
  async function fanOut(message: Message): Promise<void> {
    await store.transaction(async (transaction) => {
      const listeners = await store.listeners(transaction, patternsOf(message.type));
      if (listeners.length === 0 || !(await store.insertMessage(transaction, message))) return;
      for (const { id, waiting } of listeners) {
        if (waiting < MOST_WAITING) await send(transaction, id, message.id);
        else logger.warn({ webhookId: id, waiting }, 'Too much waits for a webhook: an event was left out.');
      }
    });
  }

  async function sendTo(
    id: string,
    write: (transaction: AnyTransaction) => Promise<string>,
  ): Promise<Delivery> {
    if (!(await get(id)).isEnabled)
      throw webhookError('webhook-disabled', `The webhook ${id} is disabled. Enable it first.`);
    const deliveryId = await store.transaction(async (transaction) =>
      send(transaction, id, await write(transaction)),
    );
    return findDelivery(id, deliveryId);
  }

  async function findDelivery(id: string, deliveryId: string): Promise<Delivery> {
    const delivery = await store.findDelivery(id, deliveryId);
    if (delivery === null)
      throw webhookError('webhook-delivery-not-found', `The webhook ${id} has no delivery ${deliveryId}.`);
    return delivery;
  }

  return {
    get,
    list: store.list,
    async create(wish) {
      const webhook = {
        ...wish,
        url: safePost.checkUrl(wish.url).href,
        id: newId('wh'),
        secret: newSecret(),
      };
      const isMade = await store.transaction((transaction) =>
        store.insert(transaction, webhook, MOST_WEBHOOKS),
      );
      if (!isMade)
        throw webhookError(
          'too-many-webhooks',
          `There are ${MOST_WEBHOOKS} webhooks. Delete those that nobody needs.`,
        );
      return { webhook: await get(webhook.id), secret: webhook.secret };
    },
    async edit(id, wish, expect) {
      const url = wish.url === undefined ? {} : { url: safePost.checkUrl(wish.url).href };
      await change(id, expect, (transaction) => store.update(transaction, id, { ...wish, ...url }));
      return get(id);
    },
    remove: (id, expect) => change(id, expect, (transaction) => store.remove(transaction, id)),
    async rotateSecret(id) {
      const secret = newSecret();
      await change(
        id,
        () => {},
        (transaction) => store.rotate(transaction, id, secret),
      );
      return { webhook: await get(id), secret };
    },
    test: (id) =>
      sendTo(id, async (transaction) => {
        const message = { id: newId('ev'), type: TEST_TYPE, subject: id, time: clock.now(), data: {} };
        await store.insertMessage(transaction, message);
        return message.id;
      }),
    async deliveries(id, page) {
      await get(id);
      return store.deliveries(id, page);
    },
    async redeliver(id, deliveryId) {
      const { messageId } = await findDelivery(id, deliveryId);
      return sendTo(id, async () => messageId);
    },
    start: () => registerForAll(events),
    async startWork() {
      await subscribeToAll(events, fanOut);
      await jobs.work(
        deliverQueue,
        {
          concurrency: DELIVERED_AT_ONCE,
          onGivenUp: ({ deliveryId }) => store.giveUp(deliveryId, null),
        },
        ({ data, signal }) => deliver(data.deliveryId, signal),
      );
      sweeping = setInterval(() => {
        store.sweep().catch((err: Error) => logger.warn({ err }, 'Old deliveries could not be removed.'));
      }, SWEEP_MS);
      sweeping.unref();
    },
    close() {
      clearInterval(sweeping);
    },
  };
}
