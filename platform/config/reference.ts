/** The configuration's reference page, written from the schema. */
import { type ConfigSchema, listSettings, type Setting } from './settings.ts';

/** Markdown with every setting: key, variable, type, default, description. */
export function configReference(schema: ConfigSchema): string {
  const sections = Map.groupBy(listSettings(schema), ({ path }) => path.slice(0, -1).join('.'));
  const parts = [...sections].map(
    ([name, settings]) => `## ${name === '' ? 'General' : `\`${name}\``}\n\n${table(settings)}`,
  );
  return `# Configuration

Vitascope runs without any configuration. Settings come from \`vitascope.yaml\` (or the file that
\`VITASCOPE_CONFIG\` names) and from environment variables, which win. An unknown setting is an error.
A secret can also be read from the file that its variable with \`_FILE\` appended names; secrets are never printed.

This page is generated from the schema.

${parts.join('\n\n')}
`;
}

function table(settings: readonly Setting[]): string {
  const rows = settings.map((setting) => {
    const cells = [
      `\`${setting.path.join('.')}\``,
      `\`${setting.variable}\``,
      typeText(setting),
      defaultText(setting),
      setting.description,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  });
  return ['| Key | Variable | Type | Default | |', '|---|---|---|---|---|', ...rows].join('\n');
}

function typeText({ type, choices, isSecret }: Setting): string {
  if (isSecret) return 'secret';
  switch (type) {
    case 'choice':
      return choices.map((choice) => `\`${choice}\``).join(', ');
    case 'list':
      return 'list, separated by commas';
    case 'json':
      return 'JSON';
    case 'mixed':
      return 'see right';
    case 'string':
      return 'text';
    case 'number':
    case 'boolean':
      return type;
  }
}

function defaultText({ defaultValue, isRequired, isSecret }: Setting): string {
  if (isRequired) return '**required**';
  if (defaultValue === undefined || isSecret) return '—';
  return `\`${typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue)}\``;
}
