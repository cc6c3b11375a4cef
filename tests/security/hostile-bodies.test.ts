// Whatever is sent to whatever route: the answer is a refusal in the server's own words, and the server goes on.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  addressOf,
  exampleOf,
  isEnding,
  type Json,
  type Operation,
  operations,
  resolved,
} from './operations.ts';
import { type PopulatedServer, startPopulatedServer } from './populated-server.ts';

const SIDE_BY_SIDE = 8;

const tooLarge = 'two megabytes of text';

/** JSON that cannot be written as a value: what a parser does with it is the question. */
const rawBodies: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[] = [
  ['nothing', ''],
  ['half an object', '{"a":'],
  ['not JSON', '<xml/>'],
  ['a huge number', '{"number":1e999}'],
  ['a number of many digits', `{"number":${'9'.repeat(5000)}}`],
  ['deep lists', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['deep objects', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ['a byte order mark', '\ufeff{}'],
  ['bytes that are no UTF-8', Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['a prototype', '{"__proto__":{"isAdmin":true,"role":"owner"}}'],
  ['a constructor', '{"constructor":{"prototype":{"isAdmin":true}}}'],
  ['a megabyte of text', JSON.stringify({ name: 'x'.repeat(1_000_000) })],
  [tooLarge, JSON.stringify({ name: 'x'.repeat(2_000_000) })],
  ['a list instead', '[]'],
  ['a text instead', '"x"'],
  ['null instead', 'null'],
];

/** In the place of any value. A raw one stands for itself. */
const hostileValues: readonly string[] = [
  'null',
  '{}',
  '[]',
  '""',
  'true',
  '-1',
  '0.1',
  '1e308',
  '9007199254740993',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"../../../etc/passwd"',
  '"\\u202e\\u2066"',
  '"2026-02-30T25:61:61Z"',
  `"${'y'.repeat(5000)}"`,
  '{"__proto__":{"polluted":true}}',
  '{"toString":1,"hasOwnProperty":null}',
  '[[[[[[[[]]]]]]]]',
  `[${'1,'.repeat(5000)}1]`,
];

const hostileParameters: readonly string[] = [
  '',
  '%00',
  '%ff',
  '%ed%a0%80',
  '-1',
  '1e999',
  '99999999999999999999',
  'NaN',
  '[]',
  '__proto__',
  '%27%3B%20drop%20table%20x%3B--',
  '%5C',
  '%25',
  'a'.repeat(4000),
];

/** One string for each field of the example, with that field's value replaced by the marker. */
function* withMarker(value: unknown, marker: string): Generator<unknown> {
  yield marker;
  if (Array.isArray(value)) {
    for (const inner of withMarker(value[0], marker)) yield [inner];
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value))
      for (const changed of withMarker(inner, marker)) yield { ...value, [name]: changed };
  }
}

const MARKER = '\u{f0000}marker\u{f0000}';

/** Each field of a body replaced by each hostile value, and said twice. */
function* hostileBodies(schema: Json, example: unknown): Generator<string> {
  for (const changed of withMarker(example, MARKER)) {
    if (changed === MARKER) continue;
    const text = JSON.stringify(changed);
    for (const value of hostileValues) yield text.replace(JSON.stringify(MARKER), value);
  }
  const names = Object.keys((resolved(schema)['properties'] ?? {}) as object);
  const whole = JSON.stringify(example);
  for (const name of names) yield whole.replace(/^\{/, `{${JSON.stringify(name)}:0,`);
}

describe('hostile requests', () => {
  let populated: PopulatedServer;
  before(async () => {
    populated = await startPopulatedServer('A film');
  });
  after(() => populated?.close());

  /** Sends them all, a few side by side, and collects what should not have happened. */
  async function sweep(
    sendings: Iterable<readonly [operation: Operation, what: string, target: string, init: RequestInit]>,
  ): Promise<{ sent: number; faults: string[]; statuses: Set<number> }> {
    const faults: string[] = [];
    const statuses = new Set<number>();
    const queue = sendings[Symbol.iterator]();
    let sent = 0;
    const work = async (): Promise<void> => {
      for (let next = queue.next(); next.done !== true; next = queue.next()) {
        const [operation, what, target, init] = next.value;
        sent++;
        const name = `${operation.method} ${operation.path}: ${what.slice(0, 120)}`;
        try {
          const response = await populated.send(operation, target, {
            ...init,
            signal: AbortSignal.timeout(60_000),
          });
          const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
          const text = isStream ? '' : await response.text();
          if (isStream) await response.body?.cancel();
          statuses.add(response.status);
          const isFull = response.status === 503 && response.headers.has('retry-after');
          if (response.status >= 500 && !isFull)
            faults.push(`${name} → ${response.status} ${text.slice(0, 300)}`);
          else if (response.status >= 400 && !text.startsWith('{'))
            faults.push(`${name} → no problem: ${text}`);
        } catch (error) {
          // A body that is too large is refused before all of it has come, and what still comes meets a closed door.
          if (what !== tooLarge) faults.push(`${name} → ${String(error)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    return { sent, faults, statuses };
  }

  async function expectUnharmed(): Promise<void> {
    assert.equal((await populated.server.fetch('/healthz')).status, 200);
    assert.equal(populated.server.child.exitCode, null);
    const printed = populated.server.output();
    assert.doesNotMatch(printed, /uncaught|unhandled/i);
    const errors = printed.split('\n').filter((line) => /"level":"?(error|fatal|50|60)\b/.test(line));
    assert.deepEqual(errors.slice(0, 3), []);
  }

  const inOrder = [...operations.filter((one) => !isEnding(one)), ...operations.filter(isEnding)];

  test('no body makes a route fail', async (context) => {
    const json = { 'content-type': 'application/json' };
    const { sent, faults, statuses } = await sweep(
      (function* () {
        for (const operation of inOrder) {
          const target = addressOf(operation, populated.ids);
          if (operation.method === 'GET') continue;
          for (const [what, body] of rawBodies)
            yield [operation, what, target, { body, headers: json }] as const;
          yield [
            operation,
            'another type',
            target,
            { body: 'a=b', headers: { 'content-type': 'text/plain' } },
          ] as const;
          if (operation.body === null) continue;
          const example = exampleOf(operation.body, { ids: populated.ids });
          for (const body of hostileBodies(operation.body, example))
            yield [operation, body, target, { body, headers: json }] as const;
        }
      })(),
    );
    context.diagnostic(`${sent} requests, answered with ${[...statuses].toSorted().join(', ')}`);
    assert.deepEqual(faults.slice(0, 20), [], `${faults.length} of ${sent}`);
    assert.ok(statuses.has(400), 'Something was refused.');
    await expectUnharmed();
  });

  test('no parameter makes a route fail', async (context) => {
    await populated.signIn();
    const { sent, faults } = await sweep(
      (function* () {
        for (const operation of inOrder) {
          const init =
            operation.body === null ? {} : { body: '{}', headers: { 'content-type': 'application/json' } };
          const target = addressOf(operation, populated.ids);
          for (const value of hostileParameters) {
            const hostile = operation.path.replaceAll(/\{\w+\}/g, value === '' ? '%20' : value);
            if (hostile !== operation.path) yield [operation, hostile, hostile, init] as const;
            const join = target.includes('?') ? '&' : '?';
            for (const { name } of operation.query) {
              yield [operation, `${name}=${value}`, `${target}${join}${name}=${value}`, init] as const;
              yield [operation, `${name} twice`, `${target}${join}${name}=${value}&${name}=1`, init] as const;
            }
          }
        }
      })(),
    );
    context.diagnostic(`${sent} requests`);
    assert.deepEqual(faults.slice(0, 20), [], `${faults.length} of ${sent}`);
    await expectUnharmed();
  });
});
