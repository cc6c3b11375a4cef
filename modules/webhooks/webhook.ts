// A webhook and its deliveries, as the module speaks of them.

export interface Webhook {
  readonly id: string;
  /** One more with each edit. */
  readonly revision: number;
  readonly url: string;
  readonly description: string;
  /** Patterns: `*`, `vitascope.title.*`, `vitascope.title.created`. */
  readonly types: readonly string[];
  readonly isEnabled: boolean;
  /** Why it was disabled by us; null where it was not. */
  readonly disabledReason: string | null;
  /** Epoch milliseconds, as the others: the first failure since the last success. */
  readonly failingSince: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type WebhookWish = Pick<Webhook, 'url' | 'description' | 'types' | 'isEnabled'>;

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One event on its way to one webhook. `failed`: given up, until somebody has it delivered again. */
export interface Delivery {
  readonly id: string;
  readonly webhookId: string;
  readonly messageId: string;
  readonly type: string;
  readonly subject: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  /** The beginning of the last answer. */
  readonly excerpt: string | null;
  readonly lastAttemptAt: number | null;
  readonly createdAt: number;
}

export interface Outcome {
  readonly isTaken: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly excerpt: string | null;
}
