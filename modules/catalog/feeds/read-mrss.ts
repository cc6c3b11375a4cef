// Reads Media RSS 2.0 (https://www.rssboard.org/media-rss): each item becomes a title.
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { feedError } from './errors.ts';
import type { FeedItem } from './feed-record.ts';
import { itemToRecord } from './mrss-item.ts';
import type { Element } from './xml-element.ts';

const MAX_DEPTH = 32;
const MAX_TEXT = 20_000;
const MAX_ELEMENTS = 5_000;
const MAX_HELD = 1_048_576;

const namespaces: Readonly<Record<string, string>> = {
  'http://search.yahoo.com/mrss/': 'media:',
  'http://search.yahoo.com/mrss': 'media:',
  'http://purl.org/dc/terms/': 'dcterms:',
  '': '',
};

/** @throws `feed-unreadable` for what is no XML, has a document type, or is nested too deep */
export async function* readMrss(text: AsyncIterable<string>): AsyncIterable<FeedItem> {
  const reader = createReader();
  for await (const chunk of text) {
    // In small pieces: what one piece can grow to is bounded before the next is looked at.
    for (let start = 0; start < chunk.length; start += 65_536) {
      reader.write(chunk.slice(start, start + 65_536));
      yield* reader.take();
    }
  }
  reader.parser.close();
  yield* reader.take();
  if (!reader.sawFeed()) throw feedError('feed-unreadable', 'There is no <rss> in this feed.');
}

function createReader() {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const ready: FeedItem[] = [];
  /** Letters since the parser has said anything: what it holds of a tag, a comment or a text. */
  let held = 0;
  const open: Element[] = [];
  let depth = 0;
  let elements = 0;
  let language = '';
  let isFeed = false;
  /** The text of `<language>`, which stands before the items. */
  let readsLanguage = false;

  const refuse = (what: string) =>
    feedError('feed-unreadable', `Line ${parser.line}: ${what}`, { details: { line: parser.line } });

  parser.on('error', (error) => {
    throw refuse(`this is no well-formed XML (${error.message.replace(/^\d+:\d+: /, '').slice(0, 200)})`);
  });
  // Entities of its own are what a document type is for in an attack (CWE-776, CWE-611); no feed needs one.
  parser.on('doctype', () => {
    throw refuse('a document type is not accepted. Remove <!DOCTYPE …>.');
  });
  parser.on('opentag', (tag: SaxesTagNS) => {
    held = 0;
    if (++depth > MAX_DEPTH) throw refuse(`elements are nested more than ${MAX_DEPTH} deep.`);
    const name = (namespaces[tag.uri] ?? `${tag.uri} `) + tag.local;
    if (depth === 1 && name === 'rss') isFeed = true;
    readsLanguage = open.length === 0 && name === 'language';
    const parent = open.at(-1);
    if (parent === undefined && name !== 'item') return;
    if (parent === undefined) elements = 0;
    if (++elements > MAX_ELEMENTS) throw refuse(`an item has more than ${MAX_ELEMENTS} elements.`);
    const element: Element = {
      name,
      attributes: Object.fromEntries(
        Object.values(tag.attributes).map((attribute) => [
          attribute.name,
          attribute.value.slice(0, MAX_TEXT),
        ]),
      ),
      children: [],
      line: parser.line,
      text: '',
    };
    parent?.children.push(element);
    open.push(element);
  });
  const addText = (text: string): void => {
    held = 0;
    const element = open.at(-1);
    if (readsLanguage) language = (language + text).slice(0, 100);
    if (element === undefined) return;
    element.text += text;
    if (element.text.length > MAX_TEXT) throw refuse(`<${element.name}> has more than ${MAX_TEXT} letters.`);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    depth--;
    readsLanguage = false;
    const element = open.pop();
    if (element !== undefined && open.length === 0) ready.push(itemToRecord(element, language.trim()));
  });
  const heard = (): void => {
    held = 0;
  };
  parser.on('comment', heard);
  parser.on('processinginstruction', heard);
  const write = (piece: string): void => {
    held += piece.length;
    parser.write(piece);
    if (held > MAX_HELD) throw refuse(`what begins here has more than ${MAX_HELD} letters.`);
  };
  return { parser, write, take: () => ready.splice(0), sawFeed: () => isFeed };
}
