// The server's configuration: one schema composed from the parts, read from the environment in one place.
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { accountsConfig, mailConfig, oidcConfig } from '@vitascope/identity';
import { loadConfig, secret } from '@vitascope/platform/config';
import { httpConfig } from '@vitascope/platform/http';
import { telemetryConfig } from '@vitascope/platform/telemetry';
import { embedConfig, geoConfig, playbackConfig } from '@vitascope/playback';
import { webhooksConfig } from '@vitascope/webhooks';
import { z } from 'zod';

const GIB = 1024 ** 3;
/** What a header can carry, and nobody guesses. `va_` begins the keys that are made for programs. */
const OWNER_KEY = /^(?!va_)[\x21-\x7e]{20,200}$/;

const s3Config = z.object({
  bucket: z.string().optional().describe('Bucket for all objects. Without it they lie in the data folder.'),
  endpoint: z.url().optional().describe('Address of an S3-compatible store; AWS itself without it.'),
  region: z.string().default('us-east-1').describe('Region of the bucket.'),
  prefix: z.string().optional().describe('Put before every key, for example `vitascope/`.'),
  accessKeyId: secret().optional().describe('Access key; the usual AWS sources without it.'),
  secretAccessKey: secret().optional().describe('Secret of the access key.'),
  forcePathStyle: z
    .boolean()
    .default(false)
    .describe('Whether the bucket stands in the path (most self-hosted stores).'),
});

const encoderConfig = z.object({
  interactiveProcesses: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('Encoder processes for what viewers wait for; one for each core without it.'),
  fillProcesses: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('Encoder processes for the background fill, at low priority; one for each core without it.'),
  memoryCapBytes: z
    .int()
    .min(256 * 1024 ** 2)
    .default(3 * GIB)
    .describe('Memory at which an encoder process is ended.'),
  maxWaitMs: z
    .int()
    .min(100)
    .default(12_000)
    .describe('Longest wait for a segment that is promised; beyond it viewers are told to try again.'),
  preset: z
    .enum(['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow'])
    .default('veryfast')
    .describe("x264's balance of speed and size for every encoded rendition."),
  maxHeight: z.int().min(240).max(1080).default(1080).describe('Highest encoded rendition.'),
});

const serviceConfig = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .default('Vitascope')
    .describe('What viewers know the service as: in the apps, and where other sites embed it.'),
});

export const configSchema = z.object({
  dataDir: z
    .string()
    .min(1)
    .default('./data')
    .describe('Folder for everything that Vitascope keeps on this machine.'),
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on; `0.0.0.0` for every network.'),
  port: z.int().min(0).max(65_535).default(8080).describe('Port to listen on; 0 takes a free one.'),
  publicUrl: z
    .url()
    .optional()
    .describe('Address under which viewers reach this server, for links; taken from the request without it.'),
  service: serviceConfig,
  role: z
    .string()
    .regex(/^(all|(api|origin|worker)(,(api|origin|worker))*)$/, 'is `all`, or some of `api,origin,worker`')
    .default('all')
    .describe('What this process does: `all`, or some of `api`, `origin` and `worker`.'),
  ownerKey: secret()
    .refine(
      (key) => OWNER_KEY.test(key.reveal()),
      'has to be 20 to 200 letters, digits or signs of ASCII without spaces, and not begin with `va_`; `openssl rand -hex 24` makes one.',
    )
    .optional()
    .describe('API key of the owner; made at first start and kept in the data folder without it.'),
  playbackHours: z.number().min(0.001).max(744).default(12).describe('How long playback URLs work.'),
  maxUploadBytes: z
    .int()
    .min(1)
    .default(512 * GIB)
    .describe('Largest upload.'),
  uploadExpiryHours: z.number().min(0.1).default(72).describe('How long an unfinished upload is kept.'),
  trashDays: z
    .number()
    .min(0)
    .max(3650)
    .default(7)
    .describe('How long deleted assets can be restored; then they go for good, within an hour.'),
  reserveBytes: z
    .int()
    .min(0)
    .default(512 * 1024 ** 2)
    .describe(
      'Room on the volume of the data folder that uploads and segments leave free, for the database.',
    ),
  hotCacheBytes: z
    .int()
    .min(0)
    .default(256 * 1024 ** 2)
    .describe('Memory for segments that are asked for often.'),
  database: z.object({
    url: secret().optional().describe('`postgresql://…` of the database; the embedded one without it.'),
    poolSize: z.int().min(2).max(200).default(12).describe('Connections of this process at most.'),
    waitSeconds: z
      .int()
      .min(0)
      .max(3600)
      .default(60)
      .describe('How long a start waits for a database that does not answer, before it ends with an error.'),
  }),
  s3: s3Config,
  encoder: encoderConfig,
  accounts: accountsConfig,
  oidc: oidcConfig,
  mail: mailConfig,
  webhooks: webhooksConfig,
  playback: playbackConfig,
  geo: geoConfig,
  embed: embedConfig,
  http: httpConfig,
  telemetry: telemetryConfig,
});

export type Config = z.output<typeof configSchema>;

/** What may be said on the command line, stronger than everything else. */
export interface Overrides {
  readonly role?: string | undefined;
  readonly port?: number | undefined;
  readonly dataDir?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws `config-invalid` with a line for every mistake */
export async function readConfig(environment: Environment, overrides: Overrides = {}): Promise<Config> {
  const env = {
    ...environment,
    ...(overrides.role === undefined ? {} : { VITASCOPE_ROLE: overrides.role }),
    ...(overrides.port === undefined ? {} : { VITASCOPE_PORT: String(overrides.port) }),
    ...(overrides.dataDir === undefined ? {} : { VITASCOPE_DATA_DIR: overrides.dataDir }),
  };
  const config = await loadConfig(configSchema, {
    env,
    file: 'vitascope.yaml',
    otherVariables: ['VITASCOPE_URL', 'VITASCOPE_TEST_PG_URL'],
  });
  return { ...config, dataDir: resolve(config.dataDir) };
}

/** Where things lie in the data folder. */
export function dataPaths(config: Pick<Config, 'dataDir'>) {
  return {
    database: join(config.dataDir, 'database'),
    objects: join(config.dataDir, 'objects'),
    ownerKey: join(config.dataDir, 'owner.key'),
    audit: join(config.dataDir, 'audit'),
  };
}

/** How many encoder processes there are of each kind: one a core unless the operator says otherwise. */
export function encoderProcesses(config: Config): { interactive: number; fill: number } {
  const cores = availableParallelism();
  return {
    interactive: config.encoder.interactiveProcesses ?? cores,
    fill: config.encoder.fillProcesses ?? cores,
  };
}
