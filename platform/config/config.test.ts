/** Sources, precedence, mistakes, secrets and the reference page. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { z } from 'zod';
import { isVitascopeError } from '../kernel/index.ts';
import { configReference, createSecret, listSettings, loadConfig, secret } from './index.ts';

const schema = z.object({
  dataDir: z.string().default('./data').describe('Where everything is kept.'),
  port: z.int().min(0).max(65535).default(8080).describe('Port of the server.'),
  roles: z.array(z.string()).default(['all']),
  database: z.object({
    url: z.url().optional(),
    poolSize: z.int().default(10),
    password: secret().optional().describe('Password of the database.'),
  }),
  log: z.object({ level: z.enum(['debug', 'info']).default('info'), text: z.boolean().default(false) }),
});

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitascope-config-'));
});
after(() => rm(folder, { recursive: true }));

async function write(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function mistakes(sources: Parameters<typeof loadConfig>[1]): Promise<string> {
  const error = await loadConfig(schema, sources).then(
    () => assert.fail('The configuration was accepted.'),
    (caught: unknown) => caught,
  );
  assert.ok(isVitascopeError(error, 'config-invalid'));
  return error.message;
}

describe('loadConfig', () => {
  it('runs on defaults alone, with no file at all', async () => {
    const config = await loadConfig(schema, { env: {}, file: join(folder, 'absent.yaml') });
    assert.deepEqual(config, {
      dataDir: './data',
      port: 8080,
      roles: ['all'],
      database: { poolSize: 10 },
      log: { level: 'info', text: false },
    });
  });

  it('lets variables win over the file, and the file over defaults', async () => {
    const file = await write('a.yaml', 'port: 1000\ndataDir: /from/file\nlog:\n  level: debug\n');
    const env = {
      VITASCOPE_PORT: '2000',
      VITASCOPE_DATABASE_URL: 'postgres://db/x',
      VITASCOPE_DATABASE_POOL_SIZE: '3',
      VITASCOPE_LOG_TEXT: 'true',
      VITASCOPE_ROLES: 'api, worker',
      VITASCOPE_DATA_DIR: '',
      PATH: '/bin',
    };
    const config = await loadConfig(schema, { env, file });
    assert.equal(config.port, 2000);
    assert.equal(config.dataDir, '/from/file');
    assert.deepEqual(config.database, { url: 'postgres://db/x', poolSize: 3 });
    assert.deepEqual(config.log, { level: 'debug', text: true });
    assert.deepEqual(config.roles, ['api', 'worker']);
  });

  it('names the nearest key for an unknown one, in the file and in variables', async () => {
    const file = await write('b.yaml', 'dataDri: /x\ndatabase:\n  pool_size: 3\n');
    const message = await mistakes({ env: { VITASCOPE_DATABASE_ULR: 'x' }, file });
    assert.match(message, /no setting "dataDri"\. Did you mean "dataDir"\?/);
    assert.match(message, /no setting "database\.pool_size"\. Did you mean "database\.poolSize"\?/);
    assert.match(message, /no setting VITASCOPE_DATABASE_ULR\. Did you mean VITASCOPE_DATABASE_URL\?/);
  });

  it('says which value was wrong and where it came from', async () => {
    assert.match(await mistakes({ env: { VITASCOPE_PORT: 'abc' } }), /VITASCOPE_PORT: "abc" is not a number/);
    assert.match(await mistakes({ env: { VITASCOPE_PORT: '70000' } }), /VITASCOPE_PORT \(70000\): .*65535/);
    const file = await write('c.yaml', 'log:\n  level: loud\n');
    assert.match(await mistakes({ env: {}, file }), /c\.yaml: log\.level \("loud"\): .*"debug"\|"info"/);
    const scalar = await write('d.yaml', 'log: loud\n');
    assert.match(await mistakes({ env: {}, file: scalar }), /d\.yaml: log must hold keys/);
    const broken = await write('e.yaml', 'port: 1\n port: [');
    assert.match(await mistakes({ env: {}, file: broken }), /e\.yaml cannot be read/);
    const named = { VITASCOPE_CONFIG: join(folder, 'nowhere.yaml') };
    assert.match(await mistakes({ env: named }), /nowhere\.yaml cannot be read: .*does not exist/);
  });

  it('does not stumble over what Kubernetes adds', async () => {
    const env = { VITASCOPE_SERVICE_HOST: '10.0.0.1', VITASCOPE_PORT_8080_TCP_ADDR: '10.0.0.1' };
    assert.equal((await loadConfig(schema, { env })).port, 8080);
    assert.match(await mistakes({ env: { VITASCOPE_PORT: 'tcp://10.0.0.1:80' } }), /enableServiceLinks/);
  });

  it('refuses a schema in which two settings share a variable', () => {
    const clash = z.object({
      dataDir: z.string().optional(),
      data: z.object({ dir: z.string().optional() }),
    });
    assert.throws(() => listSettings(clash), /VITASCOPE_DATA_DIR/);
  });
});

describe('secrets', () => {
  it('are read from a variable or from a file, not from both', async () => {
    const file = await write('password', 'hunter2\n');
    const fromFile = await loadConfig(schema, { env: { VITASCOPE_DATABASE_PASSWORD_FILE: file } });
    assert.equal(fromFile.database.password?.reveal(), 'hunter2');
    const fromVariable = await loadConfig(schema, { env: { VITASCOPE_DATABASE_PASSWORD: 'hunter3' } });
    assert.equal(fromVariable.database.password?.reveal(), 'hunter3');
    const env = { VITASCOPE_DATABASE_PASSWORD: 'hunter3', VITASCOPE_DATABASE_PASSWORD_FILE: file };
    assert.match(await mistakes({ env }), /both set/);
    const absent = { VITASCOPE_DATABASE_PASSWORD_FILE: join(folder, 'absent') };
    assert.match(await mistakes({ env: absent }), /VITASCOPE_DATABASE_PASSWORD_FILE: ENOENT/);
    assert.match(await mistakes({ env: { VITASCOPE_PORT_FILE: file } }), /no setting VITASCOPE_PORT_FILE/);
  });

  it('show themselves in no text form', () => {
    const value = createSecret('hunter2');
    const texts = [
      JSON.stringify({ value }),
      `${value}`,
      inspect({ value }, { showHidden: true }),
      String(value),
    ];
    for (const text of texts) {
      assert.ok(!text.includes('hunter2'));
      assert.ok(text.includes('[redacted]'));
    }
    assert.ok(
      !JSON.stringify(structuredClone(Object.entries({ ...value }).map(([key]) => key))).includes('hunter2'),
    );
  });

  it('are not in the message when they are wrong', async () => {
    const file = await write('f.yaml', 'database:\n  password: 12345678\n');
    const message = await mistakes({ env: {}, file });
    assert.match(message, /database\.password/);
    assert.ok(!message.includes('12345678'));
  });
});

describe('configReference', () => {
  it('lists every setting with variable, type, default and description', () => {
    const page = configReference(schema);
    assert.match(
      page,
      /\| `dataDir` \| `VITASCOPE_DATA_DIR` \| text \| `\.\/data` \| Where everything is kept\. \|/,
    );
    assert.match(page, /## `database`/);
    assert.match(
      page,
      /\| `database\.password` \| `VITASCOPE_DATABASE_PASSWORD` \| secret \| — \| Password of the database\. \|/,
    );
    assert.match(page, /`debug`, `info`/);
    for (const { variable } of listSettings(schema)) assert.ok(page.includes(`\`${variable}\``));
  });
});
