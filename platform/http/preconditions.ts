/** Conditional edits: who changes something says which version of it they have seen (rfc9110 §13.1.1). */
import { httpError } from './problem.ts';

/** The strong entity tag of a revision. */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}

/**
 * What `If-Match` demands, as a function that throws `precondition-failed` for every other revision.
 * @throws `precondition-required` without the header (rfc6585 §3), `invalid-request` where it is not a list of tags
 */
export function requireIfMatch(header: string | undefined): (revision: number) => void {
  if (header === undefined || header.trim() === '')
    throw httpError(
      'precondition-required',
      'Send If-Match with the ETag of the version that you have read.',
    );
  const value = header.trim();
  if (value === '*') return () => {};
  if (!/^(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*$/.test(value))
    throw httpError('invalid-request', 'If-Match is not a list of entity tags such as "7".');
  // Weak tags never match here: rfc9110 §13.1.1 demands the strong comparison.
  const accepted = value.split(/\s*,\s*/);
  return (revision) => {
    if (accepted.includes(revisionTag(revision))) return;
    throw httpError(
      'precondition-failed',
      `It is at version ${revisionTag(revision)} by now, not ${value.slice(0, 100)}. Read it again and repeat the change on that.`,
      { details: { etag: revisionTag(revision) } },
    );
  };
}
