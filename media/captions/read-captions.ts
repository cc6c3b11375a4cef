// Reads WebVTT (W3C) and SubRip files, whoever wrote them; what cannot be understood is refused by its line.
import { CaptionError, type Cue, captionLimits } from './cue.ts';
import { cleanSettings, takeOverrides } from './cue-settings.ts';
import { cleanCueText } from './cue-text.ts';
import { decodeText } from './decode-text.ts';

export type CaptionFormat = 'webvtt' | 'subrip';

export interface Captions {
  readonly format: CaptionFormat;
  /** By their beginnings. At least one. */
  readonly cues: readonly Cue[];
}

/**
 * Reads a file of captions. It is recognised by what it holds. Styles, regions, notes and identifiers are left out, and
 * so are cues that show nothing.
 *
 * @throws CaptionError
 */
export function readCaptions(bytes: Uint8Array): Captions {
  const lines = decodeText(bytes).split(/\r\n|\r|\n/);
  if (lines.length > captionLimits.lines)
    throw new CaptionError(
      'too-large',
      `The file has ${lines.length} lines; captions have ${captionLimits.lines} at most.`,
    );
  const format = formatOf(lines);
  const cues = readCues(lines, format);
  if (cues.length === 0) throw new CaptionError('not-captions', 'The file has no cue that shows anything.');
  return { format, cues: cues.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs) };
}

function formatOf(lines: readonly string[]): CaptionFormat {
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  if (/^WEBVTT(?:[ \t]|$)/.test(first)) return 'webvtt';
  if (lines.some((line) => line.includes('-->'))) return 'subrip';
  const other = others.find(([pattern]) => pattern.test(first))?.[1];
  const found =
    other === undefined
      ? 'No line of the file has times, `00:00:01,000 --> 00:00:04,000`.'
      : `This is ${other}.`;
  throw new CaptionError('not-captions', `${found} Export the captions as WebVTT (.vtt) or SubRip (.srt).`);
}

const others: readonly (readonly [RegExp, string])[] = [
  [/^\[Script Info\]/i, 'a file of SubStation Alpha (.ass, .ssa)'],
  [/^<(?:\?xml|tt)\b/i, 'an XML file, perhaps TTML'],
  [/^Scenarist_SCC/i, 'a Scenarist file (.scc)'],
  [/^\{\d+\}\{\d+\}/, 'a MicroDVD file (.sub)'],
  [/^PK/, 'an archive'],
];

interface Place {
  readonly lines: readonly string[];
  readonly format: CaptionFormat;
}

function readCues(lines: readonly string[], format: CaptionFormat): Cue[] {
  const place = { lines, format };
  const cues: Cue[] = [];
  let written = 0;
  let at = format === 'webvtt' ? endOfBlock(lines, 0) : 0;
  while (at < lines.length) {
    if (isEmpty(lines[at])) {
      at++;
      continue;
    }
    if (format === 'webvtt' && /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(lines[at] as string)) {
      at = endOfBlock(lines, at);
      continue;
    }
    const timesAt = findTimes(place, at);
    const times = readTimes(lines[timesAt] as string, timesAt);
    const end = endOfCue(place, timesAt + 1);
    const cue = makeCue(place, times, [timesAt + 1, end]);
    at = end;
    if (cue === null) continue;
    written += cue.text.length + 60;
    if (cues.push(cue) > captionLimits.cues || written > captionLimits.writtenCharacters)
      throw new CaptionError(
        'too-large',
        `There are more than ${captionLimits.cues} cues, or too much text in them.`,
        timesAt + 1,
      );
  }
  return cues;
}

const isEmpty = (line: string | undefined): boolean => line === undefined || line.trim() === '';
const hasArrow = (line: string | undefined): boolean => line?.includes('-->') === true;

function endOfBlock(lines: readonly string[], from: number): number {
  let at = from;
  // A header may stand below empty lines.
  while (at < lines.length && isEmpty(lines[at])) at++;
  while (at < lines.length && !isEmpty(lines[at])) at++;
  return at;
}

/** The line with the times: this one, or the next where this one is a number or a name. */
function findTimes({ lines, format }: Place, at: number): number {
  if (hasArrow(lines[at])) return at;
  // SubRip files have empty lines behind numbers, too.
  let next = at + 1;
  while (
    format === 'subrip' &&
    /^\s*\d+\s*$/.test(lines[at] as string) &&
    next < at + 4 &&
    isEmpty(lines[next])
  )
    next++;
  if (hasArrow(lines[next])) return next;
  const said = JSON.stringify((lines[at] as string).slice(0, 60));
  throw new CaptionError(
    'malformed',
    `${said} belongs to no cue: times are missing before it, \`00:00:01.000 --> 00:00:04.000\`.`,
    at + 1,
  );
}

interface Times {
  readonly startMs: number;
  readonly endMs: number;
  readonly settings: string;
}

const time = '(?:(\\d{1,4}):)?(\\d{1,2}):(\\d{1,2})[.,](\\d{1,3})';
const timesPattern = new RegExp(`^\\s*${time}\\s*-->\\s*${time}(?:[ \\t]+(.*))?$`);

function readTimes(line: string, at: number): Times {
  const found = line.length > captionLimits.lineCharacters ? null : timesPattern.exec(line);
  const startMs = found === null ? Number.NaN : millisecondsOf(found.slice(1, 5));
  const endMs = found === null ? Number.NaN : millisecondsOf(found.slice(5, 9));
  const said = JSON.stringify(line.trim().slice(0, 80));
  if (Number.isNaN(startMs) || Number.isNaN(endMs))
    throw new CaptionError(
      'malformed',
      `the times ${said} are not of the form \`00:00:01.000 --> 00:00:04.000\`.`,
      at + 1,
    );
  if (endMs < startMs) throw new CaptionError('malformed', `the cue ends before it begins: ${said}.`, at + 1);
  return { startMs, endMs, settings: found?.[9] ?? '' };
}

function millisecondsOf([hours = '0', minutes = '', seconds = '', fraction = '']: readonly (
  | string
  | undefined
)[]): number {
  if (Number(minutes) > 59 || Number(seconds) > 59) return Number.NaN;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number(fraction.padEnd(3, '0'));
}

/** The line behind the cue's last one. */
function endOfCue({ lines, format }: Place, from: number): number {
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at] as string;
    if (hasArrow(line)) break;
    if (format === 'subrip' && /^\s*\d+\s*$/.test(line) && hasArrow(lines[at + 1])) break;
    if (isEmpty(line) && (format === 'webvtt' || !goesOn(lines, at + 1))) break;
    checkLine(line, at);
  }
  return at;
}

/** Whether text follows an empty line within a SubRip cue: no number and no times. */
function goesOn(lines: readonly string[], from: number): boolean {
  const next = lines[from];
  if (isEmpty(next) || hasArrow(next)) return false;
  return !/^\s*\d+\s*$/.test(next as string);
}

function checkLine(line: string, at: number): void {
  const { lineCharacters } = captionLimits;
  if (line.length > lineCharacters)
    throw new CaptionError(
      'too-large',
      `it has ${line.length} characters; a line has ${lineCharacters} at most.`,
      at + 1,
    );
}

/** Null for one that shows nothing. */
function makeCue(
  { lines, format }: Place,
  { startMs, endMs, settings }: Times,
  [from, to]: readonly [number, number],
): Cue | null {
  if (to - from > captionLimits.cueLines)
    throw new CaptionError(
      'too-large',
      `the cue has ${to - from} lines; a cue has ${captionLimits.cueLines} at most.`,
      from,
    );
  const raw = lines.slice(from, to).join('\n');
  const plain = format === 'subrip' ? takeOverrides(raw) : { text: raw, settings };
  const text = cleanCueText(plain.text);
  if (endMs === startMs || text.replaceAll(/<[^<>]*>/g, '').trim() === '') return null;
  return { startMs, endMs, settings: cleanSettings(plain.settings), text };
}
