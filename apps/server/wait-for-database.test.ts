import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type Database, openDatabase } from '@vitascope/platform/database';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { type Logger, silentLogger } from '@vitascope/platform/kernel';
import { waitForDatabase } from './wait-for-database.ts';

/** A logger that keeps what it is told. */
function listening(): { readonly logger: Logger; readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    logger: { ...silentLogger, warn: (_fields: object, message: string) => void told.push(message) },
  };
}

describe('a start waits for its database', { timeout: 120_000 }, () => {
  let database: Database;
  /** Takes connections and says nothing. */
  let mute: Server;
  let muteUrl: string;
  before(async () => {
    database = await openTestDatabase({});
    mute = createServer((socket) => void socket.on('error', () => {}));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    muteUrl = `postgresql://a:b@127.0.0.1:${(mute.address() as AddressInfo).port}/films`;
  });
  after(async () => {
    mute?.close();
    await database?.close();
  });
  const nowhere = 'postgresql://a:canary@127.0.0.1:1/films';
  const opening = (url: string) => () => openDatabase({ url }, { logger: silentLogger });
  const signal = new AbortController().signal;

  test('that comes while it waits, and says why once', async () => {
    const { logger, told } = listening();
    let tries = 0;
    const open = () => opening(++tries < 3 ? nowhere : database.url)();
    const opened = await waitForDatabase(open, { waitSeconds: 60, logger, signal });
    await opened.ping();
    await opened.close();
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /127\.0\.0\.1:1\/films: connect ECONNREFUSED.*Check that it runs/);
    assert.doesNotMatch(told[0] ?? '', /canary/);
  });

  test('that does not come, until the time is over', async () => {
    const { logger, told } = listening();
    const waiting = waitForDatabase(opening(nowhere), { waitSeconds: 2, logger, signal });
    await assert.rejects(waiting, { code: 'database-unreachable' });
    assert.equal(told.length, 1);
  });

  test('that refuses the password or has another name, not at all', async () => {
    const { logger, told } = listening();
    const wrong = new URL(database.url);
    wrong.pathname = '/no_such_database';
    const waiting = waitForDatabase(opening(wrong.href), { waitSeconds: 3_600, logger, signal });
    await assert.rejects(waiting, { code: 'database-unreachable' });
    assert.deepEqual(told, []);
  });

  test('that says nothing, and stops at once when it shall', async () => {
    const { logger, told } = listening();
    const stop = new AbortController();
    const said = Promise.withResolvers<void>();
    const heard: Logger = {
      ...logger,
      warn: (fields: object, message: string) => {
        logger.warn(fields, message);
        said.resolve();
      },
    };
    const waiting = waitForDatabase(opening(muteUrl), {
      waitSeconds: 3_600,
      logger: heard,
      signal: stop.signal,
    });
    await said.promise;
    stop.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    assert.match(told[0] ?? '', /does not answer yet.*VITASCOPE_DATABASE_URL/);
  });
});
