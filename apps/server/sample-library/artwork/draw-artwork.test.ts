// The demo's pictures: every title can be lettered, and no two look alike.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { titles } from '../titles.ts';
import { drawArtwork } from './draw-artwork.ts';

test('every title has a poster of its own, with its words on it', async () => {
  const seen = new Set<string>();
  for (const { slug, look, texts } of titles) {
    const poster = await drawArtwork('poster', look, texts['en']?.name ?? assert.fail(slug));
    seen.add(poster.toString('base64'));
  }
  assert.equal(seen.size, titles.length);
});

test('a logo is nothing but its words', async () => {
  const logo = await drawArtwork('logo', { scene: 'hills', hue: 0 }, 'Wave Theory: Undertow');
  const { channels } = await sharp(logo).stats();
  const alpha = channels[3] ?? assert.fail('It is opaque.');
  assert.ok(alpha.min === 0 && alpha.max === 255 && alpha.mean < 100);
});
