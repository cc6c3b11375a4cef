import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientTypes } from './client-types.ts';

function typesOf(schema: unknown): string {
  const text = clientTypes({ components: { schemas: { Tested: schema } } }, []);
  return (
    /export type Tested = ([\s\S]*?);\n\n\/\*\* Every operation/.exec(text)?.[1]?.replace(/\s+/g, ' ') ?? text
  );
}

test('knows what the routes’ schemas come out as', () => {
  assert.equal(typesOf({ type: 'string', format: 'date-time', pattern: 'x' }), 'string');
  assert.equal(typesOf({ type: ['integer', 'null'] }), 'number | null');
  assert.equal(typesOf({ enum: ['a', "b'c", 1, null], type: 'string' }), "'a' | 'b\\'c' | 1 | null");
  assert.equal(typesOf({ anyOf: [{ type: 'number' }, { type: 'null' }] }), 'number | null');
  assert.equal(
    typesOf({ type: 'array', items: { $ref: '#/components/schemas/Tested' } }),
    'readonly (Tested)[]',
  );
  assert.equal(
    typesOf({ type: 'array', prefixItems: [{ type: 'string' }, {}] }),
    'readonly [string, unknown]',
  );
  assert.equal(
    typesOf({ type: 'object', additionalProperties: { type: 'boolean' } }),
    '{ readonly [name: string]: boolean }',
  );
  assert.equal(
    typesOf({ type: 'object', required: ['a'], properties: { a: { type: 'string' }, 'b-c': { const: 1 } } }),
    "{ readonly a: string; readonly 'b-c'?: 1; }",
  );
});

test('refuses what it does not know, by its name', () => {
  const strangers = [
    { not: { type: 'string' } },
    { if: {}, [`${'th'}en`]: {} },
    { type: 'object', patternProperties: {} },
    { type: 'object', properties: { a: { dependentRequired: {} } } },
  ];
  for (const schema of strangers) assert.throws(() => typesOf(schema), /does not know/);
  assert.throws(() => typesOf({ type: 'blob' }), /"blob"/);
  assert.throws(() => typesOf({ $ref: 'other.json#/A' }), /no named schema/);
  assert.throws(() => typesOf({ type: 'array', prefixItems: [{}], items: {} }), /a tuple with a rest/);
  assert.throws(() => clientTypes({ components: { schemas: { Paths: {} } } }, []), /cannot have that name/);
  const cookie = { paths: { '/a': { get: { parameters: [{ in: 'cookie', name: 'a', schema: {} }] } } } };
  assert.throws(() => clientTypes(cookie, []), /in "cookie"/);
});

test('a comment cannot end before its text does', () => {
  assert.ok(
    !typesOf({ type: 'object', properties: { a: { description: 'x */ evil() /*' } } }).includes('*/ evil'),
  );
});

test('a body that is not JSON wants its type, an answer that is not JSON the word for it', () => {
  const operation = {
    operationId: 'putPicture',
    requestBody: { required: true, content: { 'image/*': { schema: { type: 'string' } } } },
    responses: { 200: { content: { 'image/png': {} } }, default: {} },
  };
  const text = clientTypes({ paths: { '/picture': { put: operation } } }, ['a-code']);
  assert.match(text, /readonly body: RawBody;/);
  assert.ok(text.includes('readonly contentType: `image/${'.concat('string}`;')));
  assert.match(text, /readonly as: 'response';/);
  assert.match(text, /readonly answer: Response;/);
  assert.match(text, /\| 'a-code';/);
});
