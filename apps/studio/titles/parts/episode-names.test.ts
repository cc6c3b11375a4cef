// Lists of episodes as people paste them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_EPISODES, readEpisodes } from './episode-names.ts';

test('episodes are numbered on, unless they bring numbers', () => {
  assert.deepEqual(readEpisodes('Ebb\n\n  Flood \r\nSlack', 4), [
    { number: 4, name: 'Ebb' },
    { number: 5, name: 'Flood' },
    { number: 6, name: 'Slack' },
  ]);
  for (const line of ['3. Ebb', 'E03 Ebb', 'S01E03 - Ebb', '3) Ebb', 'Episode 3: Ebb', '3\tEbb', '3 Ebb'])
    assert.deepEqual(readEpisodes(`${line}\nFlood`, 1), [
      { number: 3, name: 'Ebb' },
      { number: 4, name: 'Flood' },
    ]);
  assert.deepEqual(readEpisodes('1984\n12 Monkeys\n', 1)[0], { number: 1, name: '1984' });
  assert.equal(readEpisodes('x\n'.repeat(500), 1).length, MOST_EPISODES);
});
