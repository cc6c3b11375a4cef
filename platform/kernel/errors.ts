/** One error class with a closed set of kinds, and the process-wide registry of the codes that use it. */

/** What went wrong, in the only terms a caller (or the HTTP layer) may branch on besides `code`. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported'
  | 'rate-limited'
  | 'unavailable'
  | 'out-of-space'
  | 'timeout'
  | 'cancelled'
  | 'internal';

export interface ErrorOptions {
  /** Plain JSON values that help the caller; they reach clients, so never secrets or file paths. */
  readonly details?: Record<string, unknown> | undefined;
  /** The error underneath; logged, never sent to clients. */
  readonly cause?: unknown;
  /** When asking again may work, in seconds. */
  readonly retryAfterSeconds?: number | undefined;
}

/** What a registry says about one code. */
export interface ErrorDefinition {
  readonly kind: ErrorKind;
  /** One line that is true of every error with this code; the `title` of RFC 9457. */
  readonly title: string;
}

/**
 * Every error that Vitascope itself throws. Recognise it with {@link isVitascopeError}, not with `instanceof`: an
 * error may come from another copy of this file, another realm or another process.
 */
export class VitascopeError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly title: string;
  readonly details?: Record<string, unknown>;
  readonly retryAfterSeconds?: number;

  constructor(
    definition: ErrorDefinition & { readonly code: string },
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'VitascopeError';
    this.kind = definition.kind;
    this.code = definition.code;
    this.title = definition.title;
    if (options.details !== undefined) this.details = options.details;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Whether a caught value is a {@link VitascopeError}, judged by its shape. With `code`, only that code. */
export function isVitascopeError(error: unknown, code?: string): error is VitascopeError {
  if (!(typeof error === 'object' && error !== null)) return false;
  const candidate = error as Partial<Record<keyof VitascopeError, unknown>>;
  if (candidate.name !== 'VitascopeError') return false;
  if (typeof candidate.kind !== 'string' || typeof candidate.code !== 'string') return false;
  return code === undefined || candidate.code === code;
}

/** A code with its definition, as the reference page lists it. */
export interface ListedError extends ErrorDefinition {
  readonly code: string;
}

/** Makes errors of one registry: `fail('asset-not-found', 'No asset as_… .')`. It returns, the caller throws. */
export interface ErrorFactory<T extends Record<string, ErrorDefinition>> {
  (code: keyof T & string, message: string, options?: ErrorOptions): VitascopeError;
  readonly registry: T;
}

const codePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const allErrors = new Map<string, ListedError>();

/**
 * Registers a module's codes (kebab-case, unique in the process) and returns the function that makes its errors.
 * Defining the same code again with another kind or title is a programming error and throws a `TypeError`.
 */
export function defineErrors<const T extends Record<string, ErrorDefinition>>(registry: T): ErrorFactory<T> {
  for (const [code, { kind, title }] of Object.entries(registry)) {
    if (!codePattern.test(code)) throw new TypeError(`Error code "${code}" is not kebab-case.`);
    const known = allErrors.get(code);
    if (known !== undefined && (known.kind !== kind || known.title !== title)) {
      throw new TypeError(`Error code "${code}" is already defined as "${known.title}" (${known.kind}).`);
    }
    allErrors.set(code, { code, kind, title });
  }
  const make = (code: keyof T & string, message: string, options?: ErrorOptions): VitascopeError => {
    const definition = registry[code];
    if (definition === undefined) throw new TypeError(`Error code "${code}" is not in this registry.`);
    return new VitascopeError({ code, kind: definition.kind, title: definition.title }, message, options);
  };
  return Object.assign(make, { registry });
}

/** Every code defined so far in this process, sorted; what `docs/reference/errors.md` is made from. */
export function listErrors(): readonly ListedError[] {
  return [...allErrors.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}
