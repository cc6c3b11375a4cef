/** The OpenAPI 3.1 description that the routes' schemas add up to. */
import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { HttpApp } from './app.ts';
import { problemSchema } from './problem.ts';

/** Registers the collector; call it before any route is added. */
export function collectOpenApi(app: HttpApp, version: string): void {
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Vitascope',
        version,
        description:
          'The API of a Vitascope server. Every error is an RFC 9457 problem with a stable `code`.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
    },
    transform: withRawBodies,
    transformObject: jsonSchemaTransformObject,
  });
}

/** A route that only says what it consumes takes the body as it comes: without this, nobody learns that there is one. */
const withRawBodies: typeof jsonSchemaTransform = (route) => {
  const transformed = jsonSchemaTransform(route);
  const schema = transformed.schema as { body?: unknown; consumes?: readonly string[] };
  if (schema.consumes === undefined || schema.body !== undefined) return transformed;
  return { ...transformed, schema: { ...schema, body: { type: 'string', format: 'binary' } } as never };
};

type Json = { [key: string]: unknown };

/** The document, with the problem form as the default answer of every operation and keys in a stable order. */
export async function openApiDocument(app: HttpApp): Promise<Json> {
  await app.ready();
  const document = structuredClone(app.swagger()) as unknown as Json;
  const components = (document['components'] ?? {}) as Json;
  const { $schema: _dialect, ...problem } = z.toJSONSchema(problemSchema) as Json;
  document['components'] = {
    ...components,
    schemas: { ...(components['schemas'] as Json), Problem: problem },
  };
  const answer = {
    description: 'A problem.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  const names = new Set<unknown>();
  for (const [path, methods] of Object.entries((document['paths'] ?? {}) as Record<string, Json>)) {
    for (const [method, operation] of Object.entries(methods) as [string, Json][]) {
      if (typeof operation !== 'object') continue;
      operation['operationId'] ??= operationId(method, path);
      if (names.has(operation['operationId']))
        throw new Error(
          `Two operations are called ${String(operation['operationId'])}; name one in its schema.`,
        );
      names.add(operation['operationId']);
      operation['responses'] = { default: answer, ...(operation['responses'] as Json) };
    }
  }
  removeUnused(document['components'] as { schemas: Json }, document['paths']);
  return sortKeys(document) as Json;
}

/**
 * `GET /api/v1/assets/{id}/events` is `getAssetsByIdEvents`: made from what may not change anyway, so that no name has
 * to be thought of, and none changes by accident.
 */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/v1/, '')
    .replaceAll(/\{(\w+)\}/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return method + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

/** The zod provider lists each named schema twice, for input and output; only what is referred to stays. */
function removeUnused(components: { schemas: Json }, paths: unknown): void {
  const used = new Set<string>();
  const pending: unknown[] = [paths];
  while (pending.length > 0) {
    for (const [, name = ''] of JSON.stringify(pending.pop() ?? null).matchAll(
      /"#\/components\/schemas\/([^"]+)"/g,
    )) {
      if (used.has(name)) continue;
      used.add(name);
      pending.push(components.schemas[name]);
    }
  }
  components.schemas = Object.fromEntries(
    Object.entries(components.schemas).filter(([name]) => used.has(name)),
  );
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
