import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IntlMessageFormat } from 'intl-messageformat';
import ar from './ar.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };

const values = {
  at: '1:00',
  channels: 3,
  code: 1,
  dropped: 1,
  edge: 'HIT',
  height: 1,
  lines: 720,
  megabits: '2',
  name: 'x',
  number: 2,
  seconds: 5,
  shownHeight: 1,
  shownWidth: 1,
  speed: '1.5',
  total: 3,
  value: 1,
  width: 1,
};

for (const [language, catalogue] of Object.entries({ en, de, ar })) {
  test(`says everything in ${language}, with the same values as in English`, () => {
    assert.deepEqual(Object.keys(catalogue), Object.keys(en).toSorted());
    for (const [key, message] of Object.entries(catalogue)) {
      assert.ok(String(new IntlMessageFormat(message, language).format(values)).length > 0, key);
      const used = (text: string) =>
        Object.keys(values).filter((name) => new RegExp(`\\{${name}[,}]`).test(text));
      assert.deepEqual(used(message), used((en as Record<string, string>)[key] ?? ''), key);
    }
  });
}
