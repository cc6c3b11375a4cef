/** Capital letters as strokes of a pen: words in pictures that look alike on machines without any fonts. */

/** A stroke path in a cell ten units high, and how wide the cell is. */
type Glyph = readonly [width: number, path: string];

const glyphs: Readonly<Record<string, Glyph>> = {
  A: [7.4, 'M0 10L3.7 0L7.4 10M1.4 6.4H6'],
  B: [5.8, 'M0 0V10H3.1A2.7 2.7 0 0 0 3.1 4.6H0M0 0H2.8A2.3 2.3 0 0 1 2.8 4.6'],
  C: [8.2, 'M8.2 1.16A5 5 0 1 0 8.2 8.84'],
  D: [7.5, 'M0 0V10H2.5A5 5 0 0 0 2.5 0Z'],
  E: [5, 'M5 0H0V10H5M0 5H4.3'],
  F: [5, 'M5 0H0V10M0 5H4.2'],
  G: [10, 'M8.5 1.43A5 5 0 1 0 10 5H6.2'],
  H: [7, 'M0 0V10M7 0V10M0 5H7'],
  I: [0, 'M0 0V10'],
  J: [4, 'M4 0V7.6A2.4 2.4 0 0 1 0 9'],
  K: [6.4, 'M0 0V10M6 0L0 6.2M2.2 4L6.4 10'],
  L: [5, 'M0 0V10H5'],
  M: [9, 'M0 10V0L4.5 7L9 0V10'],
  N: [7, 'M0 10V0L7 10V0'],
  O: [10, 'M5 0A5 5 0 1 0 5 10A5 5 0 1 0 5 0Z'],
  P: [5.7, 'M0 10V0H3A2.7 2.7 0 0 1 3 5.4H0'],
  Q: [10, 'M5 0A5 5 0 1 0 5 10A5 5 0 1 0 5 0ZM6.6 6.8L10 10.6'],
  R: [6, 'M0 10V0H3A2.7 2.7 0 0 1 3 5.4H0M2.9 5.4L6 10'],
  S: [5.3, 'M5 1.7A2.6 2.4 0 0 0 2.7 0A2.45 2.45 0 0 0 2.7 4.9A2.55 2.55 0 0 1 2.7 10A2.8 2.6 0 0 1 0 8.1'],
  T: [7, 'M0 0H7M3.5 0V10'],
  U: [6.8, 'M0 0V6.6A3.4 3.4 0 0 0 6.8 6.6V0'],
  V: [7.4, 'M0 0L3.7 10L7.4 0'],
  W: [11, 'M0 0L2.8 10L5.5 1.4L8.2 10L11 0'],
  X: [6.6, 'M0 0L6.6 10M6.6 0L0 10'],
  Y: [7, 'M0 0L3.5 5L7 0M3.5 5V10'],
  Z: [6.4, 'M0 0H6.4L0 10H6.4'],
  '1': [2, 'M0 1.7L2 0V10'],
  '2': [5.4, 'M0.2 2.4A2.5 2.5 0 0 1 5.2 2.4C5.2 4.6 0 7.6 0 10H5.4'],
  ':': [0, 'M0 3V3.2M0 8.6V8.8'],
};

const LETTER_GAP = 2.6;
const WORD_GAP = 6;
const LINE_HEIGHT = 15;
const CELL_HEIGHT = 10;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The words in as many lines as make them largest within the box, each in its middle; from the box's bottom upwards. */
export function lettering(words: string, box: Box, ink: string): string {
  const lines = Array.from({ length: 4 }, (_, index) => broken(words.toUpperCase().split(' '), index + 1));
  const sized = lines.map((some) => ({ some, scale: scaleWithin(some, box) }));
  const best = sized.reduce((one, other) => (other.scale > one.scale ? other : one));
  const top = box.y + box.height - heightOf(best.some.length) * best.scale;
  const rows = best.some.map((line, index) => {
    const left = box.x + (box.width - widthOf(line) * best.scale) / 2;
    const y = top + index * LINE_HEIGHT * best.scale;
    return `<g transform="translate(${left.toFixed(1)} ${y.toFixed(1)}) scale(${best.scale.toFixed(3)})">${pathsOf(line)}</g>`;
  });
  return `<g fill="none" stroke="${ink}" stroke-width="1.15" stroke-linecap="round" stroke-linejoin="round">${rows.join('')}</g>`;
}

const heightOf = (lines: number): number => (lines - 1) * LINE_HEIGHT + CELL_HEIGHT;

function scaleWithin(lines: readonly string[], { width, height }: Box): number {
  return Math.min(width / Math.max(...lines.map(widthOf)), height / heightOf(lines.length));
}

/** Words in at most so many lines, no line much longer than the others. */
function broken(words: readonly string[], count: number): readonly string[] {
  const share = words.join(' ').length / count;
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || (line.length + word.length / 2 > share && lines.length < count))
      lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

function widthOf(line: string): number {
  let width = 0;
  for (const letter of line)
    width += letter === ' ' ? WORD_GAP - LETTER_GAP : glyphOf(letter)[0] + LETTER_GAP;
  return width - LETTER_GAP;
}

function pathsOf(line: string): string {
  let x = 0;
  let paths = '';
  for (const letter of line) {
    if (letter === ' ') {
      x += WORD_GAP - LETTER_GAP;
      continue;
    }
    const [width, path] = glyphOf(letter);
    paths += `<path transform="translate(${x.toFixed(1)} 0)" d="${path}"/>`;
    x += width + LETTER_GAP;
  }
  return paths;
}

function glyphOf(letter: string): Glyph {
  const glyph = glyphs[letter];
  if (glyph === undefined) throw new Error(`The demo's lettering has no "${letter}".`);
  return glyph;
}
