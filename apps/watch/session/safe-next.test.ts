import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeNext } from './safe-next.ts';

test('takes paths of this server, with what follows them', () => {
  for (const path of ['/', '/title/a?b=c#d', '/studio/assets/as_1']) assert.equal(safeNext(path), path);
});

test('takes nothing that leads elsewhere or round in a circle', () => {
  const refused = [
    '//evil.example',
    '/\\evil.example',
    '/a\\..\\b',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\nb',
    '/\t/evil.example',
    '',
    null,
    7,
    ['/a'],
    `/${'a'.repeat(3000)}`,
    '/sign-in?next=/',
    '/who',
  ];
  for (const wanted of refused) assert.equal(safeNext(wanted), null, String(wanted));
});
