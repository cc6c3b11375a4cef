// The chain: whatever somebody does to it in the database is found and named; and nothing that was begun is lost.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { readAnchors } from './anchors.ts';
import { type BreakKind, createChainCheck, emptyHead, hashOf } from './chain.ts';
import { openAudit, recordOf } from './testing.ts';

describe('the audit log', () => {
  let log: Awaited<ReturnType<typeof openAudit>>;
  beforeEach(async () => {
    log = await openAudit();
  });
  afterEach(() => log?.close());

  const broken = async (kind: BreakKind, seq: number): Promise<void> => {
    const found = await log.verify();
    assert.deepEqual([found?.kind, found?.seq], [kind, seq], found?.message);
  };

  test('holds what was recorded, in order and unbroken', async () => {
    await log.fill(10);
    assert.equal(await log.verify(), null);
    const newest = await log.audit.list({}, { order: 'newest', after: null, limit: 3 });
    assert.deepEqual(
      newest.map(({ seq, subjects }) => [seq, subjects]),
      [
        [10, ['as_10']],
        [9, ['as_9']],
        [8, ['as_8']],
      ],
    );
    const older = await log.audit.list({ subject: 'as_4' }, { order: 'newest', after: 8, limit: 3 });
    assert.deepEqual(
      older.map(({ seq }) => seq),
      [4],
    );
    assert.deepEqual(
      await log.audit.list({ actorId: 'ac_2' }, { order: 'oldest', after: null, limit: 3 }),
      [],
    );
  });

  test('is only ever added to, as far as the database can see to it', async () => {
    await log.fill(3);
    for (const statement of [
      'update audit.entries set status = 403',
      'delete from audit.entries where seq = 2',
      'truncate audit.entries',
    ])
      await assert.rejects(log.run(statement), /only ever added to/, statement);
    assert.equal(await log.verify(), null);
  });

  const columns: Readonly<Record<string, string>> = {
    at: "at + interval '1 millisecond'",
    actor_kind: "'api-key'",
    actor_id: "'ac_2'",
    action: "action || ' '",
    subjects: "array['as_6']",
    status: '403',
    code: "'x'",
    request_id: "'rq_x'",
    network: 'null',
    hash: "repeat('0', 64)",
    previous_hash: "repeat('0', 64)",
  };
  for (const [column, value] of Object.entries(columns))
    test(`tells that the ${column} of an entry was changed`, async () => {
      await log.fill(10);
      await log.tamper(`update audit.entries set ${column} = ${value} where seq = 5`);
      await broken('altered', 5);
    });

  test('tells that an entry was deleted in the middle', async () => {
    await log.fill(10);
    await log.tamper('delete from audit.entries where seq = 5');
    await broken('missing', 5);
  });

  test('tells that the first entry was deleted', async () => {
    await log.fill(10);
    await log.tamper('delete from audit.entries where seq = 1');
    await broken('missing', 1);
  });

  test('tells that its end was cut off, the head in the database with it', async () => {
    await log.fill(10);
    await log.tamper(
      'delete from audit.entries where seq > 7',
      'update audit.head set seq = 7, hash = (select hash from audit.entries where seq = 7)',
    );
    assert.equal(await log.verify({ isAlone: true }), null);
    await broken('truncated', 8);
    // What is recorded afterwards has the numbers of what is gone, and is not taken for it.
    for (const number of [8, 9, 10, 11]) await log.audit.end(recordOf(number, { actorId: 'ac_9' }), null);
    await broken('rewritten', 8);
  });

  test('tells that two entries have changed places', async () => {
    await log.fill(10);
    await log.tamper(
      'update audit.entries set seq = -5 where seq = 5',
      'update audit.entries set seq = 5 where seq = 8',
      'update audit.entries set seq = 8 where seq = -5',
    );
    await broken('altered', 5);
  });

  test('tells that an entry was deleted and another one put in its place, hashed as it should be', async () => {
    await log.fill(10);
    const [fourth, fifth] = await log.audit.list({}, { order: 'oldest', after: 3, limit: 2 });
    assert.ok(fourth !== undefined && fifth !== undefined);
    const forged = { ...fifth, subjects: ['as_harmless'] };
    const hash = hashOf(fourth.hash, forged);
    await log.tamper(
      'delete from audit.entries where seq = 5',
      `insert into audit.entries
        select 5, to_timestamp(${fifth.at} / 1000.0), actor_kind, actor_id, action, array['as_harmless'], status, code,
          'rq_5', network, '${fourth.hash}', '${hash}'
        from audit.entries where seq = 4`,
    );
    // Each entry of it is whole; it is known by its anchor, and without any by the one that comes next.
    await broken('rewritten', 5);
    const found = await log.verify({ isAlone: true });
    assert.deepEqual([found?.kind, found?.seq], ['unlinked', 6]);
  });

  test('tells that everything from an entry on was written anew', async () => {
    await log.fill(10);
    let previous = (await log.audit.list({}, { order: 'oldest', after: 3, limit: 1 }))[0]?.hash ?? '';
    for (const entry of await log.audit.list({}, { order: 'oldest', after: 4, limit: 100 })) {
      const hash = hashOf(previous, { ...entry, actorId: 'ac_2' });
      await log.tamper(
        `update audit.entries set actor_id = 'ac_2', previous_hash = '${previous}', hash = '${hash}' where seq = ${entry.seq}`,
      );
      previous = hash;
    }
    assert.equal(await log.verify({ isAlone: true }), null);
    await broken('rewritten', 5);
  });

  test('trusts no anchor that was not signed here', async () => {
    await log.fill(3);
    const path = join(log.dir, 'anchors.jsonl');
    const text = await readFile(path, 'utf8');
    await writeFile(path, `${text}{"half":`);
    assert.equal((await readAnchors(log.dir)).length, 3);
    await writeFile(path, text.replaceAll(/"at":\d+/g, '"at":1'));
    await assert.rejects(readAnchors(log.dir), { code: 'anchor-forged' });
  });

  test('has no gaps and no doubles when several processes write at once', async () => {
    const others = await Promise.all([log.start(), log.start(), log.start()]);
    const writers = [log.audit, ...others];
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => writers[index % 4]?.end(recordOf(index), null)),
    );
    const entries = await log.audit.list({}, { order: 'oldest', after: null, limit: 1_000 });
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    assert.equal(new Set(entries.map(({ requestId }) => requestId)).size, 200);
    assert.equal(await log.verify(), null);
    for (const other of others) await other.close();
  });

  test('has what a process began and did not live to end, without an outcome, once', async () => {
    const begun = await log.audit.begin(recordOf(1, { status: null }));
    await log.audit.begin(recordOf(2, { status: null }));
    await log.audit.end(recordOf(1), begun);
    assert.equal(await log.audit.closeAbandoned(), 0);
    await log.run(`update audit.pending set begun_at = now() - interval '11 minutes'`);
    const counts = await Promise.all([log.audit.closeAbandoned(), (await log.start()).closeAbandoned()]);
    assert.deepEqual(counts.sort(), [0, 1]);
    const entries = await log.audit.list({}, { order: 'oldest', after: null, limit: 10 });
    assert.deepEqual(
      entries.map(({ status, subjects }) => [status, subjects]),
      [
        [204, ['as_1']],
        [null, ['as_2']],
      ],
    );
    assert.equal(await log.verify(), null);
  });

  test('lets nothing be begun that cannot be recorded', async () => {
    await log.run('alter table audit.pending rename to gone');
    await assert.rejects(log.audit.begin(recordOf(1)), { code: 'audit-unavailable' });
  });
});

test('a chain of nothing is whole, unless something is known to have been in it', () => {
  assert.equal(createChainCheck().end(), null);
  const known = { seq: 2, hash: emptyHead.hash };
  assert.equal(
    createChainCheck([known]).end()?.message,
    'Entries 1 to 2 are missing at the end: 2 was anchored.',
  );
});
