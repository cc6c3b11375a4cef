// Secrets stay where they belong: in no answer but the one that hands them out, and in nothing that is printed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Database } from '@vitascope/platform/database';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { freePort } from '../server/free-port.ts';
import { makeDataDir, startServerProcess } from '../server/server-process.ts';
import { addressOf, exampleOf, isEnding, operations } from './operations.ts';
import { type PopulatedServer, startPopulatedServer } from './populated-server.ts';

/** What is handed out where, because that is what the route is for. */
const handedOut: Readonly<Record<string, readonly RegExp[]>> = {
  'POST /api/v1/api-keys': [/\bva_[\w-]+/g],
  'POST /api/v1/webhooks/{id}/secret': [/\bwhsec_[\w+/=-]+/g],
  'GET /api/v1/mail/{id}': [/#token=[\w-]+/g],
  'POST /api/v1/catalog/titles/{id}/previews': [/\bpv_[\w-]{43}/g],
};
const encodings = ['base64', 'base64url', 'hex'] as const;
const run = promisify(execFile);
const command = join(import.meta.dirname, '../../apps/cli/main.ts');

/** The secret as it is, and as encodings would show it. */
function shows(text: string, secret: string): boolean {
  if (text.includes(secret) || text.includes(encodeURIComponent(secret))) return true;
  return encodings.some((encoding) => text.includes(Buffer.from(secret).toString(encoding)));
}

/** What an authenticator app shows for a secret in base 32 (RFC 6238). */
function codeOf(secret: string): string {
  const bits = [...secret].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 0x0f) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

const providerSecret = 'canary-oidc-6b5a4938';

describe('secrets', () => {
  let populated: PopulatedServer;
  let database: Database;
  before(async () => {
    database = await openTestDatabase({});
    populated = await startPopulatedServer('A film', {
      VITASCOPE_TELEMETRY_LOG_LEVEL: 'debug',
      VITASCOPE_DATABASE_URL: database.url,
      VITASCOPE_OIDC_PROVIDERS: JSON.stringify({
        company: {
          name: 'Company',
          issuer: 'https://sign-in.example.org',
          clientId: 'vitascope',
          clientSecret: providerSecret,
        },
      }),
      // Nothing is signed with these while objects lie in the data folder; the configuration holds them all the same.
      VITASCOPE_S3_ACCESS_KEY_ID: 'canary-s3-id',
      VITASCOPE_S3_SECRET_ACCESS_KEY: 'canary-s3-5d4c3b2a',
    });
    const { secrets } = populated;
    secrets.set('address of the database', database.url);
    secrets.set("secret of the provider's client", providerSecret);
    secrets.set('secret of the object store', 'canary-s3-5d4c3b2a');
    const post = async (path: string, body: unknown) => {
      const response = await populated.send({ method: 'POST', path, query: [], body: null }, path, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 200, await response.clone().text());
      // The session of before the second factor has ended.
      if (response.headers.getSetCookie().length > 0) populated.keep(response);
      return (await response.json()) as { secret: string; recoveryCodes: readonly string[] };
    };
    const password = secrets.get('password');
    const { secret } = await post('/api/v1/auth/second-factor/enrol', { password });
    secrets.set('secret of the authenticator app', secret);
    const confirmed = await post('/api/v1/auth/second-factor/confirm', { code: codeOf(secret) });
    for (const [index, code] of confirmed.recoveryCodes.entries())
      secrets.set(`recovery code ${index}`, code);
  });
  after(async () => {
    await populated?.close();
    await database?.close();
  });

  /** The server prints the links of its first start on purpose. */
  const printed = () => populated.server.output().replace(/^\s*(Open|Set up)\s.*$/gm, '');

  test('no answer of any route holds one that was given before', async () => {
    const { ids, secrets } = populated;
    const pin = { method: 'PUT', path: '', query: [], body: null };
    const locked = await populated.send(pin, `/api/v1/profiles/${ids.get('pr')}/pin`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: secrets.get('password'), pin: secrets.get('PIN') }),
    });
    assert.equal(locked.status, 200);
    const faults: string[] = [];
    let good = 0;
    for (const operation of [...operations.filter((one) => !isEnding(one)), ...operations.filter(isEnding)]) {
      const route = `${operation.method} ${operation.path}`;
      const password = secrets.get('password') ?? '';
      const text = (field: string) => (/^(password|current)$/.test(field) ? password : 'Something');
      const example = exampleOf(operation.body ?? {}, { ids, text });
      const response = await populated.send(operation, addressOf(operation, ids), {
        ...(operation.body === null
          ? {}
          : {
              body: JSON.stringify(example),
              headers: { 'content-type': 'application/json', 'if-match': '*' },
            }),
      });
      if (response.status < 300) good++;
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
      let answered = isStream ? '' : await response.text();
      if (isStream) await response.body?.cancel();
      for (const pattern of handedOut[route] ?? []) answered = answered.replaceAll(pattern, '');
      const headers = [...response.headers].filter(([name]) => name !== 'set-cookie');
      const whole = `${JSON.stringify(headers)} ${answered}`;
      for (const [name, secret] of secrets) {
        if (shows(whole, secret)) faults.push(`${route}: the ${name}`);
      }
      assert.doesNotMatch(whole, /\$argon2|\$2[aby]\$|-----BEGIN|postgres(ql)?:\/\//, route);
    }
    assert.deepEqual(faults, []);
    assert.ok(good > 20, `${good} routes had something to answer`);
  });

  test('nothing that was printed holds one, at the most talkative level', () => {
    const lines = printed();
    assert.match(lines, /"level":"?(debug|20)\b/);
    for (const [name, secret] of populated.secrets)
      assert.ok(!shows(lines, secret), `The log has the ${name}.`);
    assert.doesNotMatch(lines, /\/t\/[\w-]{20,}\.[\w-]+/, 'a playback token');
    assert.doesNotMatch(lines, /canary-owner@/, 'an address of a person');
  });

  test('wrong credentials are not printed either', async () => {
    const { server } = populated;
    const wrong = 'canary-wrong-5b4a3928';
    const sign = { email: 'canary-owner@example.org', password: wrong };
    for (const send of [
      () => fetch(`${server.url}/api/v1/assets`, { headers: { authorization: `Bearer va_${wrong}` } }),
      () => fetch(`${server.url}/api/v1/assets?key=${wrong}`),
      () => fetch(`${server.url}/api/v1/auth/session`, { headers: { cookie: `vitascope.session=${wrong}` } }),
      () => fetch(`${server.url}/t/${wrong}/as_0/main.m3u8`),
      () =>
        fetch(`${server.url}/api/v1/auth/sign-in`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(sign),
        }),
    ]) {
      const response = await send();
      assert.ok(response.status >= 400);
      // An address that was asked for may be named to who asked; a credential may not.
      if (!response.url.includes(wrong)) assert.ok(!(await response.text()).includes(wrong), response.url);
    }
    assert.ok(!shows(printed(), wrong));
  });
});

describe('secrets of the configuration', () => {
  test('a mail server that refuses does not make its password known', async (context) => {
    const data = await makeDataDir();
    context.after(() => data.remove());
    const server = await startServerProcess({
      dataDir: data.path,
      environment: {
        VITASCOPE_MAIL_SMTP_URL: `smtp://films:canary-smtp-9a8b@127.0.0.1:${await freePort()}`,
        VITASCOPE_MAIL_FROM: 'films@example.org',
        VITASCOPE_TELEMETRY_LOG_LEVEL: 'debug',
      },
    });
    context.after(() => server.stop());
    const body = JSON.stringify({ email: 'ada@example.org', name: 'Ada' });
    const headers = { 'content-type': 'application/json' };
    assert.equal((await server.fetch('/api/v1/auth/sign-up', { method: 'POST', headers, body })).status, 202);
    // The letter's job logs that it failed; it tries again for a quarter of an hour.
    const isLogged = () => /ECONNREFUSED|write-letter/.test(server.output());
    for (let tries = 0; tries < 100 && !isLogged(); tries++) await delay(100);
    assert.ok(isLogged(), 'The failure is in the log.');
    assert.doesNotMatch(server.output(), /canary-smtp/);
    assert.doesNotMatch(await (await server.fetch('/api/v1/system')).text(), /canary-smtp/);
  });

  test('a server that cannot start, and the doctor, say why without them', async (context) => {
    const data = await makeDataDir();
    context.after(() => data.remove());
    const port = await freePort();
    const troubles: Readonly<Record<string, Record<string, string>>> = {
      database: { VITASCOPE_DATABASE_URL: `postgresql://films:canary-db-1f2e@127.0.0.1:${port}/films` },
      'broken database address': {
        VITASCOPE_DATABASE_URL: `postgresql//films:canary-db-1f2e@127.0.0.1:${port}`,
      },
      'object store': {
        VITASCOPE_S3_BUCKET: 'films',
        VITASCOPE_S3_ENDPOINT: `http://127.0.0.1:${port}`,
        VITASCOPE_S3_ACCESS_KEY_ID: 'canary-id-7c6d',
        VITASCOPE_S3_SECRET_ACCESS_KEY: 'canary-s3-7c6d',
      },
      'mail server': { VITASCOPE_MAIL_SMTP_URL: 'nonsense://films:canary-smtp-9a8b@nowhere' },
    };
    for (const [name, environment] of Object.entries(troubles)) {
      const env = { ...process.env, VITASCOPE_DATA_DIR: data.path, VITASCOPE_PORT: '0', ...environment };
      for (const words of [['doctor', '--json'], ['serve']]) {
        // With these it starts, and says so when they are needed.
        if (words[0] === 'serve' && ['object store', 'mail server'].includes(name)) continue;
        const { stdout, stderr } = (await run(process.execPath, [command, ...words], {
          env: { ...env, VITASCOPE_TELEMETRY_LOG_LEVEL: 'debug' },
          timeout: words[0] === 'serve' ? 8_000 : 60_000,
          // It waits for a database that may come yet.
          killSignal: 'SIGKILL',
        }).catch((error: unknown) => error)) as { stdout: string; stderr: string };
        assert.doesNotMatch(`${stdout}${stderr}`, /canary[- ](?!id)/, `${name}: ${words.join(' ')}`);
        if (words[0] === 'doctor') assert.ok(stdout.length > 0, name);
      }
    }
  });
});
