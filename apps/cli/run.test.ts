import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readConfig } from './config.ts';
import { run } from './run.ts';
import {
  refusedMail,
  type ScriptedServer,
  startScriptedServer,
  testAsset,
  testKey,
  testMail,
} from './scripted-server.ts';
import type { Terminal } from './terminal.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitascope-cli-'));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line as a script would: nobody at the terminal, unless an answer is given. */
async function vitascope(
  args: string[],
  environment: Record<string, string> = {},
  answer: boolean | null = null,
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    print: (line) => void out.push(line),
    note: (line) => void err.push(line),
    draw: () => {},
    confirm: async () => answer,
    columns: 80,
    interactive: false,
    paint: (_, text) => text,
  };
  const code = await run(args, {
    readConfig: () => readConfig({ VITASCOPE_DATA_DIR: folder, XDG_STATE_HOME: folder, ...environment }),
    terminal,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function withServer(
  use: (server: ScriptedServer, environment: Record<string, string>) => Promise<void>,
): Promise<void> {
  const server = await startScriptedServer();
  try {
    await use(server, { VITASCOPE_URL: server.url, VITASCOPE_OWNER_KEY: testKey });
  } finally {
    await server.close();
  }
}

async function film(name: string, bytes = 300_000): Promise<{ path: string; content: Buffer }> {
  const path = join(folder, name);
  const content = randomBytes(bytes);
  await writeFile(path, content);
  return { path, content };
}

test('push --json uploads every byte and prints exactly one object', async () => {
  await withServer(async (server, environment) => {
    server.states.splice(0, 1, { state: 'examining' }, { state: 'playable' });
    const { path, content } = await film('push.mp4');
    const { code, out } = await vitascope(['push', path, '--json'], environment);
    assert.equal(code, 0);
    const printed = JSON.parse(out);
    assert.deepEqual(Object.keys(printed), ['assetId', 'state', 'hlsUrl', 'dashUrl', 'watchUrl']);
    assert.equal(printed.assetId, testAsset.id);
    assert.equal(printed.state, 'playable');
    assert.ok(server.uploaded().equals(content));
  });
});

test('push --wait complete waits past playable', async () => {
  await withServer(async (server, environment) => {
    server.states.splice(0, 1, { state: 'examining' }, { state: 'playable' }, { state: 'complete' });
    const { path } = await film('complete.mp4', 1000);
    const { out } = await vitascope(['push', path, '--json', '--wait', 'complete'], environment);
    assert.equal(JSON.parse(out).state, 'complete');
    assert.ok(server.requests.some((line) => line.includes('wait=complete')));
  });
});

test('push carries on where a broken connection left the upload', async () => {
  await withServer(async (server, environment) => {
    server.cutAfterBytes = 100_000;
    const { path, content } = await film('broken.mp4', 2_000_000);
    const { code } = await vitascope(['push', path, '--json'], environment);
    assert.equal(code, 0);
    assert.ok(server.uploaded().equals(content));
    const methods = server.requests
      .filter((line) => line.includes('/uploads'))
      .map((line) => line.split(' ')[0]);
    assert.deepEqual(methods, ['POST', 'PATCH', 'HEAD', 'PATCH']);
  });
});

test('push reports a rejected file with the reason of the server and exit code 1', async () => {
  await withServer(async (server, environment) => {
    const reason = { code: 'video-codec-unsupported', message: 'This file is MagicYUV. Export it as H.264.' };
    server.states.splice(0, 1, { state: 'rejected', reason });
    const { path } = await film('rejected.avi', 1000);
    const { code, out } = await vitascope(['push', path, '--json'], environment);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), { error: reason });
  });
});

test('push passes on what the server refuses, with its code', async () => {
  await withServer(async (server, environment) => {
    server.problem = { status: 507, code: 'disk-full', detail: 'There are 12 MB left. Make room.' };
    const { path } = await film('full.mp4', 1000);
    const { code, out } = await vitascope(['push', path, '--json'], environment);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), {
      error: { code: 'disk-full', message: 'There are 12 MB left. Make room.' },
    });
  });
});

test('a refused field is named with what is wrong with it', async () => {
  await withServer(async (server, environment) => {
    const fields = [{ path: 'params.id', message: 'This is no id of an asset' }];
    server.problem = { status: 400, code: 'invalid-request', detail: 'See `fields`.', fields };
    const { code, err } = await vitascope(['assets', 'show', 'nothing'], environment);
    assert.equal(code, 1);
    assert.match(err, /^vitascope: The server refused this: params\.id: This is no id of an asset\.$/m);
  });
});

test('mail list and mail show print what waits in the outbox', async () => {
  await withServer(async (server, environment) => {
    const listed = await vitascope(['mail', 'list', '--limit', '7'], environment);
    assert.match(
      listed.out,
      /ma_01k9x0000000000000000000aa +waiting +2026-11-20 10:00 +ada@example\.org +Confirm/,
    );
    assert.match(listed.out, /ma_01k9x0000000000000000000ab +failed +2026-11-20 11:00 +nobody@example\.org/);
    const refused = await vitascope(['mail', 'show', refusedMail.id], environment);
    assert.match(refused.out, /did not take it \(EENVELOPE 550\)/);
    assert.ok(server.requests.includes('GET /api/v1/mail?limit=7'));
    const shown = await vitascope(['mail', 'show', testMail.id], environment);
    assert.match(shown.out, /^To: +ada@example\.org$/m);
    assert.match(shown.out, /^http:\/\/films\.example\/account\/sign-up#token=abc$/m);
    const json = await vitascope(['mail', 'show', testMail.id, '--json'], environment);
    assert.deepEqual(JSON.parse(json.out), testMail);
    assert.match((await vitascope(['mail', 'list', '--limit', '201'], environment)).err, /1 to 200/);
    assert.match((await vitascope(['mail'])).out, /mail list\|show/);
    assert.match((await vitascope(['mail', 'send'])).err, /no command "vitascope mail send"/);
  });
});

test('says which file does not exist, is a folder or is empty', async () => {
  const environment = { VITASCOPE_OWNER_KEY: testKey };
  const missing = await vitascope(['push', join(folder, 'nothing.mp4'), '--json'], environment);
  assert.equal(JSON.parse(missing.out).error.code, 'file-not-found');
  assert.match(JSON.parse(missing.out).error.message, /nothing\.mp4/);
  const directory = await vitascope(['push', folder, '--json'], environment);
  assert.equal(JSON.parse(directory.out).error.code, 'file-not-usable');
  const { path } = await film('empty.mp4', 0);
  assert.match((await vitascope(['push', path], environment)).err, /empty: 0 bytes/);
});

test('says how to start a server that does not answer', async () => {
  const server = await startScriptedServer();
  await server.close();
  const environment = { VITASCOPE_URL: server.url, VITASCOPE_OWNER_KEY: testKey };
  const { code, err } = await vitascope(['assets', 'list'], environment);
  assert.equal(code, 1);
  assert.match(err, /npm start/);
});

test('says where the owner key should be when it is missing, and that a wrong one is refused', async () => {
  await withServer(async (server) => {
    const missing = await vitascope(['assets', 'list', '--json'], { VITASCOPE_URL: server.url });
    const { error } = JSON.parse(missing.out);
    assert.equal(error.code, 'owner-key-missing');
    assert.ok(error.message.includes(join(folder, 'owner.key')));
    const environment = { VITASCOPE_URL: server.url, VITASCOPE_OWNER_KEY: 'vk_wrong' };
    const wrong = await vitascope(['assets', 'list', '--json'], environment);
    assert.equal(JSON.parse(wrong.out).error.code, 'owner-key-refused');
  });
});

test('reads the owner key from the data folder', async () => {
  await withServer(async (server) => {
    const data = await mkdtemp(join(folder, 'data-'));
    await writeFile(join(data, 'owner.key'), `${testKey}\n`);
    const environment = { VITASCOPE_URL: server.url, VITASCOPE_DATA_DIR: data };
    const { code, out } = await vitascope(['assets', 'show', testAsset.id, '--json'], environment);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), testAsset);
  });
});

test('assets list prints a line for each film without what could drive a terminal', async () => {
  await withServer(async (server, environment) => {
    server.states.splice(0, 1, { name: 'evil\u001b[2J\u202efilm.mp4' });
    const { out } = await vitascope(['assets', 'list'], environment);
    const line = out.split('\n')[1] ?? '';
    assert.ok(line.startsWith(`${testAsset.id}  playable  50 %`));
    assert.ok(!line.includes('\u001b') && !line.includes('\u202e'));
  });
});

test('assets redrive asks for one rendition when one is named', async () => {
  await withServer(async (server, environment) => {
    const args = ['assets', 'redrive', testAsset.id, '--rendition', 'rn_1080'];
    assert.equal((await vitascope(args, environment)).code, 0);
    assert.deepEqual(server.bodies, [{ rendition: 'rn_1080' }]);
  });
});

test('assets delete does nothing without a yes', async () => {
  await withServer(async (server, environment) => {
    const args = ['assets', 'delete', testAsset.id];
    const unasked = await vitascope([...args, '--json'], environment);
    assert.equal(JSON.parse(unasked.out).error.code, 'confirmation-needed');
    assert.equal((await vitascope(args, environment, false)).code, 1);
    assert.ok(!server.requests.some((line) => line.startsWith('DELETE')));
    assert.equal((await vitascope(args, environment, true)).code, 0);
    assert.equal((await vitascope([...args, '--yes', '--json'], environment)).code, 0);
    assert.equal(server.requests.filter((line) => line.startsWith('DELETE')).length, 2);
  });
});

test('assets delete says which flag deletes what titles link', async () => {
  await withServer(async (server, environment) => {
    const detail = 'It is linked. Delete it with force=true.';
    const details = { linkedBy: ['ti_a', 'ti_b\u001b[2J'] };
    server.problem = { status: 409, code: 'asset-linked', method: 'DELETE', detail, details };
    const args = ['assets', 'delete', testAsset.id, '--yes'];
    const { code, err } = await vitascope(args, environment);
    assert.equal(code, 1);
    assert.match(err, /linked by ti_a, ti_b.*add --force/);
    assert.ok(!err.includes('force=true') && !err.includes('\u001b'), err);
    assert.equal(
      JSON.parse((await vitascope([...args, '--json'], environment)).out).error.code,
      'asset-linked',
    );
    server.problem = null;
    assert.equal((await vitascope([...args, '--force'], environment)).code, 0);
    assert.ok(server.requests.at(-1)?.includes('force=true'), server.requests.at(-1));
  });
});

test('secret rotate signs nobody out without a yes', async () => {
  await withServer(async (server, environment) => {
    assert.equal((await vitascope(['secret', 'rotate'], environment)).code, 0);
    const all = ['secret', 'rotate', '--end-sessions'];
    const unasked = await vitascope([...all, '--json'], environment);
    assert.equal(JSON.parse(unasked.out).error.code, 'confirmation-needed');
    assert.equal((await vitascope(all, environment, false)).code, 1);
    assert.deepEqual(server.bodies, [{ endSessions: false }]);
    assert.equal((await vitascope(all, environment, true)).code, 0);
    const { out } = await vitascope([...all, '--yes', '--json'], environment);
    assert.deepEqual(JSON.parse(out), { rotated: true, endSessions: true });
    assert.deepEqual(server.bodies.slice(1), [{ endSessions: true }, { endSessions: true }]);
  });
});

test('names the nearest option and the nearest command', async () => {
  assert.match(
    (await vitascope(['push', 'a.mp4', '--jsno'])).err,
    /no option --jsno\. Did you mean --json\?/,
  );
  assert.match((await vitascope(['assets', 'lsit'])).err, /Did you mean "vitascope assets list"\?/);
  assert.match((await vitascope(['psuh', 'a.mp4'])).err, /Did you mean "vitascope push"\?/);
  assert.match((await vitascope(['brew', 'coffee'])).err, /See "vitascope --help"/);
});

test('refuses what an option cannot be', async () => {
  assert.match(
    (await vitascope(['push', 'a.mp4', '--wait', 'soon'])).err,
    /"soon"; it can be playable or complete/,
  );
  assert.match(
    (await vitascope(['push', 'a.mp4', '--wait'])).err,
    /--wait needs a value: playable or complete/,
  );
  assert.match((await vitascope(['push'])).err, /needs FILE/);
  assert.match((await vitascope(['push', 'a.mp4', 'b.mp4'])).err, /"b\.mp4"/);
  assert.match((await vitascope(['serve', '--port', '99999'])).err, /--port is "99999"/);
  assert.match(
    (await vitascope(['assets', 'list'], { VITASCOPE_URL: 'ftp://x' })).err,
    /VITASCOPE_URL is "ftp:\/\/x"/,
  );
});

test('every command has help of its own', async () => {
  const names = [
    'serve',
    'push',
    'doctor',
    'secret rotate',
    ...['list', 'show', 'cancel', 'redrive', 'delete', 'trash', 'restore'].map((n) => `assets ${n}`),
  ];
  for (const name of names) {
    const { code, out } = await vitascope([...name.split(' '), '--help']);
    assert.equal(code, 0);
    assert.ok(out.startsWith(`vitascope ${name}`), name);
    assert.equal((await vitascope(['help', ...name.split(' ')])).out, out);
  }
  assert.match((await vitascope([])).out, /vitascope push FILE/);
  assert.match((await vitascope(['--version'])).out, /^vitascope \d+\.\d+\.\d+/);
});
