// One case of the exactness suite: a source, what must be made of it, and the test that holds it to that.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EncoderPool } from '@vitascope/encoder';
import { type MadeSource, makeSource } from '../media/make.ts';
import type { ExpectedFrame, SourceWish } from '../media/spec.ts';
import { expectExactRenditions } from '../verify/expect-exact-delivery.ts';
import { hashes, makeInOrder, makeInRandomOrder, openPool, planSource } from './make-all.ts';
import { sourcePictures } from './source-pictures.ts';

export interface ExactCase {
  readonly name: string;
  readonly wish: SourceWish;
  /** Labels of the renditions, best first, the sound's behind the picture's. */
  readonly renditions: readonly string[];
  /** Where not every frame is promised. */
  readonly keeps?: (frame: ExpectedFrame) => boolean;
  /** What is known to be missing for it; it is tried all the same. */
  readonly todo?: string;
}

/** A test for each case: exact in random order, and the same bytes in order. */
export function testExactSources(title: string, cases: readonly ExactCase[]): void {
  describe(title, () => {
    let pool: EncoderPool;
    before(() => {
      pool = openPool();
    });
    after(() => pool.close());
    for (const [n, each] of cases.entries()) {
      test(each.name, { todo: each.todo ?? false }, async () => {
        const source = await makeSource(each.wish);
        await expectExactSource(pool, source, { ...each, seed: n + 1 });
      });
    }
  });
}

async function expectExactSource(
  pool: EncoderPool,
  source: MadeSource,
  expected: ExactCase & { readonly seed: number },
): Promise<void> {
  const plan = await planSource(pool, source);
  assert.deepEqual(
    plan.renditions.map((rendition) => rendition.label),
    expected.renditions,
    'the renditions that are offered',
  );
  const random = await makeInRandomOrder(plan, expected.seed);
  const frames = expected.keeps === undefined ? source.frames : source.frames.filter(expected.keeps);
  await expectExactRenditions(random, source, { frames });
  for (const rendition of random) {
    if (rendition.kind !== 'video' || !rendition.name.endsWith('-source')) continue;
    const joined = Buffer.concat([rendition.init, ...rendition.media]);
    assert.deepEqual(
      await sourcePictures(joined),
      await sourcePictures(source.path),
      'copied pictures are the source’s own',
    );
  }
  const inOrder = await makeInOrder(plan);
  assert.deepEqual(hashes(inOrder), hashes(random), 'bytes made in order and in random order');
}
