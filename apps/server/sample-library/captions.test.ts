import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleCaptions } from './captions.ts';
import { filmSeconds } from './films.ts';
import { titles } from './titles.ts';

test('sample films have captions in two languages at least, which are read within the film', () => {
  const captioned = titles.filter(
    ({ slug, film }) => film !== undefined && sampleCaptions(slug, 6).length > 0,
  );
  assert.ok(captioned.length >= 3);
  for (const { slug } of captioned)
    for (const seconds of Object.values(filmSeconds)) {
      const files = sampleCaptions(slug, seconds);
      assert.ok(new Set(files.map(({ language }) => language)).size >= 2, slug);
      for (const { file } of files) {
        const times = [...file.matchAll(/^00:(\d\d\.\d{3}) --> 00:(\d\d\.\d{3})$/gm)];
        assert.equal(times.length, 4);
        for (const [, from, to] of times)
          assert.ok(0 < Number(from) && Number(from) < Number(to) && Number(to) <= seconds, file);
      }
    }
});
