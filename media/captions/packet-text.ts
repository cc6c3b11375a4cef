// Text as it lies in the packets of a film: one packet, one cue, without its times, which the container holds.
import { CaptionError, captionLimits } from './cue.ts';
import { cleanSettings, takeOverrides } from './cue-settings.ts';
import { cleanCueText } from './cue-text.ts';

/**
 * How a packet's text is written: as a cue of SubRip or WebVTT, as an event of SubStation Alpha as Matroska stores it, or
 * as a text sample of 3GPP TS 26.245 §5.17 (`tx3g`), which QuickTime's text tracks are like.
 */
export type TextForm = 'subrip' | 'webvtt' | 'ass' | 'tx3g';

/** What a packet shows; the text is clean. */
export interface PacketText {
  readonly text: string;
  readonly settings: string;
}

/**
 * Null for a packet that shows nothing, such as the pauses of `tx3g`.
 *
 * @param settings the cue settings that a container of WebVTT keeps beside the text
 * @throws CaptionError `too-large` where the cue has more than a cue of a file may have
 */
export function readPacketText(form: TextForm, packet: Uint8Array, settings = ''): PacketText | null {
  const raw = readers[form](packet);
  checkSize(raw.text);
  const text = cleanCueText(raw.text);
  if (text.replaceAll(/<[^<>]*>/g, '').trim() === '') return null;
  return { text, settings: cleanSettings(`${raw.settings} ${settings}`.trim()) };
}

const readers: Readonly<Record<TextForm, (packet: Uint8Array) => PacketText>> = {
  subrip: (packet) => takeOverrides(decode(packet)),
  webvtt: (packet) => ({ text: decode(packet), settings: '' }),
  ass: (packet) => readEvent(decode(packet)),
  tx3g: (packet) => ({ text: readTextSample(packet), settings: '' }),
};

function checkSize(text: string): void {
  const { cueLines, lineCharacters } = captionLimits;
  const lines = text.split('\n', cueLines + 1);
  if (lines.length > cueLines)
    throw new CaptionError('too-large', `A cue has more than ${cueLines} lines, the most there may be.`);
  const longest = Math.max(...lines.map(({ length }) => length));
  if (longest > lineCharacters)
    throw new CaptionError(
      'too-large',
      `A line has ${longest} characters; a line has ${lineCharacters} at most.`,
    );
}

/** Lines end with `\n`, none of them at the end. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll(/\r\n?/g, '\n').replaceAll('\0', '').trimEnd();
}

/** Commas before the text: ReadOrder, Layer, Style, Name, three margins, Effect (Matroska, "Subtitles", SSA/ASS). */
const FIELDS_BEFORE_TEXT = 8;

function readEvent(event: string): PacketText {
  let at = 0;
  for (let field = 0; field < FIELDS_BEFORE_TEXT; field++) {
    at = event.indexOf(',', at) + 1;
    if (at === 0) return { text: '', settings: '' };
  }
  return readStyledText(event.slice(at));
}

/** Italic, bold and underlined, where it stands, and line breaks; all other effects go, and drawings with them. */
function readStyledText(styled: string): PacketText {
  let place = '';
  const open = new Set<string>();
  let isDrawing = false;
  let text = '';
  for (const part of styled.split(/(\{[^{}]*\})/)) {
    if (!part.startsWith('{')) {
      if (!isDrawing) text += breakLines(part);
      continue;
    }
    place ||= /\\an?[1-9]/.exec(part)?.[0] ?? '';
    for (const [, tag = '', value = ''] of part.matchAll(/\\([ibup])(\d{1,4})(?=[\\}])/g)) {
      const isOn = value !== '0';
      if (tag === 'p') isDrawing = isOn;
      else if (isOn !== open.has(tag)) {
        text += isOn ? `<${tag}>` : `</${tag}>`;
        if (isOn) open.add(tag);
        else open.delete(tag);
      }
    }
  }
  return { text, settings: takeOverrides(`{${place}}`).settings };
}

/** `\n` is a break only where lines are not wrapped by themselves. */
const breakLines = (text: string): string =>
  escaped(text).replaceAll('\\N', '\n').replaceAll('\\n', ' ').replaceAll('\\h', ' ');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A length and as much text, in UTF-16 where it begins with a mark; boxes that style it follow. */
function readTextSample(sample: Uint8Array): string {
  const view = new DataView(sample.buffer, sample.byteOffset, sample.byteLength);
  const length = sample.byteLength < 2 ? 0 : Math.min(view.getUint16(0), sample.byteLength - 2);
  const bytes = sample.subarray(2, 2 + length);
  const mark = length < 2 ? 0 : view.getUint16(2);
  const isWide = mark === 0xfeff || mark === 0xfffe;
  const text = isWide
    ? new TextDecoder(mark === 0xfeff ? 'utf-16be' : 'utf-16le').decode(bytes)
    : new TextDecoder().decode(bytes);
  // A break is one character, so that styles keep their places.
  const lines = text.replaceAll(/[\r\0]/g, '\n');
  const styles = readStyles(view, 2 + length);
  return (styles.length === 0 ? escaped(lines) : styleText(lines, styles)).trimEnd();
}

interface Style {
  readonly start: number;
  readonly end: number;
  /** TS 26.245 §5.16: 1 bold, 2 italic, 4 underlined. */
  readonly face: number;
}

const STYLE_BYTES = 12;
/** More changes of style than a cue of {@link captionLimits} has words. */
const MAX_STYLES = 2_000;

/** Those of the first `styl` box (TS 26.245 §5.17.1.1). */
function readStyles(view: DataView, from: number): Style[] {
  for (let at = from; at + 10 <= view.byteLength; ) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > view.byteLength) return [];
    if (view.getUint32(at + 4) === 0x7374_796c) {
      const count = Math.min(view.getUint16(at + 8), Math.floor((size - 10) / STYLE_BYTES), MAX_STYLES);
      return Array.from({ length: Math.max(0, count) }, (_, i) => at + 10 + i * STYLE_BYTES).map(
        (record) => ({
          start: view.getUint16(record),
          end: view.getUint16(record + 2),
          face: view.getUint8(record + 6),
        }),
      );
    }
    at += size;
  }
  return [];
}

function styleText(text: string, styles: readonly Style[]): string {
  const letters = [...text];
  let out = '';
  let at = 0;
  for (const { start, end, face } of styles) {
    // They ascend and do not overlap.
    if (start < at || end <= start) continue;
    const tags = ['b', 'i', 'u'].filter((_, bit) => (face >> bit) & 1);
    const styled = escaped(letters.slice(start, end).join(''));
    out += escaped(letters.slice(at, start).join(''));
    out += `${tags.map((tag) => `<${tag}>`).join('')}${styled}${tags
      .toReversed()
      .map((tag) => `</${tag}>`)
      .join('')}`;
    at = end;
  }
  return out + escaped(letters.slice(at).join(''));
}
