import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CaptionError, placeCues, readPacketText, type TimedText } from './index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const event = (text: string): Uint8Array => bytes(`7,0,Default,,0,0,0,,${text}`);

/** A sample of `tx3g`: a length, the text, and a box of styles. */
function sample(
  text: string | Uint8Array,
  styles: readonly (readonly [number, number, number])[] = [],
): Uint8Array {
  const said = typeof text === 'string' ? bytes(text) : text;
  const styl = Buffer.alloc(styles.length === 0 ? 0 : 10 + styles.length * 12);
  if (styles.length > 0) {
    styl.writeUInt32BE(styl.length, 0);
    styl.write('styl', 4, 'latin1');
    styl.writeUInt16BE(styles.length, 8);
    for (const [i, [start, end, face]] of styles.entries()) {
      styl.writeUInt16BE(start, 10 + i * 12);
      styl.writeUInt16BE(end, 12 + i * 12);
      styl.writeUInt8(face, 16 + i * 12);
    }
  }
  const length = Buffer.alloc(2);
  length.writeUInt16BE(said.length);
  return Buffer.concat([length, said, styl]);
}

describe('the text of a packet', () => {
  test('of SubRip is a cue of a SubRip file', () => {
    assert.deepEqual(readPacketText('subrip', bytes('{\\an8}<I>Up</I> & away\r\nagain\r\n\0')), {
      text: '<i>Up</i> &amp; away\nagain',
      settings: 'line:0',
    });
  });

  test('of WebVTT stands where its container says', () => {
    assert.deepEqual(readPacketText('webvtt', bytes('<v Ann>Hello'), 'line:10% align:start region:x'), {
      text: '<v Ann>Hello</v>',
      settings: 'line:10% align:start',
    });
  });

  test('of SubStation Alpha keeps its words, where they stand and what is italic, and nothing that is drawn', () => {
    const read = (text: string) => readPacketText('ass', event(text));
    assert.deepEqual(read('{\\i1}One{\\i0}, {\\b700\\u1}two\\Nthree\\hfour'), {
      text: '<i>One</i>, <b><u>two\nthree four</u></b>',
      settings: '',
    });
    assert.deepEqual(read('{\\fad(200,200)\\an8\\pos(3,4)\\t(0,5,\\fs20)}Above, with commas'), {
      text: 'Above, with commas',
      settings: 'line:0',
    });
    assert.equal(read('{\\p1}m 0 0 l 100 0 100 100{\\p0}'), null);
    assert.deepEqual(read('{\\p1}m 0 0{\\p0}A <b> & c')?.text, 'A &lt;b&gt; &amp; c');
    assert.equal(readPacketText('ass', bytes('1,2,3')), null);
  });

  test('of a text sample has its faces, in either encoding', () => {
    assert.deepEqual(readPacketText('tx3g', sample('Ein 😀 Satz', [[4, 5, 2]]))?.text, 'Ein <i>😀</i> Satz');
    assert.equal(readPacketText('tx3g', sample('one two', [[0, 3, 3]]))?.text, '<b><i>one</i></b> two');
    const wide = Buffer.from('\uFEFFÄh <ja>', 'utf16le').swap16();
    assert.equal(readPacketText('tx3g', sample(wide))?.text, 'Äh &lt;ja&gt;');
    assert.equal(readPacketText('tx3g', sample('')), null);
    assert.equal(readPacketText('tx3g', bytes('\0')), null);
    // A length and a style that lie about what follows.
    assert.equal(readPacketText('tx3g', bytes('\u0007\u0007short'))?.text, 'short');
    assert.equal(readPacketText('tx3g', sample('short', [[3, 900, 2]]))?.text, 'sho<i>rt</i>');
  });

  test('runs nothing and ends no cue early', () => {
    for (const form of ['subrip', 'webvtt'] as const)
      assert.equal(
        readPacketText(form, bytes('<script>alert(1)</script>a\n\n00:01.000 --> 00:02.000\nb'))?.text,
        'a\n00:01.000 --&gt; 00:02.000\nb',
      );
  });

  test('has the limits of a cue, and takes no time that grows faster than it does', () => {
    const tooLarge = (form: Parameters<typeof readPacketText>[0], packet: Uint8Array) =>
      assert.throws(
        () => readPacketText(form, packet),
        (error) => error instanceof CaptionError && error.code === 'too-large',
      );
    tooLarge('subrip', bytes('a\n'.repeat(41)));
    tooLarge('ass', event('a'.repeat(4_001)));
    const started = performance.now();
    for (const hostile of [
      '\n'.repeat(500_000),
      '{'.repeat(500_000),
      '{\\an'.repeat(200_000),
      '<'.repeat(500_000),
    ])
      for (const form of ['subrip', 'webvtt', 'ass', 'tx3g'] as const) {
        try {
          readPacketText(form, form === 'ass' ? event(`${hostile}x`) : bytes(`${hostile}x`));
        } catch (error) {
          if (!(error instanceof CaptionError)) throw error;
        }
      }
    const script = `${'<script></script>'.repeat(200)}\n`.repeat(40);
    readPacketText('subrip', bytes(`${script.trimEnd()}x`));
    assert.ok(performance.now() - started < 3_000, `${performance.now() - started} ms`);
  });
});

describe('placing texts', () => {
  const text = (start: number, duration: number, said = String(start)): TimedText => ({
    start,
    duration,
    text: said,
    settings: '',
  });
  const place = (...texts: TimedText[]) =>
    placeCues(texts, {
      timescale: 1000,
      origin: { ticks: 90_000, timescale: 90_000 },
      durationMs: 60_000,
    }).map(({ startMs, endMs, text: said }) => [startMs, endMs, said]);

  test('counts from the beginning of the title and cuts off what reaches over its ends', () => {
    assert.deepEqual(
      place(text(2_000, 500), text(-500, 100), text(500, 1_000), text(60_000, 5_000), text(61_000, 10)),
      [
        [0, 500, '500'],
        [1_000, 1_500, '2000'],
        [59_000, 60_000, '60000'],
      ],
    );
  });

  test('shows what has no end until the next begins, and not for ever', () => {
    assert.deepEqual(
      place(text(4_000, 0, 'b'), text(2_000, 0, 'a'), text(2_000, -9, 'a too'), text(30_000, 0, 'c')),
      [
        [1_000, 3_000, 'a'],
        [1_000, 3_000, 'a too'],
        [3_000, 8_000, 'b'],
        [29_000, 34_000, 'c'],
      ],
    );
  });

  test('believes no time that no film has', () => {
    assert.deepEqual(place(text(-(2 ** 62), 1), text(2 ** 62, 2 ** 62), text(1_500, 2 ** 62)), [
      [500, 60_000, '1500'],
    ]);
  });
});
