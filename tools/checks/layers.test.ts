/** The walls, each with a planted violation. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importsOf } from './imports.ts';
import { findLayerViolations } from './layers.ts';
import { withTree } from './temp-tree.ts';

function manifest(name: string, ...dependencies: string[]): string {
  return JSON.stringify({
    name,
    dependencies: Object.fromEntries(dependencies.map((one) => [one, '0.1.0'])),
  });
}

const house = {
  'package.json': manifest('root'),
  'apps/server/package.json': manifest('@v/server', '@v/delivery', '@v/assets', '@v/platform'),
  'apps/watch/package.json': manifest('@v/watch', '@v/media'),
  'modules/delivery/package.json': manifest('@v/delivery', '@v/assets', '@v/platform'),
  'modules/assets/package.json': manifest('@v/assets', '@v/encoder', '@v/media', '@v/platform'),
  'encoder/package.json': manifest('@v/encoder', '@v/media'),
  'platform/package.json': manifest('@v/platform'),
  'media/package.json': manifest('@v/media'),
  'apps/server/main.ts': "import { a } from '@v/delivery';\nimport './local.ts';\n",
  'modules/delivery/index.ts': "import {\n  a,\n  b,\n} from '@v/assets';\n",
  'platform/http/index.ts': "import { fail } from '../kernel/index.ts';\n",
  'media/hls/index.ts': "import type { T } from '../time/index.ts';\n",
  'media/hls/hls.test.ts': "import { it } from 'node:test';\n",
};

async function violations(planted: Readonly<Record<string, string>>): Promise<string[]> {
  return withTree({ ...house, ...planted }, findLayerViolations);
}

async function assertOne(planted: Readonly<Record<string, string>>, expected: RegExp): Promise<void> {
  const found = await violations(planted);
  assert.equal(found.length, 1, found.join('\n'));
  assert.match(found[0] ?? '', expected);
}

describe('layers', () => {
  it('accepts a house that keeps its walls', async () => {
    assert.deepEqual(await violations({}), []);
  });

  it('refuses a manifest that lists what its layer may not know', async () => {
    await assertOne(
      { 'media/package.json': manifest('@v/media', '@v/platform') },
      /media may not import platform/,
    );
    await assertOne(
      { 'encoder/package.json': manifest('@v/encoder', '@v/platform') },
      /encoder may not import platform/,
    );
    await assertOne(
      { 'apps/watch/package.json': manifest('@v/watch', '@v/platform') },
      /only packages, media/,
    );
  });

  it('refuses an import that its layer may not make, however it is written', async () => {
    const forms = [
      "import { a } from '@v/platform/kernel';",
      "import type { A } from '@v/platform/kernel';",
      "export { a } from '@v/platform/kernel';",
      "import '@v/platform/kernel';",
      "const a = await import('@v/platform/kernel');",
      "import {\n  a,\n} from '@v/platform/kernel';",
    ];
    for (const form of forms) {
      const found = await violations({ 'encoder/pool.ts': form });
      assert.ok(
        found.some((line) => /encoder\/pool\.ts: encoder may not import platform/.test(line)),
        form,
      );
    }
  });

  it('refuses a lower module that knows a higher one', async () => {
    const found = await violations({ 'modules/assets/a.ts': "import { b } from '@v/delivery';" });
    assert.ok(found.some((line) => /assets is below delivery/.test(line)));
  });

  it('refuses an import that the manifest does not list', async () => {
    await assertOne(
      { 'modules/delivery/x.ts': "import { a } from '@v/media/hls';" },
      /@v\/media is not in the dependencies/,
    );
  });

  it('refuses a relative import across workspaces, from tests and tools too', async () => {
    const planted = "import { a } from '../../platform/kernel/index.ts';";
    await assertOne(
      { 'modules/assets/x.ts': planted },
      /crosses a workspace; import @v\/platform by its name/,
    );
    await assertOne({ 'tests/e2e/x.test.ts': planted }, /crosses a workspace/);
  });

  it("refuses Node's modules in media and packages, except in their tests", async () => {
    await assertOne(
      {
        'packages/client/package.json': manifest('@v/client'),
        'packages/client/x.ts': "import { get } from 'node:http';",
        'packages/client/x.test.ts': "import { it } from 'node:test';",
      },
      /packages\/client runs in the browser too and may not import node:http/,
    );
    await assertOne(
      { 'media/hls/x.ts': "import { Buffer } from 'node:buffer';" },
      /may not import node:buffer/,
    );
  });

  it('refuses cycles between workspaces and between folders', async () => {
    const manifests = {
      'modules/catalog/package.json': manifest('@v/catalog', '@v/identity'),
      'modules/identity/package.json': manifest('@v/identity', '@v/catalog'),
    };
    await assertOne(manifests, /workspaces there is a cycle: modules\/catalog, modules\/identity/);
    const back = { 'platform/kernel/index.ts': "import { http } from '../http/index.ts';\n" };
    await assertOne(back, /folders of platform there is a cycle: platform\/http, platform\/kernel/);
    const named = { 'platform/kernel/index.ts': "import { http } from '@vitascope/platform/http';\n" };
    await assertOne(named, /folders of platform there is a cycle/);
    const types = { 'media/time/index.ts': "import type { H } from '../hls/index.ts';\n" };
    await assertOne(types, /folders of media there is a cycle: media\/hls, media\/time/);
  });
});

describe('importsOf', () => {
  it('does not take text for imports', () => {
    const source =
      "const x = 'a';\nconst message = `import it from 'nowhere'`;\n// import { a } from 'comment'\n";
    assert.deepEqual(importsOf(source), []);
  });
});
