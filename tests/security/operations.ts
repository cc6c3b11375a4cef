// Every operation of the API's description, with inputs made from its schemas: what the sweeps send.
import { readFileSync } from 'node:fs';

export interface Json {
  readonly [key: string]: unknown;
}

export interface Operation {
  readonly method: string;
  /** With `{id}` and the like still in it. */
  readonly path: string;
  readonly query: readonly { readonly name: string; readonly schema: Json; readonly required: boolean }[];
  /** Null where the operation takes no JSON. */
  readonly body: Json | null;
}

const document = JSON.parse(
  readFileSync(new URL('../../docs/reference/openapi.json', import.meta.url), 'utf8'),
) as { paths: Record<string, Record<string, Json>>; components: { schemas: Record<string, Json> } };

export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => {
    const parameters = (operation['parameters'] ?? []) as {
      in: string;
      name: string;
      schema: Json;
      required?: boolean;
    }[];
    const content = (operation['requestBody'] as { content?: Record<string, { schema: Json }> } | undefined)
      ?.content;
    return {
      method: method.toUpperCase(),
      path,
      query: parameters
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, schema, required = false }) => ({ name, schema, required })),
      body: content?.['application/json']?.schema ?? null,
    };
  }),
);

/** Those that end what asks or what is asked: they come last, so that the others still have something to work on. */
export function isEnding({ method, path }: Operation): boolean {
  return (
    method === 'DELETE' ||
    /\/(delete|sign-out|sign-out-everywhere|password|renew|cancel|lock|revoke|remove|withdraw|end|rotate)$/.test(
      path,
    )
  );
}

/** Follows a reference to a named schema. */
export function resolved(schema: Json): Json {
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema['$ref'] ?? ''))?.[1];
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
}

/** Fields that name something by an id of which the schema does not tell the form. */
const idFields: Readonly<Record<string, string>> = { accountId: 'ac', profileId: 'pr' };

/** What fields of these names mean, where their schemas cannot say it. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [/territor|countries/i, 'DE'],
  [/language/i, 'en'],
  [/email/i, 'ada@example.org'],
  [/token/i, 'A'.repeat(43)],
  [/url/i, 'https://hooks.example.org/vitascope'],
];
const candidates = ['a', 'Something', '1234', '12', '2030-01-01T00:00:00Z', '2030-01-01', 'A'.repeat(43)];

export interface Wishes {
  /** The value of a string that may be anything; `field` is its name. */
  readonly text?: (field: string) => string;
  /** Ids of real things, by the part before the underscore. */
  readonly ids?: ReadonlyMap<string, string>;
}

/** A value that the schema allows, with every field there is. */
export function exampleOf(given: Json, wishes: Wishes = {}, field = ''): unknown {
  const schema = resolved(given);
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly Json[] | undefined;
  if (choices !== undefined) return exampleOf(choices[0] ?? {}, wishes, field);
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (type) {
    case 'string':
      return textFor(schema, wishes, field);
    case 'integer':
    case 'number':
      return Math.max(Number(schema['minimum'] ?? schema['exclusiveMinimum'] ?? 1), 1);
    case 'boolean':
      return true;
    case 'array':
      return Number(schema['maxItems'] ?? 1) === 0
        ? []
        : [exampleOf((schema['items'] ?? {}) as Json, wishes, field)];
    case 'object':
      return objectFor(schema, wishes, field);
    default:
      return null;
  }
}

function objectFor(schema: Json, wishes: Wishes, field: string): Json {
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  const made = Object.entries(properties).map(
    ([name, property]) => [name, exampleOf(property, wishes, name)] as const,
  );
  const more = schema['additionalProperties'];
  // Records here are by language.
  const extra =
    typeof more === 'object' && more !== null
      ? [['en', exampleOf(more as Json, wishes, field)] as const]
      : [];
  return Object.fromEntries([...made, ...extra]);
}

function textFor(schema: Json, { text, ids }: Wishes, field: string): string {
  const pattern = schema['pattern'] === undefined ? null : new RegExp(String(schema['pattern']), 'u');
  const prefix = /^\^([a-z]{2})_\[0-9a-z\]\{26\}\$$/.exec(String(schema['pattern'] ?? ''))?.[1];
  if (prefix !== undefined) return ids?.get(prefix) ?? `${prefix}_${'0'.repeat(26)}`;
  const known = ids?.get(idFields[field] ?? '');
  if (known !== undefined) return known;
  const meaning = meanings.find(([name]) => name.test(field))?.[1];
  const fits = (one: string) => pattern === null || pattern.test(one);
  if (meaning !== undefined && fits(meaning)) return meaning;
  const wished = text?.(field);
  const max = Number(schema['maxLength'] ?? 10_000);
  if (wished !== undefined && fits(wished) && schema['format'] === undefined && wished.length <= max)
    return wished;
  const min = Number(schema['minLength'] ?? 0);
  return candidates.find((one) => one.length >= min && fits(one)) ?? 'a'.repeat(Math.max(1, min));
}

/** The address of an operation, its parameters filled with real ids where there are any. */
export function addressOf(operation: Operation, ids: ReadonlyMap<string, string>): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => idFor(operation.path, name, ids));
  const query = operation.query
    .filter(({ required }) => required)
    .map(({ name, schema }) => {
      return `${name}=${encodeURIComponent(String(exampleOf(schema, { ids }, name)))}`;
    });
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** What a path's parameter names, by the word before it. */
const prefixes: readonly (readonly [RegExp, string])[] = [
  [/\/assets\/\{id\}/, 'as'],
  [/\/titles\/\{id\}/, 'ti'],
  [/\/browse\/\{id\}/, 'ti'],
  [/\/people\/\{id\}/, 'pe'],
  [/\/terms\/\{id\}/, 'tm'],
  [/\/profiles\/\{id\}/, 'pr'],
  [/\/mail\/\{id\}/, 'ma'],
  [/\/images\/\{id\}/, 'im'],
  [/\/rows\/\{id\}/, 'ro'],
  [/\/imports\/\{id\}/, 'fd'],
  [/\/webhooks\/\{id\}/, 'wh'],
  [/\/devices\/\{id\}/, 'de'],
  [/\/accounts\/\{id\}/, 'ac'],
  [/\/invitations\/\{id\}/, 'in'],
  [/\/consents\/\{id\}/, 'co'],
  [/\/exports\/\{id\}/, 'ex'],
  [/\/entitlements\/\{id\}/, 'en'],
  [/\/playback-sessions\/\{id\}/, 'ps'],
];

function idFor(path: string, name: string, ids: ReadonlyMap<string, string>): string {
  if (name === 'changeId') return ids.get('ch') ?? `ch_${'0'.repeat(26)}`;
  if (name === 'titleId' || name === 'relatedId') return ids.get('ti') ?? `ti_${'0'.repeat(26)}`;
  if (name === 'page') return 'home';
  if (name === 'token') return ids.get('preview') ?? `pv_${'A'.repeat(43)}`;
  const prefix = name === 'id' ? prefixes.find(([place]) => place.test(path))?.[1] : undefined;
  return (prefix === undefined ? undefined : ids.get(prefix)) ?? `xx_${'0'.repeat(26)}`;
}
