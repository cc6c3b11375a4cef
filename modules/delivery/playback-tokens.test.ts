// Who gets in: tokens, their mutants, their keys, and addresses that pretend to be others.
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createSigningKeys, MAX_TOKEN_MS } from '@vitascope/platform/signing-keys';
import { parseMediaUrl } from './media-url.ts';
import { createPlaybackTokens } from './playback-tokens.ts';
import { ASSET, type Origin, OTHER_ASSET, openOrigin, randomSegment, whole } from './testing.ts';

const code = (body: Buffer): string => JSON.parse(body.toString()).code;
const HOUR_MS = 3_600_000;

describe('tokens', () => {
  let origin: Origin;
  before(async () => {
    origin = await openOrigin();
    origin.library.stored.set('720p/0', whole(randomSegment(100)));
  });
  after(() => origin?.close());

  const get = (token: string, asset = ASSET, method = 'GET') =>
    origin.fetch(`/t/${token}/${asset}/720p/0.m4s`, { method });

  it('open one asset and no other', async () => {
    const token = origin.token();
    assert.equal((await get(token)).status, 200);
    // One whose name begins with the first one's, one that the first one's begins with, and one that is not there.
    for (const other of [OTHER_ASSET, ASSET.slice(0, -1), ASSET.toUpperCase(), 'as_nothing', `${ASSET}-`]) {
      const answer = await get(token, other);
      assert.equal(answer.status, 403, other);
      assert.equal(code(answer.body), 'token-invalid');
    }
    assert.equal((await get(origin.token(OTHER_ASSET), OTHER_ASSET)).status, 200);
  });

  it('hold to the second, and say so when they have expired', async () => {
    const now = Math.floor(origin.clock.time / 1000) * 1000;
    const token = origin.delivery.issueToken({ assetId: ASSET, expiresAt: now + 60_999 });
    origin.clock.time = now + 59_999;
    assert.equal((await get(token)).status, 200);
    origin.clock.time = now + 60_000;
    const expired = await get(token);
    assert.equal(expired.status, 403);
    assert.equal(code(expired.body), 'token-expired');
    assert.equal((await get(token, ASSET, 'HEAD')).status, 403);
    // Expired or not, it says nothing of another asset.
    assert.equal(code((await get(token, OTHER_ASSET)).body), 'token-invalid');
  });

  it('open a few segments only where they say so', async () => {
    const expiresAt = origin.clock.time + 60_000;
    const token = origin.delivery.issueToken({ assetId: ASSET, expiresAt, segments: { first: 0, last: 0 } });
    const status = async (path: string, by = token) =>
      (await origin.fetch(`/t/${by}/${ASSET}/${path}`)).status;
    for (const path of ['720p/0.m4s', '720p/init.mp4', 'main.m3u8', 'manifest.json'])
      assert.equal(await status(path), 200, path);
    const asked = origin.library.asked.length;
    for (const path of ['720p/1.m4s', '720p/1799.m4s', 'audio-1/1.m4s'])
      assert.equal(await status(path), 403, path);
    // Nor when somebody else widens it, or takes the span away.
    assert.equal(await status('720p/1.m4s', token.replace('.0-0.', '.0-1.')), 403);
    assert.equal(await status('720p/1.m4s', token.replace('.0-0.', '.')), 403);
    const whole = origin.token();
    assert.equal(await status('720p/0.m4s', whole.replace(/\.([^.]+)$/, '.0-0.$1')), 403);
    assert.equal(origin.library.asked.length, asked);
  });

  it('cannot be issued for longer than their key lives', () => {
    const expiresAt = origin.clock.time + MAX_TOKEN_MS + 1_000;
    assert.throws(() => origin.delivery.issueToken({ assetId: ASSET, expiresAt }), RangeError);
    assert.throws(() => origin.delivery.issueToken({ assetId: ASSET, expiresAt: Number.NaN }), RangeError);
  });

  it('are refused in every one of 5,000 mutations, and no mutant makes a segment', async () => {
    const token = origin.token();
    const url = `/t/${token}/${ASSET}/720p/7.m4s`;
    const check = createPlaybackTokens({ keys: origin.keys, clock: origin.clock }).check;
    assert.equal(check(token, ASSET), 'valid');
    const asked = origin.library.asked.length;
    const mutants = new Set<string>();
    while (mutants.size < 5_000) {
      const mutant = mutate(token);
      if (mutant !== token) mutants.add(mutant);
    }
    for (const mutant of mutants) {
      const parsed = parseMediaUrl(`/t/${mutant}/${ASSET}/720p/7.m4s`);
      if (parsed !== null) assert.notEqual(check(parsed.token, parsed.assetId), 'valid', mutant);
    }
    for (const mutant of [...mutants].slice(0, 500)) {
      const answer = await origin.exchange(
        `GET ${url.replace(token, mutant)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      );
      assert.match(answer, /^HTTP\/1\.1 (400|403|404|418) /, mutant);
    }
    assert.equal(origin.library.asked.length, asked);
  });

  it('have one spelling, as has the address', async () => {
    const token = origin.token();
    const good = `/t/${token}/${ASSET}/720p/0.m4s`;
    assert.equal((await origin.fetch(good)).status, 200);
    const bad = [
      `/t//${token}/${ASSET}/720p/0.m4s`,
      `/t/${token}//${ASSET}/720p/0.m4s`,
      `/t/${token}/${ASSET}//720p/0.m4s`,
      `/t/${token}/${ASSET}/720p//0.m4s`,
      `/t/${token}/${ASSET}/720p/0.m4s/`,
      `/t/./${token}/${ASSET}/720p/0.m4s`,
      `/t/x/../${token}/${ASSET}/720p/0.m4s`,
      `/t/${token}/${OTHER_ASSET}/../${ASSET}/720p/0.m4s`,
      `/t/${token}/${ASSET}/../${OTHER_ASSET}/720p/0.m4s`,
      `/t/${token}/${ASSET}/../../../etc/passwd`,
      `/t/${token}/${ASSET}/720p/../audio-1/0.m4s`,
      `/t/${token}/${ASSET}/../720p/0.m4s`,
      `/t/${token}/${ASSET}/%2e%2e/${OTHER_ASSET}/720p/0.m4s`,
      `/t/${token}/${ASSET}/..%2f${OTHER_ASSET}/720p/0.m4s`,
      `/t/${token}/${ASSET}%2f720p/0.m4s`,
      `/t/${token}/${ASSET}/720p%2f0.m4s`,
      `/t/${token}/${ASSET}/720p%252f0.m4s`,
      `/t/${token}/${ASSET}/720p\\0.m4s`,
      `/t/${token}/${ASSET}/..\\720p/0.m4s`,
      `/t/${token}/${ASSET}/720p/0%2em4s`,
      `/t/${token}/${ASSET}/720p/%30.m4s`,
      `/t/${token}/${ASSET}/720p/0.m4s%00`,
      `/t/${token}/${ASSET}/720p/0.m4s;x=1`,
      `/t/${token}/${ASSET}/720p/0.m4s#x`,
      `/t/${token}/${ASSET}/720p/0.M4S`,
      `/t/${token}/${ASSET}/720p/00.m4s`,
      `/t/${token}/${ASSET}/720p/+0.m4s`,
      `/t/${token}/${ASSET}/720p/-0.m4s`,
      `/t/${token}/${ASSET}/720p/-1.m4s`,
      `/t/${token}/${ASSET}/720p/0x0.m4s`,
      `/t/${token}/${ASSET}/720p/0e0.m4s`,
      `/t/${token}/${ASSET}/720p/0.0.m4s`,
      `/t/${token}/${ASSET}/720p/1000000000.m4s`,
      `/t/${token}/${ASSET}/720p/18446744073709551616.m4s`,
      `/t/${token}/${ASSET}/720p/${'9'.repeat(400)}.m4s`,
      `/t/${token}/${ASSET}/${'a'.repeat(129)}/0.m4s`,
      `/t/${token}/${'a'.repeat(65)}/720p/0.m4s`,
      `/t/${token}/${ASSET}/.hidden/0.m4s`,
      `/t/${token}/${ASSET}`,
      `/t/${token}/`,
      `/t/${token.toUpperCase()}/${ASSET}/720p/0.m4s`,
      `/t/${token}=/${ASSET}/720p/0.m4s`,
      `/t/${encodeURIComponent(token).replaceAll('.', '%2E')}/${ASSET}/720p/0.m4s`,
      `/t/${ASSET}/720p/0.m4s?token=${token}`,
    ];
    for (const path of bad) {
      const answer = await origin.fetch(path);
      assert.equal(answer.status, 404, path);
      assert.equal(code(answer.body), 'media-not-found', path);
      assert.ok(!answer.body.includes(token));
    }
    for (const path of [`/T/${token}/${ASSET}/720p/0.m4s`, `/%74/${token}/${ASSET}/720p/0.m4s`]) {
      assert.equal((await origin.fetch(path)).status, 418, path);
    }
  });

  it('are not found behind bytes that no address may hold', async () => {
    for (const odd of ['\0', '\t', '\x7f', '\xff', '\u00e9']) {
      const path = `/t/${origin.token()}/${ASSET}/720p/0.m4s${odd}`;
      const answer = await origin.exchange(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 40[04] /, JSON.stringify(odd));
    }
  });

  it('take a query along, but no endless one', async () => {
    const url = origin.url('720p/0.m4s');
    assert.equal((await origin.fetch(`${url}?CMCD=${'a'.repeat(2_000)}&_HLS_msn=../..`)).status, 200);
    const long = await origin.fetch(`${url}?${'a'.repeat(4_096)}`);
    assert.equal(long.status, 413);
    assert.equal(code(long.body), 'media-url-too-long');
  });

  it('are judged before anything is looked up', async () => {
    const calls = origin.library.playableCalls;
    const asked = origin.library.asked.length;
    const forged = `${origin.token().slice(0, -24)}${'A'.repeat(24)}`;
    const bodies = new Set<string>();
    for (const path of [
      `${ASSET}/720p/0.m4s`,
      `${ASSET}/none/0.m4s`,
      `${ASSET}/720p/999999.m4s`,
      `as_nothing/main.m3u8`,
      `${ASSET}/main.m3u8`,
    ]) {
      const answer = await origin.fetch(`/t/${forged}/${path}`);
      assert.equal(answer.status, 403);
      bodies.add(JSON.stringify({ ...JSON.parse(answer.body.toString()), instance: '' }));
    }
    assert.equal(bodies.size, 1);
    assert.equal(origin.library.playableCalls, calls);
    assert.equal(origin.library.asked.length, asked);
  });
});

function mutate(token: string): string {
  const at = randomInt(token.length);
  const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.=%/+ \0';
  const letter = alphabet.charAt(randomInt(alphabet.length));
  const [key = '', expiry = '', mac = ''] = token.split('.');
  const ways = [
    () => token.slice(0, at) + letter + token.slice(at + 1),
    () => token.slice(0, at) + letter + token.slice(at),
    () => token.slice(0, at) + token.slice(at + 1),
    () => token.slice(0, at),
    () => token.slice(at),
    () => token + letter,
    () => `${key}.${(Number.parseInt(expiry, 36) + randomInt(1, 1e9)).toString(36)}.${mac}`,
    () => `${key}.0${expiry}.${mac}`,
    () => `${key}.${expiry}.${randomBytes(18).toString('base64url')}`,
    () => `${randomInt(36 ** 5, 36 ** 6).toString(36)}.${expiry}.${mac}`,
    () => `${key}.${expiry}.${mac.slice(0, -1)}${String.fromCharCode(mac.charCodeAt(23) ^ 1)}`,
    () => `${key}.${expiry}.${mac.split('').reverse().join('')}`,
    () => token.replace(/[a-z]/i, (found) => (found < 'a' ? found.toLowerCase() : found.toUpperCase())),
    () => `${expiry}.${key}.${mac}`,
    () => `${key}..${expiry}${mac}`,
    () => token.split('.').slice(0, 2).join('.'),
    () => `${token}.${mac}`,
    () => `${key}.${expiry}.${Buffer.from(mac).toString('base64url')}`,
  ];
  return (ways[randomInt(ways.length)] as () => string)();
}

describe('token keys', () => {
  let origin: Origin;
  before(async () => {
    origin = await openOrigin();
    origin.library.stored.set('720p/0', whole(randomSegment(100)));
  });
  after(() => origin?.close());

  const status = async (token: string) => (await origin.fetch(`/t/${token}/${ASSET}/720p/0.m4s`)).status;
  const openKeys = () =>
    createSigningKeys({ database: origin.database, schema: 'delivery', clock: origin.clock });

  it('are made once, however many processes start at the same time', async () => {
    const { database } = origin;
    await database.kysely.withSchema('delivery').deleteFrom('token_keys').execute();
    const all = await Promise.all(Array.from({ length: 4 }, openKeys));
    assert.equal(new Set(all.map((keys) => keys.signing().id)).size, 1);
    const rows = await database.kysely.withSchema('delivery').selectFrom('token_keys').selectAll().execute();
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.['secret'].length, 32);
    for (const keys of all) await keys.close();
    await origin.keys.refresh();
  });

  it('rotate: the new one signs, even one made in the same millisecond; the old ones still verify', async () => {
    const tokens = [origin.token()];
    for (let i = 0; i < 8; i++) {
      await origin.keys.rotate();
      tokens.push(origin.token());
    }
    assert.equal(new Set(tokens.map((token) => token.split('.')[0])).size, tokens.length);
    for (const token of tokens) assert.equal(await status(token), 200);
  });

  it('made by another process are learned when their first token comes', async () => {
    origin.clock.time += 10_000;
    const other = await openKeys();
    await other.rotate();
    const tokens = createPlaybackTokens({ keys: other, clock: origin.clock });
    const token = tokens.issue({ assetId: ASSET, expiresAt: origin.clock.time + HOUR_MS });
    assert.equal(origin.keys.find(other.signing().id), undefined);
    assert.equal(await status(token), 200);
    await other.close();
  });

  it('are not asked for at every unknown id', async () => {
    origin.clock.time += 10_000;
    const other = await openKeys();
    const unknown = `zzzzzz.${origin.token().split('.').slice(1).join('.')}`;
    assert.equal(await status(unknown), 403);
    await other.rotate();
    const tokens = createPlaybackTokens({ keys: other, clock: origin.clock });
    const token = tokens.issue({ assetId: ASSET, expiresAt: origin.clock.time + HOUR_MS });
    assert.equal(await status(token), 403);
    origin.clock.time += 5_000;
    assert.equal(await status(token), 200);
    await other.close();
  });

  it('that an operator removes take their tokens with them', async () => {
    const token = origin.token();
    assert.equal(await status(token), 200);
    const id = token.slice(0, 6);
    await origin.database.kysely
      .withSchema('delivery')
      .deleteFrom('token_keys')
      .where('id', '=', id)
      .execute();
    await origin.keys.refresh();
    assert.equal(await status(token), 403);
    assert.equal(await status(origin.token()), 200);
  });

  it('change by themselves with age, before their tokens could outlive them', async () => {
    const old = origin.keys.signing();
    const token = origin.delivery.issueToken({
      assetId: ASSET,
      expiresAt: origin.clock.time + MAX_TOKEN_MS,
    });
    origin.clock.time += 30 * 24 * HOUR_MS;
    await origin.keys.refresh();
    assert.notEqual(origin.keys.signing().id, old.id);
    assert.equal(await status(token), 200);
    origin.clock.time = old.retiresAt;
    assert.equal(await status(token), 403);
    await origin.keys.rotate();
    const rows = await origin.database.kysely
      .withSchema('delivery')
      .selectFrom('token_keys')
      .select('id')
      .execute();
    assert.ok(!rows.some(({ id }) => id === old.id));
  });

  it('answer 503 while an unknown one cannot be looked up', async () => {
    const origin = await openOrigin({
      wrapKeys: (keys) => ({ ...keys, learn: () => Promise.reject(new Error('connection refused')) }),
    });
    try {
      const answer = await origin.fetch(`/t/zzzzzz.${origin.token().slice(7)}/${ASSET}/main.m3u8`);
      assert.equal(answer.status, 503);
      assert.equal(code(answer.body), 'token-unverifiable');
      assert.equal(answer.headers['retry-after'], '2');
    } finally {
      await origin.close();
    }
  });
});
