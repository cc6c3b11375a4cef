/** Text that no database can hold does not get past the door: whatever route it is meant for, it is refused in words. */
import type { HttpApp } from './app.ts';
import { httpError } from './problem.ts';

/**
 * PostgreSQL stores no U+0000, and UTF-8 has no surrogate without its other half; JSON and addresses can carry both. They
 * would come back as an internal error from wherever they happen to be used first.
 */
export function refuseUnstorableText(app: HttpApp): void {
  app.addHook('preValidation', async (request) => {
    for (const [part, value] of [
      ['params', request.params],
      ['querystring', request.query],
      ['body', request.body],
    ] as const)
      if (!isStorable(value))
        throw httpError(
          'invalid-request',
          `The ${part} has text with U+0000, or with half of a surrogate pair, which cannot be stored. Leave it out.`,
        );
  });
}

const isStorableText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** Looks at every text of a JSON value, names of fields included. Without recursion: a body may be nested very deeply. */
export function isStorable(value: unknown): boolean {
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === 'string') {
      if (!isStorableText(next)) return false;
    } else if (Array.isArray(next)) {
      for (const item of next) pending.push(item);
    } else if (isPlain(next)) {
      for (const [name, inner] of Object.entries(next)) {
        if (!isStorableText(name)) return false;
        pending.push(inner);
      }
    }
  }
  return true;
}

/** Buffers and streams are bodies that a route reads by itself. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Parameters and queries have an empty prototype of their own.
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}
