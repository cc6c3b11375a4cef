import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMediaAddress } from './media-address.ts';

const manifest = (token: string): string => `https://watch.example/t/${token}/as_1/main.m3u8`;
const file = (name: string): string => `https://watch.example/t/x/as_1/${name}`;

test('a token for a moment opens its segments alone, and manifests', () => {
  const address = createMediaAddress({ manifestUrl: manifest('k1.tabc.z-11.mac') });
  for (const [name, isOpen] of [
    ['v/35.m4s', true],
    ['v/37.m4s', true],
    ['v/34.m4s', false],
    ['v/38.m4s', false],
    ['v/36.vtt', true],
    ['v/38.vtt', false],
    ['t/all.vtt', false],
    ['storyboard-1/0.jpg', false],
    ['v/init.mp4', true],
    ['v/media.m3u8', true],
  ] as const)
    assert.equal(address.opens(file(name)), isOpen, name);
});

test('another token opens all of it, once it is there', async () => {
  const address = createMediaAddress({ manifestUrl: manifest('k1.tabc.z-11.mac') });
  assert.equal(await address.renew(), false);
  address.expect(Promise.resolve(manifest('k1.tabd.mac')));
  assert.equal(await address.renew(), true);
  assert.equal(address.opens(file('v/38.m4s')), true);
  address.expect(Promise.reject(new Error('refused')));
  assert.equal(await address.renew(), false);
});
