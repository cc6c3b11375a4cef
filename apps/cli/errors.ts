/** What can go wrong on this side of the wire. What the server refuses keeps the server's own code. */
import { ApiProblem } from '@vitascope/client';
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

/** The two words of an error that scripts and people get. */
export function describeError(error: unknown): { code: string; message: string } {
  if (error instanceof ApiProblem) return { code: error.code, message: messageOf(error) };
  if (isVitascopeError(error)) return { code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message };
}

/** What was wrong with each field says more than that something was. */
function messageOf({ fields, message }: ApiProblem): string {
  if (fields.length === 0) return message;
  return `The server refused this: ${fields.map((field) => `${field.path}: ${field.message}`).join('; ')}.`;
}
