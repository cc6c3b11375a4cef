// Reads a CSV feed (rfc4180): a header of columns, then a record on each row, quoted line breaks and all.
import { Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { type Column, parseColumn, unflatten } from './csv-cells.ts';
import { feedError } from './errors.ts';
import { type FeedItem, personRecord, rootFields, termRecord, titleRecord } from './feed-record.ts';

const MAX_COLUMNS = 5_000;
const MAX_RECORD_LENGTH = 1_048_576;

/** @throws `feed-unreadable` where rows cannot be told apart, or the header is none */
export async function* readCsv(text: AsyncIterable<string>): AsyncIterable<FeedItem> {
  const source = Readable.from(text);
  const parser = source.pipe(
    parse({ bom: true, info: true, relax_column_count: true, max_record_size: MAX_RECORD_LENGTH }),
  );
  // A pipe does not carry errors on.
  source.on('error', (error) => parser.destroy(error));
  let columns: readonly Column[] | null = null;
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      const startsAt = line;
      line = info.lines + 1;
      if (columns === null) columns = readHeader(record);
      else if (record.some((cell) => cell !== '')) yield readRow(columns, record, startsAt);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw feedError(
      'feed-unreadable',
      `This is no CSV. ${error.message}. Look for a quote that is not closed or not doubled.`,
      { cause: error, details: { line } },
    );
  } finally {
    source.destroy();
    parser.destroy();
  }
  if (columns === null)
    throw feedError('feed-unreadable', 'The feed is empty. Its first line names the columns.');
}

function readHeader(names: readonly string[]): readonly Column[] {
  if (names.length > MAX_COLUMNS)
    throw feedError(
      'feed-unreadable',
      `The header names ${names.length} columns; at most ${MAX_COLUMNS} are read.`,
    );
  const columns = names.map((name) => parseColumn(name.trim()));
  const problems = columns.flatMap((column, index) => {
    const name = names[index]?.slice(0, 100) ?? '';
    if (column === null || !rootFields.has(column.path[0] ?? '')) return [`There is no column "${name}".`];
    const first = columns.findIndex((other) => other?.name === column.name);
    return first < index ? [`The column "${name}" is there twice.`] : [];
  });
  if (!columns.some((column) => column?.name === 'externalId' || column?.name === 'slug'))
    problems.push('The column "externalId" is missing.');
  if (problems.length > 0)
    throw feedError(
      'feed-unreadable',
      `${problems.slice(0, 20).join(' ')} Line 1 names the columns, with commas between them; the guide lists them.`,
      { details: { line: 1, problems: problems.slice(0, 100) } },
    );
  return columns as readonly Column[];
}

const fieldsOf: Readonly<Record<string, ReadonlySet<string>>> = {
  person: new Set(Object.keys(personRecord.shape)),
  term: new Set(Object.keys(termRecord.shape)),
  title: new Set(Object.keys(titleRecord.shape)),
};

function readRow(columns: readonly Column[], cells: readonly string[], line: number): FeedItem {
  if (cells.length > columns.length)
    return {
      problem: {
        line,
        column: null,
        value: cells.slice(columns.length).join(',').slice(0, 200),
        message: `The row has ${cells.length} cells for ${columns.length} columns. Quote cells that have commas.`,
      },
    };
  const { value, columnOf } = unflatten(columns, cells);
  const fields = fieldsOf[String(value['type'] ?? 'title')];
  for (const [field, content] of Object.entries(value)) {
    // Rows of all types share the columns: what is empty in one of another type is not said.
    const isEmptyGroup = typeof content === 'object' && content !== null && Object.keys(content).length === 0;
    const isOthers = fields?.has(field) === false && (content === null || isEmptyGroup);
    if (isOthers || (isEmptyGroup && !Array.isArray(content))) delete value[field];
  }
  return { record: { line, value, columnOf } };
}
