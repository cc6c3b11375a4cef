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
  drainSeconds: z
    .number()
    .min(0)
    .default(20)
    .describe('When stopping: how long requests in flight may take before they are cut off.'),
});

export type HttpConfig = z.infer<typeof httpConfig>;
