// One attempt at one delivery: sign, send, and write down what came of it.
import { type Clock, isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import { webhookError } from './errors.ts';
import { cloudEvent } from './event-types.ts';
import type { SafePost } from './safe-post.ts';
import { signatureHeaders } from './signature.ts';
import type { WebhookStore } from './store.ts';
import type { Outcome } from './webhook.ts';

const MOST_ERROR = 300;

/** Returns what a job does. It throws where it has to be tried again. */
export function createDelivering(deps: {
  readonly store: WebhookStore;
  readonly safePost: SafePost;
  readonly source: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
}) {
  const { store, safePost, clock, logger } = deps;

  async function attempt(
    url: string,
    signed: Parameters<typeof signatureHeaders>,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const [{ body }] = signed;
    try {
      const { status, excerpt } = await safePost.post({
        url,
        body,
        signal,
        headers: {
          'content-type': 'application/cloudevents+json; charset=utf-8',
          'user-agent': 'Vitascope-Webhooks/1',
          ...signatureHeaders(...signed),
        },
      });
      const isTaken = status >= 200 && status < 300;
      return { isTaken, status, error: isTaken ? null : `It answered ${status}.`, excerpt };
    } catch (error) {
      const message = isVitascopeError(error) ? error.message : 'It could not be sent.';
      return { isTaken: false, status: null, error: message.slice(0, MOST_ERROR), excerpt: null };
    }
  }

  return async (deliveryId: string, signal: AbortSignal): Promise<void> => {
    const delivery = await store.load(deliveryId);
    // Deleted meanwhile, or delivered by a worker that died before it could say so to the queue.
    if (delivery === null || delivery.state !== 'waiting') return;
    if (!delivery.isEnabled) return store.giveUp(deliveryId, 'The webhook was disabled.');
    const signed = {
      id: delivery.message.id,
      timestamp: Math.floor(clock.now() / 1000),
      body: cloudEvent(delivery.message, deps.source()),
    };
    const outcome = await attempt(delivery.url, [signed, delivery.secrets], signal);
    // The process stops, or the webhook's time is over: what is not known is not written down.
    if (!outcome.isTaken && signal.aborted) throw signal.reason;
    await store.recordAttempt(deliveryId, outcome);
    if (await store.countOutcome(delivery.webhookId, outcome)) {
      logger.warn({ webhookId: delivery.webhookId }, 'A webhook was disabled because it takes no events.');
      return store.giveUp(deliveryId, outcome.error);
    }
    if (!outcome.isTaken) throw webhookError('webhook-unreachable', outcome.error ?? 'It took no event.');
  };
}
