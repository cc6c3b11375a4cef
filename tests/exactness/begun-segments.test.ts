// A segment that was made in two goes, by two processes, has the bytes of one that was made in one.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { test } from 'node:test';
import { makeRequest } from '@vitascope/assets/make-request';
import type { EncoderChunk, EncoderPool } from '@vitascope/encoder';
import { makeSource } from '../media/make.ts';
import { openPool, type Plan, planSource } from './make-all.ts';

type Begun = Readonly<Record<string, number>>;

/** The CMAF chunks of segments 1 and 2, by rendition and number. */
async function makeChunks(
  pool: EncoderPool,
  { plan, path, begun }: { readonly plan: Plan; readonly path: string; readonly begun: Begun },
): Promise<Map<string, Buffer[]>> {
  const { examination, renditions } = plan;
  const mould = { assetId: path, container: examination.facts.container, timeline: examination.timeline };
  const location = { kind: 'file', path, sizeBytes: (await stat(path)).size } as const;
  const encoded = renditions.filter(({ recipe }) => recipe.kind === 'video-h264');
  const chunks = new Map<string, Buffer[]>();
  let coming: Buffer[] = [];
  const onChunk = ({ rendition, segment, bytes, endsChunk }: EncoderChunk): void => {
    coming.push(bytes);
    if (!endsChunk) return;
    const name = `${rendition}/${segment}`;
    chunks.set(name, [...(chunks.get(name) ?? []), Buffer.concat(coming)]);
    coming = [];
  };
  const request = makeRequest(mould, encoded, { first: 1, last: 2, begun }, location);
  await pool.make(request, { priority: 'fill', onChunk });
  return chunks;
}

test('what another process has begun is brought to its end with the same bytes', async (context) => {
  const pool = openPool();
  context.after(() => pool.close());
  const { path } = await makeSource({ seconds: 12, video: { width: 854, height: 480, gopFrames: 100 } });
  const plan = await planSource(pool, { path } as Awaited<ReturnType<typeof makeSource>>);
  const inOne = await makeChunks(pool, { plan, path, begun: {} });
  assert.ok(inOne.size >= 4, 'two segments of two renditions');
  const [half] = [...inOne.keys()].map((name) => name.split('/')[0] as string);
  assert.ok(half !== undefined);
  const rest = await makeChunks(pool, { plan, path, begun: { [half]: 1 } });
  for (const [name, chunks] of inOne) {
    assert.equal(chunks.length, 2, `${name} has two GOPs`);
    const wanted: readonly Buffer[] = name === `${half}/1` ? chunks.slice(1) : chunks;
    assert.deepEqual(rest.get(name), wanted, name);
  }
});
