// A person before a server that runs: signs up by the outbox, and then asks with the cookies of a browser.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerProcess } from './server-process.ts';

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at what came, whatever it is.
  readonly body: any;
}

export interface AccountClient {
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
}

/** `headers` go with every request. */
export function createAccountClient(
  server: Pick<ServerProcess, 'url'>,
  headers: Readonly<Record<string, string>> = {},
): AccountClient {
  const cookies = new Map<string, string>();
  return {
    async ask(method, path, body, more = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(`${server.url}${path}`, {
        method,
        headers: {
          ...headers,
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...more,
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/max-age=0/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    },
  };
}

/** The token of the link in the newest mail to the address. The test's own time limit ends the waiting. */
async function linkFor(server: Pick<ServerProcess, 'fetch'>, email: string): Promise<string> {
  for (;;) {
    const { items } = (await (await server.fetch('/api/v1/mail')).json()) as {
      items: { id: string; recipient: string }[];
    };
    const id = items.find(({ recipient }) => recipient === email)?.id;
    if (id !== undefined) {
      const { body } = (await (await server.fetch(`/api/v1/mail/${id}`)).json()) as { body: string };
      const token = /#token=(\S+)/.exec(body)?.[1];
      if (token !== undefined) return token;
    }
    await delay(50);
  }
}

/** Makes the account, signed in with the client; returns its id. */
export async function signUp(
  server: ServerProcess,
  client: AccountClient,
  who: { readonly email: string; readonly name: string; readonly password: string },
): Promise<string> {
  const { email, name, password } = who;
  assert.equal((await client.ask('POST', '/api/v1/auth/sign-up', { email, name })).status, 202);
  const token = await linkFor(server, email);
  const made = await client.ask('POST', '/api/v1/auth/sign-up/complete', { token, password });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.id;
}
