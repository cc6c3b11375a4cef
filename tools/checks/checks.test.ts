/** The other checks, each with a planted violation. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complete } from '../complete-lockfile.ts';
import { findStaleFiles, type Generator, writeGeneratedFiles } from '../generate.ts';
import { findBrokenLinks } from './doc-links.ts';
import { findLargeFiles } from './file-size.ts';
import { findLockfileProblems } from './lockfile.ts';
import { withTree } from './temp-tree.ts';

describe('file size', () => {
  it('refuses more than 500 lines unless a program wrote them', async () => {
    const files = {
      'a.ts': 'x\n'.repeat(500),
      'b.ts': 'x\n'.repeat(501),
      'c.ts': `// @generated\n${'x\n'.repeat(900)}`,
      'node_modules/d/d.ts': 'x\n'.repeat(900),
    };
    assert.deepEqual(await withTree(files, findLargeFiles), [
      'b.ts has 501 lines; split it where a reader would (at most 500).',
    ]);
  });
});

describe('links in documents', () => {
  it('refuses links to files and headings that are not there', async () => {
    const files = {
      'README.md': [
        '[a](docs/a.md) [b](docs/a.md#second-part) [c](#top) [d](https://example.com/x) `[e](code.md)`',
        '[f](docs/missing.md) [g](docs/a.md#third)',
        '```\n[h](fenced.md)\n```\n# Top\n[i]: docs/nowhere.md\n<img src="docs/p.png">',
      ].join('\n'),
      'docs/a.md': '# First\n## Second part\n[back](../README.md#top)\n[root](/docs/a.md)\n',
    };
    assert.deepEqual(await withTree(files, findBrokenLinks), [
      'README.md: the link docs/missing.md leads nowhere.',
      'README.md: the link docs/a.md#third names a heading that is not there.',
      'README.md: the link docs/nowhere.md leads nowhere.',
      'README.md: the link docs/p.png leads nowhere.',
    ]);
  });

  it('numbers repeated headings and keeps code in them', async () => {
    const files = {
      'a.md': '# Use `npm test`\n# Same\n# Same\n[x](#use-npm-test) [y](#same-1) [z](#same-2)\n',
    };
    assert.deepEqual(await withTree(files, findBrokenLinks), [
      'a.md: the link #same-2 names a heading that is not there.',
    ]);
  });
});

describe('lock file', () => {
  const a = {
    integrity: 'sha512-x',
    dev: true,
    optionalDependencies: { '@a/linux-x64-gnu': '1.0.0', '@a/darwin-arm64': '1.0.0' },
  };
  const linux = { version: '1.0.0', integrity: 'sha512-x', dev: true, optional: true, os: ['linux'] };
  const packages = { 'node_modules/a': a, 'node_modules/@a/linux-x64-gnu': linux };
  const check = (packages: unknown): Promise<string[]> =>
    withTree({ 'package-lock.json': JSON.stringify({ packages }) }, findLockfileProblems);

  it('refuses a package whose optional parts for other platforms are not listed, until they are', async () => {
    const found = await check(packages);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', /node_modules\/a may use @a\/darwin-arm64, which is not listed/);
    const completed = complete(packages);
    assert.deepEqual(completed['node_modules/@a/darwin-arm64'], {
      version: '1.0.0',
      cpu: ['arm64'],
      dev: true,
      optional: true,
      os: ['darwin'],
    });
    assert.deepEqual(await check(completed), []);
  });

  it('lists nothing without a checksum that is used outside development', async () => {
    assert.throws(() => complete({ 'node_modules/a': { ...a, dev: false } }), /needs a checksum/);
    const unchecked = { version: '1.0.0', optional: true, os: ['linux'] };
    const found = await check({ 'node_modules/@a/linux-x64-gnu': unchecked });
    assert.match(found[0] ?? '', /has no checksum/);
  });

  it('refuses hosts that others cannot reach, and packages without a checksum', async () => {
    const lock = {
      packages: {
        '': {},
        media: {},
        'node_modules/@v/media': { resolved: 'media', link: true },
        'node_modules/a': { resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz', integrity: 'sha512-x' },
        'node_modules/b': { resolved: 'http://10.0.0.5:4873/b/-/b-1.0.0.tgz', integrity: 'sha512-x' },
        'node_modules/c': { integrity: 'sha512-x' },
        'node_modules/d': {},
      },
    };
    const found = await withTree({ 'package-lock.json': JSON.stringify(lock) }, findLockfileProblems);
    assert.equal(found.length, 2);
    assert.match(found[0] ?? '', /node_modules\/b comes from http:\/\/10\.0\.0\.5/);
    assert.match(found[1] ?? '', /node_modules\/d has no checksum/);
  });
});

describe('generated files', () => {
  const generator: Generator = { output: 'docs/x.md', generate: async () => 'new\n' };

  it('refuses a file that is missing or out of date, until it is written', async () => {
    await withTree({ 'docs/y.md': '' }, async (root) => {
      assert.match((await findStaleFiles(root, [generator]))[0] ?? '', /docs\/x\.md is missing/);
      await writeGeneratedFiles(root, [{ ...generator, generate: async () => 'old\n' }]);
      assert.match((await findStaleFiles(root, [generator]))[0] ?? '', /out of date; run "npm run generate"/);
      await writeGeneratedFiles(root, [generator]);
      assert.deepEqual(await findStaleFiles(root, [generator]), []);
    });
  });

  it('waits for a source that does not exist yet', async () => {
    const later: Generator = { ...generator, source: 'apps/server/openapi.ts' };
    assert.deepEqual(await withTree({ 'a.md': '' }, (root) => findStaleFiles(root, [later])), []);
  });
});
