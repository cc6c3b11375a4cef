// Limits that hold among processes, outlive them, and tell nothing.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { clientOf } from './attempts.ts';
import { type Bench, openBench, PASSWORD, type TestServer } from './testing.ts';

test('a customer of an IPv6 provider is one client, whichever address they choose', () => {
  const table: readonly [string, string][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::ffff', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['not an address', 'not an address'],
  ];
  for (const [address, client] of table) assert.equal(clientOf(address), client, address);
});

describe('attempts', () => {
  let bench: Bench;
  let other: TestServer;
  beforeEach(async () => {
    bench = await openBench();
    other = await bench.start();
  });
  afterEach(() => bench?.close());

  const signIn = (server: TestServer, email: string, more: { password?: string; client?: string } = {}) =>
    server
      .client()
      .fetch(
        'POST',
        '/sign-in',
        { email, password: more.password ?? 'not the password' },
        { 'x-forwarded-for': more.client ?? '192.0.2.1' },
      );

  test('five wrong passwords in two processes shut the client out of both, with or without an account', async () => {
    await bench.account('ada@example.org');
    for (const email of ['ada@example.org', 'nobody@example.org']) {
      const statuses = [];
      for (let count = 0; count < 6; count++)
        statuses.push((await signIn(count % 2 === 0 ? bench.server : other, email)).status);
      assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429], email);
      const limited = await signIn(bench.server, email, { password: PASSWORD });
      assert.deepEqual([limited.status, limited.body.code], [429, 'too-many-attempts']);
      const seconds = Number(limited.headers.get('retry-after'));
      assert.ok(seconds > 800 && seconds <= 900, `${seconds}`);
    }
    // A third process that starts afterwards knows of it; another client's right password is still taken.
    const third = await bench.start();
    assert.equal((await signIn(third, 'ada@example.org', { password: PASSWORD })).status, 429);
    const elsewhere = await signIn(third, 'ada@example.org', { password: PASSWORD, client: '192.0.2.2' });
    assert.equal(elsewhere.status, 200);
  });

  test('attempts at the same moment in both processes are counted one by one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        signIn(index % 2 === 0 ? bench.server : other, 'nobody@example.org'),
      ),
    );
    assert.equal(answers.filter(({ status }) => status === 401).length, 5);
    assert.equal(answers.filter(({ status }) => status === 429).length, 15);
  });

  test('the right password forgets the wrong ones before it', async () => {
    await bench.account('ada@example.org');
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 4; count++)
        assert.equal((await signIn(bench.server, 'ada@example.org')).status, 401);
      assert.equal((await signIn(other, 'ada@example.org', { password: PASSWORD })).status, 200);
    }
  });

  test('an address gets four mails an hour, whoever asks, and no more', async () => {
    const ask = (count: number) =>
      (count % 2 === 0 ? bench.server : other)
        .client()
        .fetch(
          'POST',
          '/password-reset',
          { email: 'ada@example.org' },
          { 'x-forwarded-for': `192.0.2.${count}` },
        );
    const statuses = [];
    for (let count = 1; count <= 6; count++) statuses.push((await ask(count)).status);
    assert.deepEqual(statuses, [202, 202, 202, 202, 429, 429]);
  });

  test('what has expired is removed, and nothing else', async () => {
    const ada = await bench.account('ada@example.org');
    await signIn(bench.server, 'ada@example.org');
    await bench.server.client().fetch('POST', '/password-reset', { email: 'ada@example.org' });
    await bench.nextMail('ada@example.org');
    const counts = async () =>
      Promise.all(['sessions', 'links', 'attempts'].map((table) => bench.count(table)));
    const before = await counts();
    await bench.server.identity.sweep();
    assert.deepEqual(await counts(), before);
    assert.ok(
      before.every((count) => count > 0),
      String(before),
    );
    bench.clock.time += 2 * 3_600_000;
    await bench.server.identity.sweep();
    assert.deepEqual(await counts(), [before[0], 0, 0]);
    assert.equal((await ada.fetch('GET', '/session')).status, 200);
    bench.clock.time += 31 * 86_400_000;
    await bench.server.identity.sweep();
    assert.deepEqual(await counts(), [0, 0, 0]);
  });

  test('the counters hold no address of anybody', async () => {
    await signIn(bench.server, 'ada@example.org');
    const keys = await bench.column('attempts', 'key');
    assert.equal(keys.length, 3);
    for (const key of keys) assert.doesNotMatch(key, /ada|example|192/);
  });
});
