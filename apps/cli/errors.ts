/** What can go wrong on this side of the wire. What the server refuses keeps the server's own code. */
import { defineErrors, isVitascopeError } from '@vitascope/platform/kernel';

export const cliError = defineErrors({
  'usage-invalid': { kind: 'invalid', title: 'The command line is not understood' },
  'setting-invalid': { kind: 'invalid', title: 'A setting of the command is not usable' },
  'file-not-found': { kind: 'not-found', title: 'The file to push does not exist' },
  'file-not-usable': { kind: 'invalid', title: 'The file to push cannot be read as a film' },
  'server-unreachable': { kind: 'unavailable', title: 'The server does not answer' },
  'server-answer-invalid': {
    kind: 'internal',
    title: 'The server answered something else than its API says',
  },
  'owner-key-missing': { kind: 'unauthenticated', title: 'The owner key is not there' },
  'owner-key-refused': { kind: 'unauthenticated', title: 'The server does not accept the owner key' },
  'upload-interrupted': { kind: 'unavailable', title: 'The upload stopped before its end' },
  'confirmation-needed': { kind: 'invalid', title: 'A destructive command needs a yes' },
  'command-stopped': { kind: 'cancelled', title: 'The command was stopped' },
});

/** An error that the server reported; `code` and `message` are its own. */
export class ServerRefusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly traceId: string | null;

  constructor(problem: { code: string; message: string; status: number; traceId: string | null }) {
    super(problem.message);
    this.name = 'ServerRefusal';
    this.code = problem.code;
    this.status = problem.status;
    this.traceId = problem.traceId;
  }
}

/** The two words of an error that scripts and people get. */
export function describeError(error: unknown): { code: string; message: string } {
  if (error instanceof ServerRefusal || isVitascopeError(error)) {
    return { code: error.code, message: error.message };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message };
}
