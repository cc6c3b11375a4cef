/** What the command takes from its environment. The only place that reads it. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { cliError } from './errors.ts';

/** Where the server is, how to speak to it, and where this command remembers unfinished uploads. */
export interface CliConfig {
  /** Base address without a trailing slash. */
  readonly serverUrl: string;
  /** From `VITASCOPE_OWNER_KEY`; null means: read {@link ownerKeyPath}. */
  readonly ownerKey: string | null;
  readonly ownerKeyPath: string;
  readonly dataDir: string;
  /** Holds a small file for each unfinished upload. */
  readonly stateDir: string;
  /** Handed to the server by `serve` and `doctor`, which read their settings from it; without the client's own. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Only the client knows these; the server would take them for mistyped settings. */
const clientVariables = ['VITASCOPE_URL'];

/** Reads the settings, or throws `setting-invalid` with the variable's name and value. */
export function readConfig(environment: CliConfig['environment'] = process.env): CliConfig {
  const dataDir = resolve(set(environment, 'VITASCOPE_DATA_DIR') ?? 'data');
  const stateHome = set(environment, 'XDG_STATE_HOME') ?? join(homedir(), '.local', 'state');
  return {
    serverUrl: serverUrl(environment),
    ownerKey: set(environment, 'VITASCOPE_OWNER_KEY') ?? null,
    ownerKeyPath: join(dataDir, 'owner.key'),
    dataDir,
    stateDir: join(stateHome, 'vitascope'),
    environment: Object.fromEntries(
      Object.entries(environment).filter(([name]) => !clientVariables.includes(name)),
    ),
  };
}

/** A variable that is set to nothing counts as not set, as container files like to do. */
function set(environment: CliConfig['environment'], name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

function serverUrl(environment: CliConfig['environment']): string {
  const given = set(environment, 'VITASCOPE_URL');
  if (given === undefined) return `http://127.0.0.1:${set(environment, 'VITASCOPE_PORT') ?? '8080'}`;
  const url = URL.parse(given);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw cliError(
      'setting-invalid',
      `VITASCOPE_URL is "${given}", which is not a web address. Set it to something like http://127.0.0.1:8080.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}
