// Unsaved changes: what counts as one, and what becomes of them when somebody else was faster.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changedFields, edit, noDraft, rebase, withEdits } from './draft.ts';
import type { Title } from './title-types.ts';

const title = {
  id: 'ti_1',
  revision: 3,
  genres: ['noir'],
  tags: [],
  texts: { en: { name: 'The Third Man', tagline: null, synopsis: null } },
} as unknown as Title;

describe('a draft', () => {
  test('forgets a change that is taken back by hand', () => {
    const once = edit(noDraft(3), title, 'genres', ['noir', 'thriller']);
    assert.deepEqual(changedFields(once), ['genres']);
    assert.deepEqual(withEdits(title, once).genres, ['noir', 'thriller']);
    assert.deepEqual(edit(once, title, 'genres', ['noir']), noDraft(3));
  });

  test('keys in another order are no change', () => {
    const texts = { en: { synopsis: null, tagline: null, name: 'The Third Man' } };
    assert.deepEqual(edit(noDraft(3), title, 'texts', texts), noDraft(3));
  });

  test('goes on upon a newer revision where others changed other fields', () => {
    const draft = edit(noDraft(3), title, 'genres', ['thriller']);
    const fresh = { ...title, revision: 4, tags: ['classic'] };
    const { draft: next, conflicts } = rebase(draft, fresh);
    assert.deepEqual(conflicts, []);
    assert.deepEqual(next, { revision: 4, base: { genres: ['noir'] }, edits: { genres: ['thriller'] } });
  });

  test('shows both values where both changed the same field', () => {
    const draft = edit(noDraft(3), title, 'genres', ['thriller']);
    const { conflicts } = rebase(draft, { ...title, revision: 4, genres: ['crime'] });
    assert.deepEqual(conflicts, [{ field: 'genres', base: ['noir'], mine: ['thriller'], theirs: ['crime'] }]);
  });

  test('has nothing left where others made the same change', () => {
    const draft = edit(noDraft(3), title, 'genres', ['crime']);
    const { draft: next, conflicts } = rebase(draft, { ...title, revision: 4, genres: ['crime'] });
    assert.deepEqual([next, conflicts], [noDraft(4), []]);
  });
});
