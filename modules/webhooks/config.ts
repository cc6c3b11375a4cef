// The part of the configuration that is about webhooks.
import { z } from 'zod';

export const webhooksConfig = z.object({
  allowHttp: z
    .boolean()
    .default(false)
    .describe('Whether webhooks may go to `http://` addresses, where anybody on the way can read them.'),
  privateHosts: z
    .string()
    .default('')
    .describe(
      'Hosts in your own network that webhooks may reach, separated by commas, as they are written in the address. Others must have public addresses.',
    ),
});

export type WebhooksConfig = z.output<typeof webhooksConfig>;
