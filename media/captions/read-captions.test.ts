import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cleanCueText } from './cue-text.ts';
import { CaptionError, captionLimits, readCaptions } from './index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readCaptions(bytes(text)).cues;
const one = (text: string): string | undefined =>
  read(`WEBVTT\n\n00:01.000 --> 00:02.000\n${text}\n`)[0]?.text;
const refused = (code: string, line: number | null, message?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof CaptionError, String(error));
  assert.deepEqual([error.code, error.line], [code, line], error.message);
  if (message !== undefined) assert.match(error.message, message);
  return true;
};

describe('WebVTT', () => {
  test('reads cues with names, settings and notes, sorted by their beginnings', () => {
    const text = `WEBVTT - of a test
Kind: captions

STYLE
::cue { color: red }

NOTE
00:00:00.000 of no cue

second
00:01:02.500 --> 01:00:00.000 line:0 align:middle region:fred position:10%,line-left size:200%
<v Ada>Hello
there

00:00.250 --> 00:02.000
First
`;
    assert.deepEqual(read(text), [
      { startMs: 250, endMs: 2000, settings: '', text: 'First' },
      {
        startMs: 62_500,
        endMs: 3_600_000,
        settings: 'line:0 align:center position:10%,line-left',
        text: '<v Ada>Hello\nthere</v>',
      },
    ]);
  });

  test('a cue without an empty line before the next is two cues', () => {
    const cues = read('WEBVTT\n\n00:01.000 --> 00:02.000\na\n00:02.000 --> 00:03.000\nb');
    assert.deepEqual(
      cues.map(({ text }) => text),
      ['a', 'b'],
    );
  });

  test('what is shown for no time or says nothing is left out', () => {
    const text =
      'WEBVTT\n\n00:01.000 --> 00:01.000\na\n\n00:02.000 --> 00:03.000\n<i></i>\n\n00:04.000 --> 00:05.000\nb';
    assert.deepEqual(
      read(text).map((cue) => cue.text),
      ['b'],
    );
  });
});

describe('SubRip', () => {
  test('reads what the tools of thirty years wrote', () => {
    const text = `1\r
00:00:01,5 --> 00:00:02,000  X1:100 X2:200\r
{\\an8}<font color="#fff"><I>Above</I></font>\r
\r
still the same cue\r
\r
\r
2\r
\r
00:00:03,000-->00:00:04,000\r
5 < 6 & 7 > 2, <3\r
3\r
00:00:05,000 --> 00:00:06,000\r
-Who?\r
- Me.`;
    assert.deepEqual(read(text), [
      { startMs: 1500, endMs: 2000, settings: 'line:0', text: '<i>Above</i>\nstill the same cue' },
      { startMs: 3000, endMs: 4000, settings: '', text: '5 &lt; 6 &amp; 7 &gt; 2, &lt;3' },
      { startMs: 5000, endMs: 6000, settings: '', text: '-Who?\n- Me.' },
    ]);
  });

  const utf16 = (text: string, isLittle: boolean, hasMark: boolean): Uint8Array => {
    const units = [...(hasMark ? '\ufeff' : ''), ...text].join('');
    const out = new Uint8Array(units.length * 2);
    for (let n = 0; n < units.length; n++)
      new DataView(out.buffer).setUint16(n * 2, units.charCodeAt(n), isLittle);
    return out;
  };
  const cue = '1\n00:00:01,000 --> 00:00:02,000\nGrüße – “Ägypten”\n';
  for (const [name, file] of [
    ['UTF-8', bytes(cue)],
    ['UTF-8 with a mark', bytes(`\ufeff${cue}`)],
    ['UTF-16, little end first', utf16(cue, true, true)],
    ['UTF-16, big end first', utf16(cue, false, true)],
    ['UTF-16 without a mark', utf16(cue, true, false)],
    ['UTF-16, big end first, without a mark', utf16(cue, false, false)],
    [
      'Windows-1252',
      Uint8Array.from(cue, (letter) => ({ '–': 0x96, '“': 0x93, '”': 0x94 })[letter] ?? letter.charCodeAt(0)),
    ],
  ] as const)
    test(`in ${name}`, () => assert.equal(readCaptions(file).cues[0]?.text, 'Grüße – “Ägypten”'));
});

describe('the text of a cue', () => {
  for (const [name, raw, clean] of [
    [
      'keeps what WebVTT has',
      '<c.yellow.bg_blue>a</c> <ruby>漢<rt>かん</rt></ruby> <lang en-GB>b</lang>',
      null,
    ],
    ['keeps the times of karaoke', 'a <00:00:01.500>b', null],
    ['keeps entities', 'a &amp; b &nbsp;&#8211; &lrm;c', null],
    ['takes scripts out with what they do', 'a<script>alert(1)</script>b', 'ab'],
    ['takes a script out that is not closed', 'a<SCRIPT src=x>alert(1)', 'a'],
    [
      'takes other tags out and leaves their text',
      '<img src=x onerror=alert(1)>a<svg/onload=x>b<a href="x">c</a>',
      'abc',
    ],
    ['has no attributes on tags', '<b onclick="x()">a</b>', '<b>a</b>'],
    ['closes what is open, and what is open within', '<b><i>a</b> c', '<b><i>a</i></b> c'],
    ['drops an end without a beginning', 'a</i> b', 'a b'],
    ['ends no cue by an empty line', 'a\n<i>\n</i>\nb<br><br/>c', 'a\n<i>\n</i>\nb\nc'],
    ['has no control characters', 'a\u0000\u0007b\u2028c', 'ab\nc'],
    ['escapes what is no entity', 'AT&T; &bogus; < b', 'AT&amp;T; &amp;bogus; &lt; b'],
  ] as const)
    test(name, () => assert.equal(one(raw), clean ?? raw));

  test('cannot be led to begin a cue', () => {
    assert.equal(
      cleanCueText('1 --> 2 <v x-->y <c.a-->z <v --<b>>'),
      '1 --&gt; 2 <v x>y z <v - b>&gt;</v></v>',
    );
  });

  test('done again it changes nothing, whatever it was', () => {
    const parts = [
      '<',
      '>',
      '&',
      'i',
      'b',
      '/',
      ' ',
      '\n',
      '-',
      '-->',
      '<v ',
      '<c.',
      'amp;',
      '<script>',
      '</',
      '{\\an8}',
      '&lt;',
      '1',
      'é',
    ];
    let seed = 7;
    const next = (limit: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * limit);
    };
    for (let n = 0; n < 3_000; n++) {
      const raw = Array.from({ length: 1 + next(14) }, () => parts[next(parts.length)]).join('');
      const clean = cleanCueText(raw);
      assert.equal(cleanCueText(clean), clean, JSON.stringify(raw));
      assert.doesNotMatch(clean, /-->|\n\n|<script/, JSON.stringify(raw));
    }
  });
});

describe('what is refused', () => {
  const head = 'WEBVTT\n\n';
  for (const [name, text, code, line, message] of [
    ['an empty file', '', 'not-captions', null, undefined],
    ['a file without cues', 'WEBVTT\n\nNOTE nothing', 'not-captions', null, undefined],
    ['SubStation Alpha, by name', '[Script Info]\nTitle: x', 'not-captions', null, /SubStation.*\.srt/],
    ['TTML, by name', '<?xml version="1.0"?><tt/>', 'not-captions', null, /TTML/],
    ['times that are none', `${head}00:00:01.000 --> 00:61.000\na`, 'malformed', 3, /00:61/],
    ['an end before the beginning', `${head}00:05.000 --> 00:04.000\na`, 'malformed', 3, /ends before/],
    ['text that belongs to no cue', `${head}lost\nwords\n`, 'malformed', 3, /"lost"/],
    ['a long line', `${head}00:01.000 --> 00:02.000\n${'a'.repeat(5_000)}`, 'too-large', 4, /5000/],
    ['long times', `${head}00:01.000 --> 00:02.000 ${'a'.repeat(5_000)}\nb`, 'malformed', 3, undefined],
    [
      'a cue of too many lines',
      `${head}00:01.000 --> 00:02.000\n${'a\n'.repeat(100)}`,
      'too-large',
      3,
      /100 lines/,
    ],
    ['too many cues', head + '00:01.000 --> 00:02.000\na\n\n'.repeat(20_001), 'too-large', 60_003, /20000/],
    ['too many lines', head + '\n'.repeat(200_001), 'too-large', null, /lines/],
    ['too many bytes', head + 'a'.repeat(captionLimits.bytes), 'too-large', null, /bytes/],
  ] as const)
    test(name, () => assert.throws(() => read(text), refused(code, line, message)));

  test('what takes a reader long elsewhere is over at once', () => {
    const begin = performance.now();
    for (const text of [
      '<'.repeat(3_900),
      '<c'.repeat(1_900),
      '&'.repeat(3_900),
      '<i>'.repeat(1_300),
      '{\\'.repeat(1_900),
    ])
      read(`1\n00:00:01,000 --> 00:00:02,000\n${Array.from({ length: 39 }, () => text).join('\n')}\nx`);
    assert.ok(performance.now() - begin < 2_000);
  });
});
