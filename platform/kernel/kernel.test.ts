/** Errors, ids and the semaphore. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createSemaphore,
  defineErrors,
  isId,
  isVitascopeError,
  listErrors,
  newId,
  timeOfId,
} from './index.ts';

describe('errors', () => {
  const fail = defineErrors({
    'kernel-test-missing': { kind: 'not-found', title: 'The thing is not there' },
    'kernel-test-full': { kind: 'out-of-space', title: 'No room' },
  });

  it('carries kind, code, title, details, cause and retry time', () => {
    const cause = new Error('underneath');
    const error = fail('kernel-test-full', 'The disk has 3 bytes left.', {
      details: { freeBytes: 3 },
      cause,
      retryAfterSeconds: 30,
    });
    assert.equal(error.kind, 'out-of-space');
    assert.equal(error.code, 'kernel-test-full');
    assert.equal(error.title, 'No room');
    assert.deepEqual(error.details, { freeBytes: 3 });
    assert.equal(error.cause, cause);
    assert.equal(error.retryAfterSeconds, 30);
  });

  it('is recognised by shape, also when it comes from another copy of the class', () => {
    const foreign = Object.assign(new Error('x'), { name: 'VitascopeError', kind: 'gone', code: 'old' });
    assert.ok(isVitascopeError(foreign));
    assert.ok(isVitascopeError(foreign, 'old'));
    assert.ok(!isVitascopeError(foreign, 'new'));
    assert.ok(!isVitascopeError(new Error('x')));
    assert.ok(!isVitascopeError(null));
    assert.ok(!isVitascopeError('VitascopeError'));
  });

  it('lists every defined code for the reference', () => {
    const mine = listErrors().filter((entry) => entry.code.startsWith('kernel-test-'));
    assert.deepEqual(
      mine.map((entry) => entry.code),
      ['kernel-test-full', 'kernel-test-missing'],
    );
  });

  it('refuses a code that means something else already, or is not kebab-case', () => {
    assert.throws(
      () => defineErrors({ 'kernel-test-full': { kind: 'gone', title: 'Other' } }),
      /already defined/,
    );
    assert.throws(() => defineErrors({ Kernel_Test: { kind: 'gone', title: 'Other' } }), /kebab-case/);
  });
});

describe('ids', () => {
  it('are prefixed, lower-case Crockford base32, and never repeat', () => {
    const ids = new Set(Array.from({ length: 5000 }, () => newId('as')));
    assert.equal(ids.size, 5000);
    for (const id of ids) assert.match(id, /^as_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('hold their time of creation and use all random bits', () => {
    const before = Date.now();
    const id = newId('x');
    const after = Date.now();
    const digits = '0123456789abcdefghjkmnpqrstvwxyz';
    let time = 0;
    for (const character of id.slice(2, 12)) time = time * 32 + digits.indexOf(character);
    assert.ok(time >= before && time <= after);
    const seen = Array.from({ length: 16 }, () => new Set<string>());
    for (let i = 0; i < 2000; i++)
      for (const [at, c] of [...newId('x').slice(12)].entries()) seen[at]?.add(c);
    for (const characters of seen) assert.equal(characters.size, 32);
  });

  it('are checked by form', () => {
    assert.ok(isId('as', newId('as')));
    assert.ok(!isId('as', newId('up')));
    const before = Date.now();
    const time = timeOfId(newId('as'));
    assert.ok(time >= before && time <= Date.now(), `${time} is not between ${before} and now`);
    assert.ok(!isId('as', 'as_../../etc/passwd'));
    assert.throws(() => newId('A'), TypeError);
  });
});

describe('semaphore', () => {
  it('runs at most its limit at once, in order, and refuses past its queue', async () => {
    const semaphore = createSemaphore({ limit: 2, queueLimit: 1 });
    const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
    const started: number[] = [];
    const runs = gates.map((gate, i) =>
      semaphore.run(() => {
        started.push(i);
        return gate.promise;
      }),
    );
    await assert.rejects(
      semaphore.run(async () => {}),
      (error) => isVitascopeError(error, 'too-busy') && error.retryAfterSeconds === 1,
    );
    assert.deepEqual([semaphore.running, semaphore.waiting, started], [2, 1, [0, 1]]);
    gates[0]?.resolve();
    await runs[0];
    gates[1]?.resolve();
    gates[2]?.resolve();
    await Promise.all(runs);
    assert.deepEqual([semaphore.running, semaphore.waiting, started], [0, 0, [0, 1, 2]]);
  });

  it('frees its place when work fails, and its queue place when a waiter gives up', async () => {
    const semaphore = createSemaphore({ limit: 1, queueLimit: 1 });
    const gate = Promise.withResolvers<void>();
    const first = semaphore.run(() => gate.promise);
    const controller = new AbortController();
    const second = semaphore.run(async () => {}, controller.signal);
    controller.abort();
    await assert.rejects(second, (error) => isVitascopeError(error, 'wait-cancelled'));
    gate.reject(new Error('work failed'));
    await assert.rejects(first, /work failed/);
    assert.equal(await semaphore.run(async () => 'free'), 'free');
  });
});
