// What can go wrong with webhooks, by code.
import { defineErrors } from '@vitascope/platform/kernel';

export const webhookError = defineErrors({
  'webhook-not-found': { kind: 'not-found', title: 'There is no such webhook' },
  'webhook-delivery-not-found': { kind: 'not-found', title: 'The webhook has no such delivery' },
  'webhook-url-refused': { kind: 'invalid', title: 'Webhooks may not go to this address' },
  'webhook-disabled': { kind: 'conflict', title: 'The webhook is disabled' },
  'too-many-webhooks': { kind: 'conflict', title: 'There are as many webhooks as there may be' },
  'webhook-address-refused': {
    kind: 'forbidden',
    title: 'The host of the webhook is not on the public internet',
  },
  'webhook-unreachable': { kind: 'unavailable', title: 'The server of the webhook did not take the event' },
});
