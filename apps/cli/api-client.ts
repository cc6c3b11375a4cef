/** Speaks the public API: requests with the owner key, answers checked for shape, failures in words. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { CliConfig } from './config.ts';
import { cliError, ServerRefusal } from './errors.ts';

const assetSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['examining', 'playable', 'complete', 'rejected', 'failed', 'cancelled']),
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  sizeBytes: z.number(),
  durationMs: z.number().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  progress: z.number(),
  renditions: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      kind: z.enum(['video', 'audio']),
      width: z.number().nullish(),
      height: z.number().nullish(),
      channels: z.number().nullish(),
      copied: z.boolean(),
      segments: z.number(),
      ready: z.number(),
      sizeBytes: z.number(),
      state: z.enum(['waiting', 'making', 'complete', 'failed', 'cancelled']),
    }),
  ),
});
const listSchema = z.object({ items: z.array(assetSchema), nextCursor: z.string().nullable() });
const mailHeadSchema = z.object({
  id: z.string(),
  recipient: z.string(),
  subject: z.string(),
  createdAt: z.string(),
  refusal: z.string().nullable(),
});
const mailSchema = mailHeadSchema.extend({ body: z.string() });
const mailListSchema = z.object({ items: z.array(mailHeadSchema), nextCursor: z.string().nullable() });
const playbackSchema = z.object({ hlsUrl: z.string(), dashUrl: z.string(), watchUrl: z.string() });
const problemSchema = z.object({
  code: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  traceId: z.string().optional(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export type Asset = z.infer<typeof assetSchema>;
export type AssetList = z.infer<typeof listSchema>;
export type Mail = z.infer<typeof mailSchema>;
export type MailList = z.infer<typeof mailListSchema>;
export type Playback = z.infer<typeof playbackSchema>;

/** Longer than the longest wait that is asked of the server, so that a dead connection is noticed. */
const answerTimeoutMs = 60_000;
const longPollSeconds = 25;

export interface ApiClient {
  readonly serverUrl: string;
  readonly ownerKey: string;
  /** Fails early, in words, when the server is not there or does not know the key. */
  check(): Promise<void>;
  listAssets(page: { cursor: string | null; limit: number }): Promise<AssetList>;
  showAsset(id: string): Promise<Asset>;
  /** Waits on the server until the state is reached, is final, or some 25 s have passed; then the asset as it is. */
  waitForAsset(id: string, state: 'playable' | 'complete', signal: AbortSignal): Promise<Asset>;
  playback(id: string): Promise<Playback>;
  cancelAsset(id: string): Promise<void>;
  redriveAsset(id: string, rendition: string | null): Promise<void>;
  deleteAsset(id: string): Promise<void>;
  /** What the server would have mailed if it had a mail server, and what that one did not take, newest first. */
  listMails(page: { limit: number }): Promise<MailList>;
  showMail(id: string): Promise<Mail>;
}

/** Reads the owner key and returns the client; throws `owner-key-missing` when there is none. */
export async function connect(config: CliConfig): Promise<ApiClient> {
  const { serverUrl } = config;
  const ownerKey = config.ownerKey ?? (await readOwnerKey(config));
  const ask = (
    method: string,
    path: string,
    more: { body?: unknown; signal?: AbortSignal } = {},
  ): Promise<unknown> => request(`${serverUrl}/api/v1${path}`, { method, ownerKey, ...more });
  const one = (id: string): string => `/assets/${encodeURIComponent(id)}`;
  return {
    serverUrl,
    ownerKey,
    check: async () => void (await ask('GET', '/system')),
    listAssets: async ({ cursor, limit }) => {
      const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
      return read(listSchema, await ask('GET', `/assets?${query}`));
    },
    showAsset: async (id) => read(assetSchema, await ask('GET', one(id))),
    waitForAsset: async (id, state, signal) =>
      read(
        assetSchema,
        await ask('GET', `${one(id)}?wait=${state}&timeoutSeconds=${longPollSeconds}`, { signal }),
      ),
    playback: async (id) => read(playbackSchema, await ask('POST', `${one(id)}/playback`, { body: {} })),
    cancelAsset: async (id) => void (await ask('POST', `${one(id)}/cancel`, { body: {} })),
    redriveAsset: async (id, rendition) =>
      void (await ask('POST', `${one(id)}/redrive`, { body: rendition === null ? {} : { rendition } })),
    deleteAsset: async (id) => void (await ask('DELETE', one(id))),
    listMails: async ({ limit }) => read(mailListSchema, await ask('GET', `/mail?limit=${limit}`)),
    showMail: async (id) => read(mailSchema, await ask('GET', `/mail/${encodeURIComponent(id)}`)),
  };
}

async function readOwnerKey(config: CliConfig): Promise<string> {
  try {
    const key = (await readFile(config.ownerKeyPath, 'utf8')).trim();
    if (key !== '') return key;
  } catch (error) {
    if (isCode(error, 'EACCES')) {
      throw cliError(
        'owner-key-missing',
        `${config.ownerKeyPath} holds the owner key and may not be read by you. Run this as the user who runs the server, or set VITASCOPE_OWNER_KEY.`,
        { cause: error },
      );
    }
  }
  throw cliError(
    'owner-key-missing',
    `There is no owner key in ${config.ownerKeyPath}. The server makes it at its first start ("npm start"). If its data is elsewhere, set VITASCOPE_DATA_DIR; if the server is on another machine, set VITASCOPE_OWNER_KEY.`,
  );
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

async function request(
  url: string,
  options: { method: string; ownerKey: string; body?: unknown; signal?: AbortSignal },
): Promise<unknown> {
  const { method, ownerKey, body, signal } = options;
  const timeout = AbortSignal.timeout(answerTimeoutMs);
  const headers: Record<string, string> = { authorization: `Bearer ${ownerKey}`, accept: 'application/json' };
  if (method === 'POST') headers['idempotency-key'] = randomUUID();
  if (body !== undefined) headers['content-type'] = 'application/json';
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    if (signal?.aborted === true) throw cliError('command-stopped', 'Stopped.');
    throw unreachable(url, error);
  }
  if (status >= 400) throw refusal({ status, body: text, url });
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw notOurs(url, `a page that is not JSON (HTTP ${status})`);
  }
}

/** An error for a server that cannot be spoken to; says how to start it where it should be on this machine. */
export function unreachable(url: string, cause: unknown): Error {
  const { origin, hostname } = new URL(url);
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  const remedy = local ? 'Start it with npm start' : 'Check that it runs and that this machine reaches it';
  return cliError(
    'server-unreachable',
    `No Vitascope server answers at ${origin}. ${remedy}, or set VITASCOPE_URL.`,
    {
      cause,
    },
  );
}

/** An error for an answer of 400 or more: the server's own words where it gave some (RFC 9457). */
export function refusal(answer: { status: number; body: string; url: string }): Error {
  if (answer.status === 401) {
    return cliError(
      'owner-key-refused',
      `The server at ${new URL(answer.url).origin} does not accept this owner key. Is VITASCOPE_DATA_DIR (or VITASCOPE_OWNER_KEY) the one of that server?`,
    );
  }
  let problem: z.infer<typeof problemSchema> | undefined;
  try {
    problem = problemSchema.safeParse(JSON.parse(answer.body)).data;
  } catch {
    // Not ours: a proxy's page, for example.
  }
  if (problem?.code === undefined) return notOurs(answer.url, `HTTP ${answer.status}`);
  return new ServerRefusal({
    code: problem.code,
    message: messageOf(problem) ?? `HTTP ${answer.status}`,
    status: answer.status,
    traceId: problem.traceId ?? null,
  });
}

/** What was wrong with each field says more than that something was. */
function messageOf({ fields = [], detail, title }: z.infer<typeof problemSchema>): string | undefined {
  if (fields.length === 0) return detail ?? title;
  return `The server refused this: ${fields.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`;
}

function notOurs(url: string, what: string): Error {
  return cliError(
    'server-answer-invalid',
    `${new URL(url).origin} answered ${what} where Vitascope's API was expected. Is something else running there?`,
  );
}

function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw cliError(
    'server-answer-invalid',
    `The server's answer is not what this version of the command expects: ${z.prettifyError(result.error)}. Are both of the same version?`,
  );
}
