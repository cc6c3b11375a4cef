// All SQL of webhooks.
import type { Database } from '@vitascope/platform/database';
import { type Generated, type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Message } from './event-types.ts';
import type { Delivery, DeliveryState, Outcome, Webhook, WebhookWish } from './webhook.ts';

interface WebhooksTable {
  id: string;
  revision: Generated<number>;
  url: string;
  description: string;
  types: string[];
  is_enabled: boolean;
  disabled_reason: string | null;
  secret: string;
  previous_secret: string | null;
  previous_until: Date | null;
  failing_since: Date | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

interface Tables {
  webhooks: WebhooksTable;
  messages: {
    id: string;
    type: string;
    subject: string;
    time: Date;
    data: Record<string, unknown>;
    created_at: Generated<Date>;
  };
  deliveries: {
    id: string;
    webhook_id: string;
    message_id: string;
    state: DeliveryState;
    attempts: Generated<number>;
    last_status: number | null;
    last_error: string | null;
    excerpt: string | null;
    last_attempt_at: Date | null;
    created_at: Generated<Date>;
  };
}

// biome-ignore lint/suspicious/noExplicitAny: joins whatever transaction the caller holds.
export type AnyTransaction = Transaction<any>;

/** Deliveries kept of one webhook, and for how long; waiting ones are kept until they are over. */
const KEPT_DELIVERIES = 1_000;
const KEPT = sql`interval '30 days'`;
const SWEPT_AT_ONCE = 10_000;
/** Without an end to failures for so long, a webhook is given up. */
const GIVEN_UP_AFTER = sql`interval '5 days'`;

const webhookColumns = [
  'id',
  'revision',
  'url',
  'description',
  'types',
  'is_enabled',
  'disabled_reason',
  'failing_since',
  'created_at',
  'updated_at',
] as const;

export type WebhookStore = ReturnType<typeof createWebhookStore>;

export function createWebhookStore(database: Database) {
  const kysely = database.kysely as Kysely<Tables>;
  const db = kysely.withSchema('webhooks');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('webhooks');
  return {
    transaction: <T>(work: (transaction: AnyTransaction) => Promise<T>): Promise<T> =>
      kysely.transaction().execute(work),
    ...webhookQueries(db, within),
    ...deliveryQueries(db, within),
  };
}

type Within = (transaction: AnyTransaction) => Kysely<Tables>;

function webhookQueries(db: Kysely<Tables>, within: Within) {
  return {
    /** False when there are `most` already. */
    async insert(
      transaction: AnyTransaction,
      webhook: WebhookWish & { readonly id: string; readonly secret: string },
      most: number,
    ): Promise<boolean> {
      await sql`select pg_advisory_xact_lock(hashtextextended('vitascope.webhooks', 0))`.execute(transaction);
      const { count } = await within(transaction)
        .selectFrom('webhooks')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      if (Number(count) >= most) return false;
      const { id, url, description, types, isEnabled, secret } = webhook;
      await within(transaction)
        .insertInto('webhooks')
        .values({ id, url, description, types: [...types], is_enabled: isEnabled, secret })
        .execute();
      return true;
    },

    async find(id: string): Promise<Webhook | null> {
      const row = await db
        .selectFrom('webhooks')
        .select(webhookColumns)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : toWebhook(row);
    },

    async list(page: { readonly after: string | null; readonly limit: number }): Promise<readonly Webhook[]> {
      let query = db.selectFrom('webhooks').select(webhookColumns).orderBy('id', 'desc').limit(page.limit);
      if (page.after !== null) query = query.where('id', '<', page.after);
      return (await query.execute()).map(toWebhook);
    },

    /** The revision, held until the transaction ends; null where there is none. */
    async lockRevision(transaction: AnyTransaction, id: string): Promise<number | null> {
      const row = await within(transaction)
        .selectFrom('webhooks')
        .select('revision')
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      return row?.revision ?? null;
    },

    async update(transaction: AnyTransaction, id: string, wish: Partial<WebhookWish>): Promise<void> {
      await within(transaction)
        .updateTable('webhooks')
        .set({
          ...(wish.url === undefined ? {} : { url: wish.url }),
          ...(wish.description === undefined ? {} : { description: wish.description }),
          ...(wish.types === undefined ? {} : { types: [...wish.types] }),
          ...(wish.isEnabled === undefined
            ? {}
            : { is_enabled: wish.isEnabled, disabled_reason: null, failing_since: null }),
          revision: sql`revision + 1`,
          updated_at: sql`now()`,
        })
        .where('id', '=', id)
        .execute();
    },

    /** The secret before goes on signing beside the new one for a day. */
    async rotate(transaction: AnyTransaction, id: string, secret: string): Promise<void> {
      await within(transaction)
        .updateTable('webhooks')
        .set({
          previous_secret: sql`secret`,
          previous_until: sql`now() + interval '24 hours'`,
          secret,
          revision: sql`revision + 1`,
          updated_at: sql`now()`,
        })
        .where('id', '=', id)
        .execute();
    },

    async remove(transaction: AnyTransaction, id: string): Promise<void> {
      await within(transaction).deleteFrom('webhooks').where('id', '=', id).execute();
    },

    /** Counts the outcome; true when the webhook is disabled because of it. */
    async countOutcome(id: string, { isTaken, status }: Outcome): Promise<boolean> {
      if (isTaken) {
        await db
          .updateTable('webhooks')
          .set({ failing_since: null })
          .where('id', '=', id)
          .where('failing_since', 'is not', null)
          .execute();
        return false;
      }
      // 410: its owner says that nobody listens there any more (Standard Webhooks, "Operational considerations").
      const gone = status === 410;
      await db
        .updateTable('webhooks')
        .set({ failing_since: sql`coalesce(failing_since, now())` })
        .where('id', '=', id)
        .execute();
      const disabled = await db
        .updateTable('webhooks')
        .set({
          is_enabled: false,
          disabled_reason: gone ? 'It answered 410 Gone.' : 'It took no event for five days.',
          revision: sql`revision + 1`,
          updated_at: sql`now()`,
        })
        .where('id', '=', id)
        .where('is_enabled', '=', true)
        .where(sql<boolean>`(${gone} or failing_since < now() - ${GIVEN_UP_AFTER})`)
        .returning('id')
        .executeTakeFirst();
      return disabled !== undefined;
    },
  };
}

function deliveryQueries(db: Kysely<Tables>, within: Within) {
  const select = () =>
    db
      .selectFrom('deliveries')
      .innerJoin('messages', 'messages.id', 'deliveries.message_id')
      .selectAll('deliveries')
      .select(['messages.type', 'messages.subject']);
  return {
    /** Ids of enabled webhooks that want one of the patterns, with how much waits for each. */
    async listeners(transaction: AnyTransaction, patterns: readonly string[]) {
      const { rows } = await sql<{ id: string; waiting: number }>`
        select id, (select count(*) from webhooks.deliveries where webhook_id = webhooks.id and state = 'waiting') as waiting
        from webhooks.webhooks where is_enabled and types && ${[...patterns]}::text[]
        order by id for share`.execute(within(transaction));
      return rows;
    },

    /** False when the message is known already: its event was delivered twice. */
    async insertMessage(transaction: AnyTransaction, message: Message): Promise<boolean> {
      const { id, type, subject, time, data } = message;
      const row = await within(transaction)
        .insertInto('messages')
        .values({ id, type, subject, time: new Date(time), data: sql`${JSON.stringify(data)}::jsonb` })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async insertDelivery(
      transaction: AnyTransaction,
      delivery: Pick<Delivery, 'id' | 'webhookId' | 'messageId'>,
    ): Promise<void> {
      await within(transaction)
        .insertInto('deliveries')
        .values({
          id: delivery.id,
          webhook_id: delivery.webhookId,
          message_id: delivery.messageId,
          state: 'waiting',
        })
        .execute();
    },

    /** What an attempt needs; null when the delivery, or its webhook, is gone. */
    async load(deliveryId: string) {
      const row = await db
        .selectFrom('deliveries')
        .innerJoin('messages', 'messages.id', 'deliveries.message_id')
        .innerJoin('webhooks', 'webhooks.id', 'deliveries.webhook_id')
        .select([
          'deliveries.state',
          'deliveries.webhook_id',
          'webhooks.url',
          'webhooks.is_enabled',
          'webhooks.secret',
          'messages.id',
          'messages.type',
          'messages.subject',
          'messages.time',
          'messages.data',
        ])
        .select(sql<string | null>`case when previous_until > now() then previous_secret end`.as('previous'))
        .where('deliveries.id', '=', deliveryId)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { id, type, subject, time, data } = row;
      return {
        state: row.state,
        webhookId: row.webhook_id,
        url: row.url,
        isEnabled: row.is_enabled,
        secrets: row.previous === null ? [row.secret] : [row.secret, row.previous],
        message: { id, type, subject, time: time.getTime(), data } satisfies Message,
      };
    },

    async recordAttempt(deliveryId: string, { isTaken, status, error, excerpt }: Outcome): Promise<void> {
      await db
        .updateTable('deliveries')
        .set({
          ...(isTaken ? { state: 'delivered' as const } : {}),
          attempts: sql`attempts + 1`,
          last_status: status,
          last_error: error,
          excerpt,
          last_attempt_at: sql`now()`,
        })
        .where('id', '=', deliveryId)
        .execute();
    },

    async giveUp(deliveryId: string, error: string | null): Promise<void> {
      await db
        .updateTable('deliveries')
        .set({ state: 'failed', ...(error === null ? {} : { last_error: error }) })
        .where('id', '=', deliveryId)
        .where('state', '=', 'waiting')
        .execute();
    },

    async findDelivery(webhookId: string, id: string): Promise<Delivery | null> {
      const row = await select()
        .where('deliveries.webhook_id', '=', webhookId)
        .where('deliveries.id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : toDelivery(row);
    },

    /** Newest first. */
    async deliveries(
      webhookId: string,
      page: {
        readonly state?: DeliveryState | undefined;
        readonly after: string | null;
        readonly limit: number;
      },
    ): Promise<readonly Delivery[]> {
      let query = select()
        .where('deliveries.webhook_id', '=', webhookId)
        .orderBy('deliveries.id', 'desc')
        .limit(page.limit);
      if (page.state !== undefined) query = query.where('deliveries.state', '=', page.state);
      if (page.after !== null) query = query.where('deliveries.id', '<', page.after);
      return (await query.execute()).map(toDelivery);
    },

    /** Removes what is old or too much, and messages that nobody waits for any more. */
    async sweep(): Promise<void> {
      await sql`delete from webhooks.deliveries where id in (
        select id from (
          select id, state, created_at, row_number() over (partition by webhook_id order by id desc) as place
          from webhooks.deliveries) as numbered
        where state <> 'waiting' and (place > ${KEPT_DELIVERIES} or created_at < now() - ${KEPT})
        limit ${SWEPT_AT_ONCE})`.execute(db);
      await sql`delete from webhooks.messages where id in (
        select id from webhooks.messages where created_at < now() - interval '1 day'
          and not exists (select 1 from webhooks.deliveries where message_id = messages.id)
        limit ${SWEPT_AT_ONCE})`.execute(db);
    },
  };
}

function toWebhook(row: Pick<Selectable<WebhooksTable>, (typeof webhookColumns)[number]>): Webhook {
  return {
    id: row.id,
    revision: row.revision,
    url: row.url,
    description: row.description,
    types: row.types,
    isEnabled: row.is_enabled,
    disabledReason: row.disabled_reason,
    failingSince: row.failing_since?.getTime() ?? null,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}

function toDelivery(
  row: Selectable<Tables['deliveries']> & { readonly type: string; readonly subject: string },
): Delivery {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    messageId: row.message_id,
    type: row.type,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    lastStatus: row.last_status,
    lastError: row.last_error,
    excerpt: row.excerpt,
    lastAttemptAt: row.last_attempt_at?.getTime() ?? null,
    createdAt: row.created_at.getTime(),
  };
}
