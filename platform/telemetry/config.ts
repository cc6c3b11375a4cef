/** The telemetry part of the configuration. */
import { z } from 'zod';

export const telemetryConfig = z.object({
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severity that is logged.'),
  logFormat: z
    .enum(['auto', 'json', 'text'])
    .default('auto')
    .describe('`auto` writes text to a terminal and JSON to anything else.'),
  otlpEndpoint: z
    .url()
    .optional()
    .describe(
      'Base URL of an OpenTelemetry collector (HTTP), such as http://localhost:4318. Without it no trace is sent.',
    ),
  traceSampleRatio: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Part of new traces that are recorded, 0 to 1.'),
  metricsEnabled: z.boolean().default(true).describe('Whether Prometheus metrics are served.'),
  metricsHost: z.string().min(1).default('127.0.0.1').describe('Address on which metrics are served.'),
  metricsPort: z
    .int()
    .min(0)
    .max(65535)
    .default(9464)
    .describe('Port on which metrics are served; 0 takes a free one.'),
});

export type TelemetryConfig = z.infer<typeof telemetryConfig>;
