/** A configuration value that shows itself only when asked by name. */
import { inspect } from 'node:util';
import { z } from 'zod';

const hidden = '[redacted]';

export interface Secret {
  /** The value itself. Call it where the value is used, and keep the result nowhere. */
  reveal(): string;
  toJSON(): string;
  toString(): string;
}

/** Wraps a value so that logs, JSON, string templates and `console.log` show `[redacted]` instead of it. */
export function createSecret(value: string): Secret {
  return Object.freeze({
    reveal: () => value,
    toJSON: () => hidden,
    toString: () => hidden,
    [inspect.custom]: () => hidden,
  });
}

/** A zod schema for a secret. It can also be read from the file that `VITASCOPE_…_FILE` names. */
export function secret() {
  return z.string().min(1).transform(createSecret).meta({ secret: true });
}
