/** The server as this command knows it, loaded only when it is asked for: it takes a while and much memory. */

/** What was said on the command line; everything else the server takes from the environment and its own defaults. */
export interface ServerOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `all`, or a list of roles separated by commas. */
  readonly role?: string;
  readonly port?: number;
  readonly dataDir?: string;
  /** Stops the start. */
  readonly signal?: AbortSignal;
}

export interface DoctorCheck {
  readonly name: string;
  /** Null: could not be checked, and why is in the detail. */
  readonly ok: boolean | null;
  readonly detail: string;
  readonly remedy?: string;
}

export interface ServerModule {
  /** Resolves when the server is ready; it has printed where to go. */
  startServer(options: ServerOptions): Promise<{ url: string; close(): Promise<void> }>;
  runDoctor(options: ServerOptions): AsyncIterable<DoctorCheck>;
}

export async function loadServer(): Promise<ServerModule> {
  return await import('@vitascope/server');
}
