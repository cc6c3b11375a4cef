// The reference of feeds' fields, made from the schemas that check them.
import { z } from 'zod';
import { personRecord, termRecord, titleRecord } from './feed-record.ts';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly format?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A Markdown page. */
export function feedReference(): string {
  const sections = [
    ['Titles', 'Rows and records of type `title`, or without a type.', titleRecord],
    ['People', 'Records of type `person`.', personRecord],
    ['Genres, tags and moods', 'Records of type `term`.', termRecord],
  ] as const;
  const pages = sections.map(([heading, about, schema]) => {
    const rows = fieldsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema, '');
    return `## ${heading}\n\n${about}\n\n| Column | Value | |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Fields of feeds

As CSV names its columns; in JSON the dots are levels, and numbered groups are arrays. \`<language>\` is a BCP 47 tag such as \`pt-BR\`,
\`<n>\` counts from 1. How feeds work is in [the guide](../guides/import.md).

This page is generated from the code.

${pages.join('\n')}`;
}

function fieldsOf(schema: Schema, path: string): string[] {
  const form = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  const { properties, items, additionalProperties } = form;
  const below = path === '' ? '' : `${path}.`;
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([name, child]) =>
      fieldsOf({ ...child, description: child.description ?? '' }, below + name),
    );
  if (typeof additionalProperties === 'object') return fieldsOf(additionalProperties, `${below}<language>`);
  const item = items?.anyOf?.[0] ?? items;
  if (item?.properties !== undefined) return fieldsOf(item, `${below}<n>`);
  const value = item === undefined ? describeValue(schema) : `list of ${describeValue(item)}`;
  return [`| \`${path}\` | ${value} | ${(schema.description ?? '').replaceAll('|', '\\|')} |`];
}

function describeValue(schema: Schema): string {
  if (schema.anyOf !== undefined)
    return schema.anyOf
      .filter(({ type }) => type !== 'null')
      .map(describeValue)
      .join(' or ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.type === 'boolean') return '`true` or `false`';
  if (schema.type === 'integer') return `${schema.minimum ?? 0} to ${schema.maximum ?? '…'}`;
  if (schema.format === 'date-time') return 'time, ISO 8601 with its zone';
  if (schema.format === 'date') return 'day, `YYYY-MM-DD`';
  return schema.maxLength === undefined ? 'text' : `text of up to ${schema.maxLength} letters`;
}
