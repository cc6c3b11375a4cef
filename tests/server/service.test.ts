import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeDataDir, startServerProcess } from './server-process.ts';

test('a stranger learns what the service is called and how one gets in, and nothing else', async (context) => {
  const data = await makeDataDir();
  context.after(() => data.remove());
  const server = await startServerProcess({
    dataDir: data.path,
    environment: {
      VITASCOPE_SERVICE_NAME: 'Lumière',
      VITASCOPE_ACCOUNTS_SIGN_UP: 'false',
      VITASCOPE_OIDC_PROVIDERS: JSON.stringify({
        company: {
          name: 'The Company',
          issuer: 'https://id.example.org',
          clientId: 'canary',
          clientSecret: 'canary',
        },
      }),
    },
  });
  context.after(() => server.stop());
  const post = (path: string, body: unknown) =>
    fetch(new URL(path, server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const ask = () => fetch(new URL('/api/v1/service', server.url));

  const before = await ask();
  assert.equal(before.headers.get('cache-control'), 'no-store');
  const known = { name: 'Lumière', signUpOpen: false, providers: [{ id: 'company', name: 'The Company' }] };
  assert.deepEqual(await before.json(), { ...known, needsSetUp: true });

  const token = /\/account\/set-up#token=(\S+)/.exec(server.output())?.[1];
  const owner = { token, email: 'owner@example.org', name: 'Owner', password: 'correct horse battery' };
  assert.equal((await post('/api/v1/auth/set-up', owner)).status, 201);
  const after = await ask();
  assert.match(after.headers.get('cache-control') ?? '', /^public, max-age=\d+$/);
  assert.deepEqual(await after.json(), { ...known, needsSetUp: false });

  const refused = await post('/api/v1/auth/sign-up', { email: 'a@example.org', name: 'A' });
  assert.equal(refused.status, 403);
  assert.equal(((await refused.json()) as { code: string }).code, 'sign-up-closed');
});
