import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstCaptionStyle, readPreferences } from './preferences.ts';

test('reads what was kept, and what is first in place of what makes no sense', () => {
  const kept = readPreferences(
    JSON.stringify({
      volume: 0.4,
      isMuted: true,
      captionStyle: { size: 150, colour: 'magenta', ground: 'none' },
      captions: { isOn: true, language: 'de', kind: 'karaoke' },
      audioLanguage: 7,
    }),
  );
  assert.deepEqual(kept, {
    volume: 0.4,
    isMuted: true,
    captionStyle: { ...firstCaptionStyle, size: 150, ground: 'none' },
    captions: { isOn: true, language: 'de', kind: 'subtitles' },
    audioLanguage: null,
  });
  for (const text of [null, '', 'null', '{"volume":7}', '[1]'])
    assert.equal(readPreferences(text).volume, 1, String(text));
});
