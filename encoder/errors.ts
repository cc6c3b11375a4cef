// The encoder's errors: shaped like every other error of the platform, which the encoder itself may not import.

/** The kinds an encoder error can have: a subset of the platform's. */
export type EncoderErrorKind =
  | 'invalid'
  | 'unsupported'
  | 'unavailable'
  | 'timeout'
  | 'cancelled'
  | 'internal';

/** Every code the pool itself raises. An encoder process reports further codes of its own. */
export const encoderErrors = {
  'encoder-busy': { kind: 'unavailable', title: 'The encoder has more work than it can do in time' },
  'encoder-preempted': { kind: 'unavailable', title: 'A viewer needed the encoder process' },
  'encoder-closed': { kind: 'unavailable', title: 'The encoder is shutting down' },
  'encoder-unavailable': { kind: 'unavailable', title: 'No encoder process can be started' },
  'encoder-cancelled': { kind: 'cancelled', title: 'The encoding was cancelled' },
  'encoder-deadline': { kind: 'timeout', title: 'The encoding took too long' },
  'encoder-killed': { kind: 'unavailable', title: 'Something outside ended the encoder process' },
  'encoder-memory': { kind: 'internal', title: 'The encoding needed too much memory' },
  'encoder-crashed': { kind: 'internal', title: 'The encoder process crashed' },
  'encoder-protocol': { kind: 'internal', title: 'The encoder process sent what it may not send' },
  'encoder-failed': { kind: 'internal', title: 'The encoder process reported an error' },
  'encoder-request-invalid': {
    kind: 'invalid',
    title: 'The encoder was asked for something it cannot be asked',
  },
} as const satisfies Record<string, { kind: EncoderErrorKind; title: string }>;

export type EncoderErrorCode = keyof typeof encoderErrors;

export interface EncoderErrorOptions {
  /** Plain JSON that may reach clients: never paths, never a process's output. */
  readonly details?: Record<string, unknown> | undefined;
  /** What lies underneath, for logs only; a crash's last output stands here. */
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number | undefined;
}

/** Recognised by its shape (`name`, `kind`, `code`) wherever the platform's own errors are. */
export class EncoderError extends Error {
  readonly kind: EncoderErrorKind;
  readonly code: string;
  readonly title: string;
  readonly details?: Record<string, unknown>;
  readonly retryAfterSeconds?: number;

  constructor(
    definition: { readonly code: string; readonly kind: EncoderErrorKind; readonly title: string },
    message: string,
    options: EncoderErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    // The name that the platform recognises its errors by.
    this.name = 'VitascopeError';
    this.kind = definition.kind;
    this.code = definition.code;
    this.title = definition.title;
    if (options.details !== undefined) this.details = options.details;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Makes an error of one of the pool's own codes. It returns, the caller throws. */
export function encoderError(
  code: EncoderErrorCode,
  message: string,
  options?: EncoderErrorOptions,
): EncoderError {
  return new EncoderError({ code, ...encoderErrors[code] }, message, options);
}

const blamedCodes: ReadonlySet<string> = new Set<EncoderErrorCode>([
  'encoder-crashed',
  'encoder-deadline',
  'encoder-memory',
  'encoder-protocol',
]);

/**
 * Whether a failed job killed its process, so that its source is under suspicion. Being refused, cancelled or
 * pre-empted is never the source's fault, and neither is an error that the process reported and survived.
 */
export function killedItsProcess(error: unknown): boolean {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && blamedCodes.has(code);
}
