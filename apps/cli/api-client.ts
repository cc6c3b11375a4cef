/** Connects to the server with the owner key, and says in words what keeps the two apart. */
import { readFile } from 'node:fs/promises';
import { ApiProblem, type Client, createClient, type RetryPolicy } from '@vitascope/client';
import type { CliConfig } from './config.ts';
import { cliError } from './errors.ts';

/** Longer than the longest wait that is asked of the server, so that a dead connection is noticed. */
const answerTimeoutMs = 60_000;

export interface Connection {
  readonly serverUrl: string;
  readonly ownerKey: string;
  readonly api: Client;
}

/** Reads the owner key and returns the client; throws `owner-key-missing` when there is none. */
export async function connect(config: CliConfig, retry: Partial<RetryPolicy> = {}): Promise<Connection> {
  const { serverUrl } = config;
  const ownerKey = config.ownerKey ?? (await readOwnerKey(config));
  const api = createClient({
    baseUrl: serverUrl,
    authorization: `Bearer ${ownerKey}`,
    timeoutMs: answerTimeoutMs,
    retry,
  });
  return { serverUrl, ownerKey, api };
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

/** What a command threw, with the remedy that only this side knows: where the server should be, and which key it wants. */
export function withRemedy(error: unknown, serverUrl: string): unknown {
  if (!(error instanceof ApiProblem)) return error;
  const { origin, hostname } = new URL(serverUrl);
  if (error.code === 'server-unreachable' || error.code === 'server-timeout') {
    const local = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
    const remedy = local ? 'Start it with npm start' : 'Check that it runs and that this machine reaches it';
    return cliError(
      'server-unreachable',
      `No Vitascope server answers at ${origin}. ${remedy}, or set VITASCOPE_URL.`,
      { cause: error },
    );
  }
  if (error.status === 401) {
    return cliError(
      'owner-key-refused',
      `The server at ${origin} does not accept this owner key. Is VITASCOPE_DATA_DIR (or VITASCOPE_OWNER_KEY) the one of that server?`,
    );
  }
  return error;
}
