// What one process does: everything on one machine, or its part of a cluster.

export interface Roles {
  /** The HTTP API, uploads and the page. */
  readonly api: boolean;
  /** Manifests and segments, made on demand. */
  readonly origin: boolean;
  /** Examining and filling. */
  readonly worker: boolean;
}

/** Reads `all` or a list of roles separated by commas, as the configuration has checked it. */
export function parseRoles(text: string): Roles {
  const names = new Set(text.split(','));
  const has = (name: string): boolean => names.has('all') || names.has(name);
  return { api: has('api'), origin: has('origin'), worker: has('worker') };
}

export function roleNames(roles: Roles): string[] {
  return (['api', 'origin', 'worker'] as const).filter((name) => roles[name]);
}
