import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isVitascopeError } from '../kernel/index.ts';
import { requireIfMatch, revisionTag } from './preconditions.ts';

describe('If-Match', () => {
  for (const [header, revision, code] of [
    [undefined, 7, 'precondition-required'],
    [' ', 7, 'precondition-required'],
    ['7', 7, 'invalid-request'],
    ['"7', 7, 'invalid-request'],
    ['"7" "8"', 7, 'invalid-request'],
    ['"6"', 7, 'precondition-failed'],
    ['W/"7"', 7, 'precondition-failed'],
    ['"77"', 7, 'precondition-failed'],
    ['"7"', 7, null],
    ['"6" , "7"', 7, null],
    ['*', 7, null],
  ] as const) {
    test(`${header} at revision ${revision}: ${code ?? 'goes on'}`, () => {
      const attempt = (): void => requireIfMatch(header)(revision);
      if (code === null) attempt();
      else assert.throws(attempt, (error: unknown) => isVitascopeError(error, code));
    });
  }

  test('a tag of a thousand quotes is read in no time', () => {
    assert.throws(
      () => requireIfMatch(`${'"a",'.repeat(4_000)}x`),
      (error: unknown) => isVitascopeError(error, 'invalid-request'),
    );
  });

  test('the tag is strong', () => assert.equal(revisionTag(7), '"7"'));
});
