/** A feed on its way in: what kind it is, its lines, and the same with some of them repaired. */
import type { Format } from './data.ts';

export interface FeedFile {
  readonly name: string;
  readonly format: Format;
  readonly size: number;
  /** As it was, or as it is repaired. */
  readonly body: Blob;
  /** Null where it is too large to be held, or not UTF-8: then it is repaired where it comes from. */
  readonly lines: readonly string[] | null;
  /** What stands between its lines. */
  readonly lineEnd: '\n' | '\r\n';
}

/** Longer files are sent, and not read here. */
const READ_BYTES = 20_000_000;

/** By its name, else by how it begins; null for what is neither. */
export function formatOf(name: string, beginning: string): Format | null {
  const end = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const byName: Readonly<Record<string, Format>> = {
    ...{ csv: 'csv', json: 'json', jsonl: 'json', ndjson: 'json', mrss: 'mrss', rss: 'mrss', xml: 'mrss' },
  };
  if (Object.hasOwn(byName, end)) return byName[end] ?? null;
  const text = beginning.trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return 'json';
  if (text.startsWith('<')) return 'mrss';
  return /^[^\n]*(?:kind|texts\.|externalId|type)[^\n]*,/.test(text) ? 'csv' : null;
}

export async function readFeed(file: File): Promise<FeedFile | null> {
  const start = new Uint8Array(await file.slice(0, 2_048).arrayBuffer());
  const format = formatOf(file.name, new TextDecoder().decode(start));
  if (format === null) return null;
  const isWide = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  const text = file.size > READ_BYTES || isWide ? null : await readText(file);
  const lineEnd = text?.includes('\r\n') === true ? '\r\n' : '\n';
  return {
    name: file.name,
    format,
    size: file.size,
    body: file,
    lines: text === null ? null : text.split(lineEnd),
    lineEnd,
  };
}

/** With the mark at its beginning, if it has one; null for what is not UTF-8. */
async function readText(file: File): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    return null;
  }
}

/** By the number of each line, from 1. */
export function repaired(feed: FeedFile, repairs: ReadonlyMap<number, string>): FeedFile {
  if (feed.lines === null || repairs.size === 0) return feed;
  const lines = feed.lines.map((line, index) => repairs.get(index + 1) ?? line);
  const body = new Blob([lines.join(feed.lineEnd)]);
  return { ...feed, lines, body, size: body.size };
}
