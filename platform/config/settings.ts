/** The settings of a schema as a flat list: path, environment variable, type, default, description. */
import type { z } from 'zod';

export type ConfigSchema = z.ZodObject;

/** How the text of an environment variable becomes a value. */
export type SettingType = 'string' | 'number' | 'boolean' | 'choice' | 'list' | 'json' | 'mixed';

export interface Setting {
  /** Keys from the root of the file, for example `['database', 'url']`. */
  readonly path: readonly string[];
  /** For example `VITASCOPE_DATABASE_URL`. */
  readonly variable: string;
  readonly type: SettingType;
  readonly choices: readonly string[];
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  readonly defaultValue: unknown;
  readonly description: string;
}

const prefix = 'VITASCOPE';

/** All settings in the schema's order. Two settings with the same variable are a mistake in the schema: `TypeError`. */
export function listSettings(schema: ConfigSchema): readonly Setting[] {
  const settings = collect(schema, []);
  const seen = new Map<string, Setting>();
  for (const setting of settings) {
    const other = seen.get(setting.variable);
    if (other !== undefined) {
      throw new TypeError(
        `${other.path.join('.')} and ${setting.path.join('.')} are both ${setting.variable}.`,
      );
    }
    seen.set(setting.variable, setting);
  }
  return settings;
}

/** The parts of the schema that hold settings, each with its path; the root comes first. */
export function listSections(
  schema: ConfigSchema,
): readonly { path: readonly string[]; keys: readonly string[] }[] {
  const sections = [{ path: [] as readonly string[], keys: Object.keys(schema.shape) }];
  for (const [key, value] of Object.entries(schema.shape)) {
    const inner = asSection(value as z.ZodType);
    if (inner === undefined) continue;
    sections.push(
      ...listSections(inner).map(({ path, keys }) => ({ path: [key, ...path], keys: [...keys] })),
    );
  }
  return sections;
}

function collect(schema: ConfigSchema, path: readonly string[]): Setting[] {
  return Object.entries(schema.shape).flatMap(([key, value]) => {
    const here = [...path, key];
    const section = asSection(value as z.ZodType);
    return section === undefined ? [toSetting(value as z.ZodType, here)] : collect(section, here);
  });
}

/** What zod tells about a schema; only the parts read here. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly defaultValue?: unknown;
  readonly entries?: Readonly<Record<string, string>>;
  readonly options?: readonly z.ZodType[];
}

function definitionOf(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

/** The schema and everything it wraps, outermost first. */
function layers(schema: z.ZodType): z.ZodType[] {
  const { innerType, in: input } = definitionOf(schema);
  const next = innerType ?? input;
  return next === undefined ? [schema] : [schema, ...layers(next)];
}

function asSection(schema: z.ZodType): ConfigSchema | undefined {
  const core = layers(schema).at(-1);
  return core !== undefined && definitionOf(core).type === 'object' ? (core as ConfigSchema) : undefined;
}

function toSetting(schema: z.ZodType, path: readonly string[]): Setting {
  const all = layers(schema);
  const core = definitionOf(all.at(-1) ?? schema);
  const defaults = all.map(definitionOf).find(({ type }) => type === 'default' || type === 'prefault');
  const isOptional = all.some((layer) => definitionOf(layer).type === 'optional');
  return {
    path,
    variable: [prefix, ...path.map(toUpperSnake)].join('_'),
    type: settingType(core),
    choices: Object.values(core.entries ?? {}),
    isSecret: all.some((layer) => layer.meta()?.['secret'] === true),
    isRequired: defaults === undefined && !isOptional,
    defaultValue: defaults?.defaultValue,
    description: all.map((layer) => layer.description).find((text) => text !== undefined) ?? '',
  };
}

function settingType({ type }: Definition): SettingType {
  switch (type) {
    case 'number':
    case 'boolean':
    case 'string':
      return type;
    case 'enum':
      return 'choice';
    case 'array':
      return 'list';
    case 'union':
      return 'mixed';
    default:
      return 'json';
  }
}

/** `dataDir` → `DATA_DIR`, `s3Url` → `S3_URL`. */
function toUpperSnake(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}
