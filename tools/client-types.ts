/**
 * The types of `@vitascope/client`, made from the OpenAPI document. It knows the part of JSON Schema that the routes'
 * schemas come out as, and refuses the rest: a keyword that it passed over would be a type that is not true.
 */

type Json = { readonly [key: string]: unknown };

/** Say nothing about the type that TypeScript could check. */
const passedOver = new Set([
  ...['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'id'],
  ...['format', 'pattern', 'minLength', 'maxLength', 'contentEncoding', 'contentMediaType'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minItems', 'maxItems', 'uniqueItems', 'propertyNames', 'minProperties', 'maxProperties'],
]);
const understood = new Set([
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'prefixItems'],
  ...['anyOf', 'oneOf', 'allOf', 'enum', 'const', '$ref'],
]);
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const ownNames = new Set(['Paths', 'ProblemCode', 'RawBody']);

/** The file's text. @throws when the document holds something that has no known type */
export function clientTypes(document: Json, problemCodes: readonly string[]): string {
  const schemas = ((document['components'] as Json | undefined)?.['schemas'] ?? {}) as Json;
  const named = Object.entries(schemas).map(([name, schema]) => {
    if (!/^[A-Z]\w*$/.test(name) || ownNames.has(name))
      throw new Error(`The schema "${name}" cannot have that name in TypeScript; give it another meta id.`);
    return `${commentOf(schema, '')}export type ${name} = ${typeOf(schema, '', `schemas.${name}`)};`;
  });
  const paths = (document['paths'] ?? {}) as Readonly<Record<string, Json>>;
  const byMethod = methods.map((method) => {
    const operations = Object.entries(paths)
      .filter(([, path]) => path[method] !== undefined)
      .map(([path, at]) => operationOf(path, at[method] as Json, `${method.toUpperCase()} ${path}`));
    return `  readonly ${method.toUpperCase()}: {\n${operations.join('\n')}\n  };`;
  });
  const codes = problemCodes.map((code) => `  | ${quote(code)}`).join('\n');
  return `/** @generated from the API's description by \`npm run generate\`. */

/** What is sent as it is. */
export type RawBody = string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** Every code that this version of the server has for a problem. */
export type ProblemCode =
${codes};

${named.join('\n\n')}

/** Every operation by method and path: what it takes and what it answers. */
export interface Paths {
${byMethod.join('\n')}
}
`;
}

function operationOf(path: string, operation: Json, where: string): string {
  const answers = answersOf((operation['responses'] ?? {}) as Json, where);
  const lines = [
    ...paramsOf((operation['parameters'] ?? []) as readonly Json[], where),
    ...bodyOf(operation['requestBody'] as Json | undefined, where),
    // Whoever asks says that it is not JSON: nothing at run time knows what a path answers.
    ...(answers.includes('Response')
      ? [`        readonly as${answers.length > 1 ? '?' : ''}: 'response';`]
      : []),
  ];
  const request = lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n      }`;
  const summary = operation['summary'];
  const comment = typeof summary === 'string' ? `    /** ${inComment(summary)} */\n` : '';
  return `${comment}    readonly ${quote(path)}: {
      readonly operationId: ${quote(String(operation['operationId']))};
      readonly request: ${request};
      readonly answer: ${answers.join(' | ')};
    };`;
}

function paramsOf(parameters: readonly Json[], where: string): string[] {
  const indent = '          ';
  const groups = (['path', 'query', 'header'] as const).flatMap((place) => {
    const own = parameters.filter((parameter) => parameter['in'] === place);
    if (own.length === 0) return [];
    const isNeeded = own.some((parameter) => parameter['required'] === true);
    const lines = own.map((parameter) => {
      const name = String(parameter['name']);
      const type = typeOf(parameter['schema'], `${indent}  `, `${where} ${name}`);
      const mark = parameter['required'] === true ? `: ${type}` : `?: ${type} | undefined`;
      return `${commentOf(parameter, `${indent}  `)}${indent}  readonly ${key(name)}${mark};`;
    });
    return [
      {
        isNeeded,
        text: `${indent}readonly ${place}${isNeeded ? '' : '?'}: {\n${lines.join('\n')}\n${indent}};`,
      },
    ];
  });
  const stranger = parameters.find(
    (parameter) => !['path', 'query', 'header'].includes(String(parameter['in'])),
  );
  if (stranger !== undefined)
    throw new Error(`${where} has a parameter in "${String(stranger['in'])}", which the client cannot send.`);
  if (groups.length === 0) return [];
  const mark = groups.some(({ isNeeded }) => isNeeded) ? '' : '?';
  return [`        readonly params${mark}: {`, ...groups.map(({ text }) => text), '        };'];
}

function bodyOf(requestBody: Json | undefined, where: string): string[] {
  if (requestBody === undefined) return [];
  const content = requestBody['content'] as Readonly<Record<string, Json>>;
  const json = content['application/json']?.['schema'];
  const raw = Object.keys(content).filter((type) => type !== 'application/json');
  const types = [
    ...(json === undefined ? [] : [typeOf(json, '        ', `${where} body`)]),
    ...(raw.length === 0 ? [] : ['RawBody']),
  ];
  const isOptional = requestBody['required'] !== true || (json !== undefined && allowsNull(json as Json));
  // A body that is not JSON does not tell what it is by itself.
  const contentType =
    raw.length === 0
      ? []
      : [`        readonly contentType${json === undefined ? '' : '?'}: ${raw.map(mediaType).join(' | ')};`];
  return [`        readonly body${isOptional ? '?' : ''}: ${types.join(' | ')};`, ...contentType];
}

/** `image/*` admits every picture. */
const mediaType = (type: string): string =>
  type.includes('*') ? `\`${type.replaceAll('*', '$' + '{string}')}\`` : quote(type);

function allowsNull(schema: Json): boolean {
  const choices = (schema['anyOf'] ?? schema['oneOf'] ?? []) as readonly Json[];
  return schema['type'] === 'null' || choices.some(allowsNull);
}

function answersOf(responses: Json, where: string): string[] {
  const good = Object.entries(responses).filter(([status]) => /^2\d\d$/.test(status)) as [string, Json][];
  const types = good.map(([status, response]) => {
    const content = response['content'] as Readonly<Record<string, Json>> | undefined;
    const json = content?.['application/json']?.['schema'];
    if (json !== undefined) return typeOf(json, '      ', `${where} ${status}`);
    return content === undefined && ['202', '204', '205'].includes(status) ? 'undefined' : 'Response';
  });
  return types.length === 0 ? ['Response'] : [...new Set(types)];
}

/** A schema as a TypeScript type. */
function typeOf(given: unknown, indent: string, where: string): string {
  if (given === true) return 'unknown';
  if (given === false) return 'never';
  const schema = given as Json;
  const stranger = Object.keys(schema).find((word) => !passedOver.has(word) && !understood.has(word));
  if (stranger !== undefined)
    throw new Error(`${where} uses "${stranger}", which tools/client-types.ts does not know.`);
  const parts: string[] = [];
  const ref = schema['$ref'];
  if (ref !== undefined) parts.push(nameOf(String(ref), where));
  if (schema['const'] !== undefined) parts.push(JSON.stringify(schema['const']));
  if (schema['enum'] !== undefined)
    parts.push(union((schema['enum'] as unknown[]).map((one) => literal(one))));
  for (const word of ['anyOf', 'oneOf'] as const) {
    const choices = schema[word] as readonly unknown[] | undefined;
    if (choices !== undefined) parts.push(union(choices.map((one) => typeOf(one, indent, where))));
  }
  for (const one of (schema['allOf'] ?? []) as readonly unknown[]) parts.push(typeOf(one, indent, where));
  const type = schema['type'];
  // `type` beside `enum` or `const` says no more than they do.
  if (type !== undefined && schema['enum'] === undefined && schema['const'] === undefined) {
    const kinds = Array.isArray(type) ? (type as unknown[]) : [type];
    parts.push(union(kinds.map((kind) => ofKind(String(kind), schema, indent, where))));
  }
  if (parts.length === 0) return 'unknown';
  return parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => `(${part})`).join(' & ');
}

function ofKind(kind: string, schema: Json, indent: string, where: string): string {
  switch (kind) {
    case 'string':
    case 'boolean':
    case 'null':
      return kind;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return arrayOf(schema, indent, where);
    case 'object':
      return objectOf(schema, indent, where);
    default:
      throw new Error(`${where} is of the type "${kind}", which tools/client-types.ts does not know.`);
  }
}

function arrayOf(schema: Json, indent: string, where: string): string {
  const first = schema['prefixItems'] as readonly unknown[] | undefined;
  if (first !== undefined) {
    if (schema['items'] !== undefined && schema['items'] !== false)
      throw new Error(`${where} is a tuple with a rest, which tools/client-types.ts does not know.`);
    return `readonly [${first.map((one) => typeOf(one, indent, where)).join(', ')}]`;
  }
  return `readonly (${typeOf(schema['items'] ?? {}, indent, where)})[]`;
}

function objectOf(schema: Json, indent: string, where: string): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Json);
  const more = schema['additionalProperties'];
  const needed = new Set((schema['required'] ?? []) as readonly string[]);
  const isOpen =
    more !== undefined && more !== false && (more === true || Object.keys(more as Json).length >= 0);
  if (properties.length === 0)
    return isOpen || more === undefined
      ? `{ readonly [name: string]: ${typeOf(more ?? {}, indent, where)} }`
      : '{ readonly [name: string]: never }';
  const inner = `${indent}  `;
  const lines = properties.map(([name, property]) => {
    const type = typeOf(property, inner, `${where}.${name}`);
    return `${commentOf(property, inner)}${inner}readonly ${key(name)}${needed.has(name) ? '' : '?'}: ${type};`;
  });
  const known = `{\n${lines.join('\n')}\n${indent}}`;
  return isOpen ? `${known} & { readonly [name: string]: unknown }` : known;
}

function nameOf(ref: string, where: string): string {
  const name = /^#\/components\/schemas\/([A-Z]\w*)$/.exec(ref)?.[1];
  if (name === undefined) throw new Error(`${where} refers to "${ref}", which is no named schema.`);
  return name;
}

function commentOf(schema: unknown, indent: string): string {
  const text = (schema as Json | null)?.['description'];
  return typeof text === 'string' ? `${indent}/** ${inComment(text)} */\n` : '';
}

const inComment = (text: string): string => text.replaceAll('*/', '*\\/').replace(/\s+/g, ' ');
const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name));
const union = (types: readonly string[]): string => [...new Set(types)].join(' | ');

function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  throw new Error(`An enum holds ${JSON.stringify(value)}, which tools/client-types.ts does not know.`);
}
