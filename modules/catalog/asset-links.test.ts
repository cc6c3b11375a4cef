import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { unknownViewer } from './availability.ts';
import { catalogMigrations, createCatalog } from './catalog.ts';
import { actor, filmContent } from './testing.ts';
import type { AssetLink, TitleContent } from './title.ts';

const reader = { viewer: unknownViewer, languages: ['en'] };
const idOf = (digit: string) => `as_${digit.repeat(26)}`;

/** A catalogue over a set of assets in the test's hands. */
async function openLinks(context: TestContext) {
  const database = await openTestDatabase({ migrations: [catalogMigrations] });
  context.after(() => database.close());
  const assets = new Set([idOf('1'), idOf('2')]);
  let asked = () => {};
  const catalog = createCatalog({
    database,
    async knownAssets(ids) {
      const known = new Set(ids.filter((id) => assets.has(id)));
      asked();
      return known;
    },
  });
  const link = (digit: string, purpose: AssetLink['purpose'] = 'main'): AssetLink => ({
    assetId: idOf(digit),
    purpose,
    names: {},
  });
  const film = (name: string, changes: Partial<TitleContent> = {}) =>
    catalog.titles.create(filmContent(name, changes), { actor });
  const reasonOf = async ({ id }: { id: string }) =>
    (await catalog.browse.judge(id, unknownViewer)).availability.reason;
  const onAsked = (hook: () => void): void => {
    asked = hook;
  };
  return { catalog, assets, link, film, reasonOf, onAsked };
}

describe('a title whose asset is deleted', () => {
  test('is shown, does not play, says why, and is listed for editors', async (context) => {
    const { catalog, assets, link, film, reasonOf } = await openLinks(context);
    const [one, other] = [
      await film('One', { assets: [link('1')] }),
      await film('Two', { assets: [link('2')] }),
    ];
    const untouched = await film('Three');
    assert.deepEqual(await catalog.assetLinks.titlesLinking(idOf('1')), [one.id]);
    assert.equal(await reasonOf(one), null);
    assets.delete(idOf('1'));
    await catalog.assetLinks.forget(idOf('1'));
    await catalog.assetLinks.forget(idOf('1'));
    await catalog.assetLinks.forget(idOf('9'));
    assert.deepEqual(
      [await reasonOf(one), await reasonOf(other), await reasonOf(untouched)],
      ['no-media', null, 'no-media'],
    );
    const playable = await catalog.browse.list(reader, { playableOnly: true }, { after: null, limit: 10 });
    assert.deepEqual(
      playable.items.map(({ name }) => name),
      ['Two'],
    );
    const missing = await catalog.assetLinks.missing({ after: null, limit: 10 });
    assert.deepEqual(
      missing.map(({ assetId, titleIds }) => [assetId, titleIds]),
      [[idOf('1'), [one.id]]],
    );
  });

  test('stays so through other edits, and plays again with another asset', async (context) => {
    const { catalog, assets, link, film, reasonOf } = await openLinks(context);
    const title = await film('One', { assets: [link('1')] });
    assets.delete(idOf('1'));
    await catalog.assetLinks.forget(idOf('1'));
    await catalog.titles.edit(
      title.id,
      (content) => ({ ...content, windows: [...content.windows], tags: ['x'] }),
      { actor },
    );
    await catalog.titles.edit(
      title.id,
      (content) => ({ ...content, publication: { ...content.publication, publishAt: 1 } }),
      { actor },
    );
    assert.equal(await reasonOf(title), 'no-media');
    await catalog.titles.edit(title.id, (content) => ({ ...content, assets: [link('2')] }), { actor });
    assert.equal(await reasonOf(title), null);
    assert.deepEqual(await catalog.assetLinks.missing({ after: null, limit: 10 }), []);
    const [change] = await catalog.titles.changes(title.id, { after: null, limit: 1 });
    await assert.rejects(
      catalog.titles.undo(title.id, change?.id ?? '', { actor }),
      /The asset as_1+ does not exist/,
    );
  });

  test('no longer offers a trailer that is gone', async (context) => {
    const { catalog, assets, link, film } = await openLinks(context);
    const { id } = await film('One', { assets: [link('1'), link('2', 'trailer')] });
    assert.equal((await catalog.browse.get(id, reader)).videos.length, 1);
    assets.delete(idOf('2'));
    await catalog.assetLinks.forget(idOf('2'));
    const { videos, availability } = await catalog.browse.get(id, reader);
    assert.deepEqual([videos, availability.playable], [[], true]);
  });

  test('is noticed although it was deleted while the link was being made', async (context) => {
    const { catalog, assets, link, film, reasonOf, onAsked } = await openLinks(context);
    const told: Promise<void>[] = [];
    onAsked(() => {
      // Between the look at the asset and the link: deleted over there, and this catalogue is told at once.
      if (!assets.delete(idOf('1'))) return;
      told.push(catalog.assetLinks.forget(idOf('1')));
    });
    const title = await film('One', { assets: [link('1')] });
    await Promise.all(told);
    assert.equal(told.length, 1);
    assert.equal(await reasonOf(title), 'no-media');
  });

  test('is found at the next start when nobody told', async (context) => {
    const { catalog, assets, link, film, reasonOf } = await openLinks(context);
    const [one, two] = [
      await film('One', { assets: [link('1')] }),
      await film('Two', { assets: [link('2')] }),
    ];
    assert.equal(await catalog.assetLinks.check(), 0);
    assets.delete(idOf('1'));
    assert.equal(await catalog.assetLinks.check(), 1);
    assert.equal(await catalog.assetLinks.check(), 0);
    assert.deepEqual([await reasonOf(one), await reasonOf(two)], ['no-media', null]);
  });
});
