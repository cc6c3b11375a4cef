/** Where the command writes, what it may ask, and how strings from elsewhere become safe to print. */
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';

/** What a command may do to its surroundings; tests bring their own. */
export interface Terminal {
  /** One line of the answer: standard output. */
  print(line: string): void;
  /** One line about the answer: standard error. */
  note(line: string): void;
  /** Replaces the line being drawn on standard error; null ends it. Does nothing when nobody looks. */
  draw(line: string | null): void;
  /** Asks for a yes; null where nobody can answer. */
  confirm(question: string): Promise<boolean | null>;
  readonly columns: number;
  readonly interactive: boolean;
  /** Colours where the terminal shows them. */
  paint(colour: Paint, text: string): string;
}

export type Paint = 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'cyan';

/** The terminal of this process. Respects `NO_COLOR` and a stream that is not a terminal. */
export function processTerminal(): Terminal {
  const interactive = process.stderr.isTTY === true;
  // Whoever reads may have read enough: `vitascope assets list | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  let drawn = false;
  return {
    print: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    draw(line) {
      if (!interactive || (line === null && !drawn)) return;
      process.stderr.write(line === null ? '\r\x1b[K' : `\r\x1b[K${line}`);
      drawn = line !== null;
    },
    async confirm(question) {
      if (process.stdin.isTTY !== true || !interactive) return null;
      const asker = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return /^y(es)?$/i.test((await asker.question(`${question} [y/N] `)).trim());
      } catch {
        return false; // Ctrl-D and Ctrl-C both mean no
      } finally {
        asker.close();
      }
    },
    get columns() {
      return process.stderr.columns ?? 80;
    },
    interactive,
    paint: (colour, text) => styleText(colour, text, { stream: process.stdout }),
  };
}

const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A string that came from a file or a server, without anything that could drive the terminal. */
export function printable(text: string): string {
  return text.replace(unprintable, '\ufffd');
}

/** Lines of equal columns, two spaces apart; the last column is left as long as it is. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
