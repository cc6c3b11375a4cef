// Invitations: who may invite to what, and what becomes of the link.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Bench, type Client, openBench, PASSWORD, tokenIn } from './testing.ts';

describe('invitations', () => {
  let bench: Bench;
  let owner: Client;
  let admin: Client;
  before(async () => {
    bench = await openBench();
    owner = await bench.owner();
    admin = await bench.account('admin@example.org');
    await owner.fetch('PUT', '/api/v1/staff', { email: 'admin@example.org', role: 'admin' });
  });
  after(() => bench?.close());

  const path = '/api/v1/staff/invitations';
  const invite = (client: Client, email: string, role = 'editor') =>
    client.fetch('POST', path, { email, role });
  const linkTo = async (email: string) => tokenIn((await bench.nextMail(email)).body);
  const accept = (token: string, more: { name?: string; password?: string; client?: Client } = {}) =>
    (more.client ?? bench.server.client()).fetch('POST', '/invitation/accept', {
      token,
      name: more.name ?? 'Ida',
      password: more.password ?? PASSWORD,
    });
  const pending = async (): Promise<readonly { id: string; email: string }[]> =>
    (await admin.fetch('GET', path)).body.items;

  test('the link makes an account with the role, once, and signs in', async () => {
    const invited = await invite(admin, 'Ida@Example.org');
    assert.equal(invited.status, 201);
    assert.deepEqual([invited.body.email, invited.body.role], ['ida@example.org', 'editor']);
    const mail = await bench.nextMail('ida@example.org');
    assert.match(mail.body, /^http:\/\/films\.example\/account\/invitation#token=/m);
    const token = tokenIn(mail.body);
    const shown = await bench.server.client().fetch('POST', '/invitation', { token });
    assert.deepEqual(shown.body, { email: 'ida@example.org', role: 'editor' });
    const client = bench.server.client();
    const accepted = await accept(token, { client });
    assert.deepEqual([accepted.status, accepted.body.role, accepted.body.name], [200, 'editor', 'Ida']);
    assert.deepEqual((await client.fetch('GET', '/session')).body, accepted.body);
    assert.equal((await accept(token)).body.code, 'link-invalid');
    assert.equal(
      (await pending()).some(({ email }) => email === 'ida@example.org'),
      false,
    );
  });

  test('an account that there is gets the role in a session of its own, and by no link alone', async () => {
    const grace = await bench.account('grace@example.org');
    const other = await bench.account('edsger@example.org');
    await invite(admin, 'grace@example.org', 'support');
    const token = await linkTo('grace@example.org');
    for (const client of [bench.server.client(), other])
      assert.equal((await accept(token, { client })).body.code, 'sign-in-needed');
    assert.equal((await grace.fetch('GET', '/session')).body.role, null);
    const before = grace.cookies.get('vitascope.session');
    const accepted = await accept(token, { client: grace, password: 'whatever it is' });
    assert.deepEqual([accepted.body.role, accepted.body.name], ['support', 'Somebody']);
    assert.notEqual(grace.cookies.get('vitascope.session'), before);
  });

  test('nobody invites above their own right, also not by sending again or revoking', async () => {
    assert.equal((await invite(admin, 'x@example.org', 'owner')).body.code, 'permission-missing');
    assert.equal((await invite(bench.server.client(), 'x@example.org')).status, 401);
    const { id } = (await invite(owner, 'next@example.org', 'owner')).body;
    assert.equal((await admin.fetch('POST', `${path}/${id}/resend`)).body.code, 'permission-missing');
    assert.equal((await admin.fetch('DELETE', `${path}/${id}`)).body.code, 'permission-missing');
    const accepted = await accept(await linkTo('next@example.org'));
    assert.equal(accepted.body.role, 'owner');
  });

  test('who loses the right to invite loses what they have invited to', async () => {
    const former = await bench.account('former@example.org');
    await owner.fetch('PUT', '/api/v1/staff', { email: 'former@example.org', role: 'admin' });
    await invite(former, 'friend@example.org', 'admin');
    const token = await linkTo('friend@example.org');
    await owner.fetch('PUT', '/api/v1/staff', { email: 'former@example.org', role: 'support' });
    assert.equal((await accept(token)).body.code, 'link-invalid');
  });

  test('an invitation is revoked, replaced and sent again, and only the newest link works', async () => {
    const first = (await invite(admin, 'many@example.org')).body;
    const firstLink = await linkTo('many@example.org');
    const again = await admin.fetch('POST', `${path}/${first.id}/resend`);
    assert.deepEqual([again.status, again.body.mails], [202, 2]);
    const secondLink = await linkTo('many@example.org');
    assert.equal((await accept(firstLink)).body.code, 'link-invalid');
    const replaced = (await invite(admin, 'many@example.org', 'support')).body;
    const thirdLink = await linkTo('many@example.org');
    assert.equal((await accept(secondLink)).body.code, 'link-invalid');
    assert.equal((await admin.fetch('DELETE', `${path}/${replaced.id}`)).status, 204);
    assert.equal((await admin.fetch('DELETE', `${path}/${replaced.id}`)).body.code, 'invitation-not-found');
    assert.equal((await accept(thirdLink)).body.code, 'link-invalid');
    assert.ok(!(await bench.column('links', 'invitation_id')).includes(replaced.id));
  });

  test('it ends by itself after a week', async () => {
    await invite(admin, 'late@example.org');
    const token = await linkTo('late@example.org');
    const { time } = bench.clock;
    bench.clock.time += 8 * 86_400_000;
    assert.equal((await accept(token)).body.code, 'link-invalid');
    assert.equal((await pending()).length, 0);
    bench.clock.time = time;
  });

  test('an address gets a few mails and no more, and all of them are listed page by page', async () => {
    const { id } = (await invite(admin, 'often@example.org')).body;
    const statuses = [];
    for (let count = 0; count < 4; count++)
      statuses.push((await admin.fetch('POST', `${path}/${id}/resend`)).status);
    assert.deepEqual(statuses, [202, 202, 202, 429]);
    await invite(admin, 'other@example.org');
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: { email: string }[]; nextCursor: string | null } = (
        await admin.fetch('GET', `${path}?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
      ).body;
      seen.push(...page.items.map(({ email }) => email));
      cursor = page.nextCursor;
    }
    assert.deepEqual(seen.slice(0, 2), ['other@example.org', 'often@example.org']);
  });
});
