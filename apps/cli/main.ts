/** The process of the `vitascope` command: its arguments, its terminal and its exit code. */
import { readConfig } from './config.ts';
import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
process.exitCode = await run(process.argv.slice(2), { readConfig, terminal });
