// Mail through a mail server: what it hears, and what happens when it does not want to.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { createSecret } from '@vitascope/platform/config';
import { createMailer } from './mail.ts';
import type { Mail } from './mail-store.ts';
import { type Bench, OWNER_KEY, openBench } from './testing.ts';

interface Heard {
  readonly commands: string[];
  readonly text: string;
}

/** A mail server of its least: it takes every mail, unless told to refuse the next ones. */
async function openMailServer() {
  const heard: Heard[] = [];
  const sockets = new Set<Socket>();
  let refusals = 0;
  let rejected: string | null = null;
  let told = Promise.withResolvers<Heard>();
  const server = createServer((socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    socket.on('error', () => {});
    const commands: string[] = [];
    let text: string[] | null = null;
    socket.write('220 mail.example ESMTP\r\n');
    createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      if (text === null) {
        commands.push(line);
        if (line === 'DATA') text = [];
        const answer = line === 'DATA' ? '354 Go on' : line === 'QUIT' ? '221 Bye' : '250 OK';
        if (rejected !== null && line.startsWith('RCPT') && line.includes(rejected))
          socket.write('550 No such mailbox\r\n');
        else socket.write(`${line.startsWith('MAIL') && refusals-- > 0 ? '451 Later' : answer}\r\n`);
      } else if (line === '.') {
        const mail = { commands: [...commands], text: text.join('\n') };
        heard.push(mail);
        told.resolve(mail);
        text = null;
        socket.write('250 Taken\r\n');
      } else text.push(line);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    smtpUrl: createSecret(`smtp://127.0.0.1:${port}`),
    heard,
    next() {
      told = Promise.withResolvers<Heard>();
      return told.promise;
    },
    refuse(count: number) {
      refusals = count;
    },
    rejectFor(address: string) {
      rejected = address;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('mail through a mail server', () => {
  let server: Awaited<ReturnType<typeof openMailServer>>;
  before(async () => {
    server = await openMailServer();
  });
  after(() => server?.close());

  const mailTo = (recipient: string): Mail => ({
    id: 'ma_1',
    recipient,
    subject: 'Choose a new password',
    body: 'Here:\n\nhttp://films.example/account/reset#token=abc\n',
    createdAt: 0,
  });
  const noOutbox = {
    insertMail: async () => assert.fail('The outbox is for systems without a mail server.'),
  };
  const mailer = () =>
    createMailer({ smtpUrl: server.smtpUrl, from: 'Films <films@example.org>', store: noOutbox });

  test('goes to its one recipient, from the configured sender, as plain text', async () => {
    const sender = mailer();
    await sender.send(mailTo('ada@example.org'));
    sender.close();
    const { commands, text } = server.heard.at(-1) as Heard;
    assert.deepEqual(
      commands.filter((command) => /^(MAIL|RCPT)/.test(command)).map((command) => command.split(' BODY')[0]),
      ['MAIL FROM:<films@example.org>', 'RCPT TO:<ada@example.org>'],
    );
    assert.match(text, /^From: Films <films@example\.org>$/m);
    assert.match(text, /^Subject: Choose a new password$/m);
    assert.match(text, /^Message-ID: <ma_1@vitascope>$/m);
    assert.match(text, /^Content-Type: text\/plain; charset=utf-8$/m);
    assert.match(text, /^http:\/\/films\.example\/account\/reset#token=abc$/m);
  });

  test('never goes to a second recipient that hides in an address', async () => {
    const sender = mailer();
    for (const recipient of [
      'ada@example.org, eve@example.org',
      'ada@example.org>\r\nRCPT TO:<eve@example.org',
    ]) {
      await sender
        .send(mailTo(recipient))
        .catch((error: { code: string }) => assert.equal(error.code, 'mail-refused'));
      const last = server.heard.at(-1) as Heard;
      assert.ok(!last.commands.some((command) => /^RCPT.*<eve@example\.org>/.test(command)));
    }
    sender.close();
  });

  test('says so when the server does not take it, and nothing of the server’s password', async () => {
    server.refuse(1);
    const sender = mailer();
    await assert.rejects(sender.send(mailTo('ada@example.org')), {
      code: 'mail-refused',
      kind: 'unavailable',
    });
    await sender.send(mailTo('ada@example.org'));
    sender.close();
  });

  test('a mail that was refused for good is shown as failed without its link, and forgotten after a week', async () => {
    const bench: Bench = await openBench();
    try {
      await bench.server.close();
      server.rejectFor('nobody@example.org');
      const own = await bench.start({ mail: { smtpUrl: server.smtpUrl, from: 'films@example.org' } });
      await own.client().fetch('POST', '/sign-up', { email: 'nobody@example.org', name: 'Ada' });
      const key = { authorization: `Bearer ${OWNER_KEY}` };
      const list = async () => (await own.client().fetch('GET', '/api/v1/mail', undefined, key)).body.items;
      while ((await list()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      const [failed] = await list();
      assert.deepEqual(
        [failed.recipient, failed.subject, failed.refusal],
        ['nobody@example.org', 'Confirm your address', 'EENVELOPE 550'],
      );
      const shown = await own.client().fetch('GET', `/api/v1/mail/${failed.id}`, undefined, key);
      assert.equal(shown.body.body, '');
      assert.equal(await bench.count('letters'), 0);
      await own.identity.sweep();
      assert.equal((await list()).length, 1);
      bench.clock.time += 8 * 86_400_000;
      await own.identity.sweep();
      assert.deepEqual(await list(), []);
    } finally {
      await bench.close();
    }
  });

  test('carries the letters of a system that has one, and leaves the outbox empty', async () => {
    const bench: Bench = await openBench();
    try {
      // The other one would put the letter into its outbox.
      await bench.server.close();
      const own = await bench.start({ mail: { smtpUrl: server.smtpUrl, from: 'films@example.org' } });
      const arrival = server.next();
      const asked = await own.client().fetch('POST', '/sign-up', { email: 'ada@example.org', name: 'Ada' });
      assert.equal(asked.status, 202);
      assert.match((await arrival).text, /account\/sign-up#token/);
      assert.equal(await bench.count('mails'), 0);
    } finally {
      await bench.close();
    }
  });
});
