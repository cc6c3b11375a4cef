// Text of a cue, reduced to what WebVTT can say: whatever tags, scripts or stray characters a file brings along.

/** WebVTT §4.2.2; `rt` stands within `ruby`. */
const tagPattern =
  /^(\/?)(c|i|b|u|ruby|rt|v|lang)((?:\.[\p{L}\p{N}_]+(?:-[\p{L}\p{N}_]+)*)*)(?:[ \t\n]+(.*))?$/su;
const timestampPattern = /^(?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3}$/;
/** Their content is no text. */
const programPattern = /^(script|style)\b/i;
const annotated: readonly string[] = ['v', 'lang'];

const entityPattern = /^&(?:amp|lt|gt|nbsp|lrm|rlm|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/i;

/**
 * Cue text that is safe to write into a WebVTT file and to hand to any player. Tags that WebVTT does not have go, with
 * all that stands in a script; what is not closed is closed; the rest is escaped. Empty where nothing is left.
 * Doing it again changes nothing.
 */
export function cleanCueText(raw: string): string {
  const open: string[] = [];
  let lower: string | null = null;
  let out = '';
  for (let at = 0; at < raw.length; ) {
    const next = nextMark(raw, at);
    out += raw.slice(at, next);
    if (next === raw.length) break;
    const mark = raw[next];
    if (mark === '<') {
      const end = raw.indexOf('>', next);
      const inner = end === -1 ? '' : raw.slice(next + 1, end);
      if (!isTag(inner)) {
        out += '&lt;';
        at = next + 1;
        continue;
      }
      const program = programPattern.exec(inner)?.[1];
      if (program !== undefined) lower ??= asciiLower(raw);
      at = program === undefined ? end + 1 : endOfProgram(lower ?? raw, end + 1, program);
      out += program === undefined ? cleanTag(inner, open) : '';
    } else {
      const entity = mark === '&' ? entityPattern.exec(raw.slice(next, next + 12))?.[0] : undefined;
      out += entity ?? (mark === '&' ? '&amp;' : '&gt;');
      at = next + (entity?.length ?? 1);
    }
  }
  for (const name of open.toReversed()) out += `</${name}>`;
  return tidyLines(out);
}

/** `1 < 2` and `<3` are none. */
const isTag = (inner: string): boolean => /^[^\s\d=<]/.test(inner) || timestampPattern.test(inner);

function nextMark(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const letter = text[at];
    if (letter === '<' || letter === '>' || letter === '&') return at;
  }
  return text.length;
}

/** As long as the text, which `toLowerCase` does not promise. */
const asciiLower = (text: string): string => text.replaceAll(/[A-Z]+/g, (run) => run.toLowerCase());

/** @param text in small letters */
function endOfProgram(text: string, from: number, name: string): number {
  const closing = text.indexOf(`</${name.toLowerCase()}`, from);
  if (closing === -1) return text.length;
  const end = text.indexOf('>', closing);
  return end === -1 ? text.length : end + 1;
}

function cleanTag(inner: string, open: string[]): string {
  if (timestampPattern.test(inner)) return `<${inner}>`;
  if (/^br\s*\/?$/i.test(inner)) return '\n';
  // SubRip files write `<I>`.
  const lower = inner.replace(/^\/?[A-Za-z]+/, (name) => name.toLowerCase());
  const [, slash, name = '', classes = '', annotation = ''] = tagPattern.exec(lower) ?? [];
  if (name === '') return '';
  if (slash === '/') {
    if (!open.includes(name)) return '';
    // What was opened within it ends with it.
    let closed = '';
    for (let last = ''; last !== name; ) {
      last = open.pop() as string;
      closed += `</${last}>`;
    }
    return closed;
  }
  open.push(name);
  const said = annotated.includes(name) ? cleanAnnotation(annotation) : '';
  return `<${name}${classes}${said === '' ? '' : ` ${said}`}>`;
}

/** Who speaks, or a language; what could end the tag or look like an arrow goes. */
function cleanAnnotation(annotation: string): string {
  return annotation
    .replaceAll(/&(?!(?:amp|lt|gt|nbsp|lrm|rlm);)/g, '&amp;')
    .slice(0, 200)
    .replace(/&[a-z]*$/, '')
    .replaceAll(/[\s<>]+/g, ' ')
    .replaceAll(/--+/g, '-')
    .replace(/[\s-]+$/, '')
    .trim();
}

/** An empty line would end the cue (§4.1). */
function tidyLines(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\t\n]/gu, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
