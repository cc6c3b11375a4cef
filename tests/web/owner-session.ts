// The owner of a server, signed in with the cookies of a browser's context.
import assert from 'node:assert/strict';
import type { BrowserContext } from 'playwright-core';

const owner = { email: 'olive@example.org', name: 'Olive', password: 'correct horse battery' };

/** Makes the owner's account by the link that the server has printed, where nobody has yet, and signs it in. */
export async function signInOwner(
  context: BrowserContext,
  server: { readonly url: string; output(): string },
  origin = server.url,
): Promise<void> {
  const { email, name, password } = owner;
  const token = /\/account\/set-up#token=(\S+)/.exec(server.output())?.[1];
  const ask = (path: string, data: object) => context.request.post(`${origin}/api/v1/auth/${path}`, { data });
  const signedIn = await ask('sign-in', { email, password });
  if (signedIn.ok()) return;
  const made = await ask('set-up', { token, email, name, password });
  assert.equal(made.status(), 201, await made.text());
}
