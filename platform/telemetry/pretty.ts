/** One JSON log line as a line that a person at a terminal can read. */

const colours: Readonly<Record<string, number>> = { debug: 90, info: 36, warn: 33, error: 31 };
const shownElsewhere = new Set(['level', 'time', 'msg', 'traceId', 'spanId', 'err', 'service']);

/** `line` is one line of our JSON logs; anything else is returned as it is. */
export function formatPretty(line: string): string {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  if (typeof entry !== 'object' || entry === null) return line;
  const fields = entry as Record<string, unknown>;
  const level = String(fields['level'] ?? 'info');
  const time = new Date(String(fields['time'])).toTimeString().slice(0, 8);
  const rest = Object.entries(fields)
    .filter(([key]) => !shownElsewhere.has(key))
    .map(
      ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : plain(String(value))}`,
    );
  const head = `\x1b[90m${time}\x1b[0m \x1b[${colours[level] ?? 0}m${level.padEnd(5)}\x1b[0m ${plain(String(fields['msg'] ?? ''))}`;
  const tail = rest.length === 0 ? '' : ` \x1b[90m${rest.join(' ')}\x1b[0m`;
  return `${head}${tail}${formatError(fields['err'])}\n`;
}

function formatError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { stack, message } = error as { stack?: unknown; message?: unknown };
  const text = String(stack ?? message ?? '');
  return text
    .split('\n')
    .map((row) => `\n    ${plain(row)}`)
    .join('');
}

/** Control characters would let logged input move the cursor or forge lines in the reader's terminal. */
function plain(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
