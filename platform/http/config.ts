/** The HTTP part of the configuration. */
import { z } from 'zod';

export const httpConfig = z.object({
  bodyLimitBytes: z
    .int()
    .min(1024)
    .default(1_048_576)
    .describe('Largest body of an API request, in bytes. Uploads are not limited by it.'),
  trustProxy: z
    .union([z.boolean(), z.string()])
    .default(false)
    .describe(
      'Whose `X-Forwarded-*` headers to believe: `false`, `true` (anybody), or addresses and networks separated by commas.',
    ),
  maxConnections: z
    .int()
    .min(16)
    .default(10_000)
    .describe('Connections that one process accepts at the same time.'),
  maxRunningRequests: z
    .int()
    .min(1)
    .default(8)
    .describe(
      'Requests of the API that one process works on at the same time, and as many again that send large bodies. Media is not counted.',
    ),
  maxWaitingRequests: z
    .int()
    .min(0)
    .default(64)
    .describe('Requests of the API that wait for their turn; the others are told to come back (503).'),
  maxWaitMs: z.int().min(0).default(500).describe('Longest wait of a request of the API for its turn.'),
  actorRequestsPerMinute: z
    .int()
    .min(0)
    .default(30_000)
    .describe('Requests a minute of one account, API key or the owner key; 0 for no limit.'),
  addressRequestsPerMinute: z
    .int()
    .min(0)
    .default(3_000)
    .describe('Requests a minute of one address from which nobody is signed in; 0 for no limit.'),
  drainSeconds: z
    .number()
    .min(0)
    .default(20)
    .describe('When stopping: how long requests in flight may take before they are cut off.'),
});

export type HttpConfig = z.infer<typeof httpConfig>;
