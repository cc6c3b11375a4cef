/** `vitascope doctor`: prints each check as it is made. */
import type { Command } from './command.ts';
import { doctorHelp } from './help.ts';
import { type DoctorCheck, loadServer } from './server-module.ts';
import type { Terminal } from './terminal.ts';

export const doctor: Command = {
  name: 'doctor',
  help: doctorHelp,
  options: { json: { type: 'boolean' } },
  positionals: [],
  async run(input, { config, terminal }) {
    const { runDoctor } = await loadServer();
    const checks: DoctorCheck[] = [];
    for await (const check of runDoctor({ environment: config.environment })) {
      checks.push(check);
      if (!input.flag('json')) printCheck(check, terminal);
    }
    const wrong = checks.filter((check) => check.ok === false).length;
    if (input.flag('json')) terminal.print(JSON.stringify({ ok: wrong === 0, checks }));
    else terminal.print(verdict(wrong, terminal));
    return wrong === 0 ? 0 : 1;
  },
};

/** One check: a sign, its name, what was found, and what to do. */
function printCheck(check: DoctorCheck, terminal: Terminal): void {
  const sign =
    check.ok === null
      ? terminal.paint('dim', '–')
      : check.ok
        ? terminal.paint('green', '✓')
        : terminal.paint('red', '✗');
  terminal.print(`${sign} ${check.name.padEnd(18)} ${check.detail}`);
  if (check.remedy !== undefined && check.ok !== true)
    terminal.print(`  ${' '.repeat(18)} → ${check.remedy}`);
}

function verdict(wrong: number, terminal: Terminal): string {
  if (wrong === 0) return terminal.paint('green', 'This machine is fit for Vitascope.');
  return terminal.paint('red', wrong === 1 ? 'One thing needs you.' : `${wrong} things need you.`);
}
