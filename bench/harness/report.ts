// Writes a bench's findings: a table for people, JSON for machines, both with the machine they were measured on.
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { describeMachine, machineLine } from './machine.ts';

export interface Verdict {
  /** What was to be reached: `wall ≤ 1.05`. */
  readonly goal: string;
  readonly reached: string;
  readonly isMet: boolean;
}

export interface Findings {
  readonly name: string;
  readonly title: string;
  /** How it was measured, in a sentence or two. */
  readonly method: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly verdicts: readonly Verdict[];
  readonly notes?: readonly string[];
  /** Every single measurement. */
  readonly raw: unknown;
}

export interface BenchOptions {
  readonly quick: boolean;
}

const folder = join(import.meta.dirname, '../results');

/** Prints the findings and writes them; those of a quick run beside the others, under a name that git ignores. */
async function report(findings: Findings, { quick }: BenchOptions): Promise<void> {
  const machine = describeMachine();
  const measuredAt = new Date().toISOString();
  // Five minutes back: what else the machine was doing belongs to the figures.
  const load = loadavg()[1] ?? 0;
  const line = `${measuredAt.slice(0, 10)}, ${machineLine(machine)}. Load average during the run: ${load.toFixed(1)}.`;
  const text = toMarkdown(findings, { quick, line });
  await mkdir(folder, { recursive: true });
  const base = join(folder, quick ? `${findings.name}.quick` : findings.name);
  await writeFile(`${base}.md`, text);
  await writeFile(
    `${base}.json`,
    `${JSON.stringify({ measuredAt, quick, machine, loadAverage: load, ...findings }, null, 2)}\n`,
  );
  process.stdout.write(`\n${text}\n`);
}

function toMarkdown(findings: Findings, about: { quick: boolean; line: string }): string {
  const { title, method, header, rows, verdicts, notes = [] } = findings;
  const lines = [
    `## ${title}${about.quick ? ' (quick)' : ''}`,
    '',
    method,
    '',
    row(header),
    row(header.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map(row),
    '',
    ...verdicts.map(
      ({ goal, reached, isMet }) => `- ${isMet ? '**Met**' : '**Not met**'}: ${goal}; measured ${reached}.`,
    ),
    ...notes.map((note) => `- ${note}`),
    '',
    `*${about.line}*`,
    '',
  ];
  return lines.join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Says on standard error how far a bench has come. */
export function say(text: string): void {
  process.stderr.write(`  ${new Date().toISOString().slice(11, 19)}  ${text}\n`);
}

/** Reads the bench's command line, runs it and ends the process with its outcome. */
export async function runBench(run: (options: BenchOptions) => Promise<Findings>): Promise<void> {
  const options = { quick: process.argv.includes('--quick') };
  await report(await run(options), options);
}
