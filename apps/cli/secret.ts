/** `vitascope secret rotate`: replaces the secret that signs sessions. */
import { connect } from './api-client.ts';
import type { Command } from './command.ts';
import { cliError } from './errors.ts';
import { secretRotateHelp } from './help.ts';

const rotate: Command = {
  name: 'secret rotate',
  help: secretRotateHelp,
  options: { 'end-sessions': { type: 'boolean' }, json: { type: 'boolean' }, yes: { type: 'boolean' } },
  positionals: [],
  async run(input, { config, terminal }) {
    const endSessions = input.flag('end-sessions');
    if (endSessions && !input.flag('yes')) {
      const answer = input.flag('json') ? null : await terminal.confirm('Sign everybody out, everywhere?');
      if (answer === null)
        throw cliError(
          'confirmation-needed',
          'Nobody can be asked whether to sign everybody out. Add --yes to do it.',
        );
      if (!answer) {
        terminal.note('Nothing was changed.');
        return 1;
      }
    }
    const { api } = await connect(config);
    await api.POST('/api/v1/system/secret/rotate', { body: { endSessions } });
    if (input.flag('json')) terminal.print(JSON.stringify({ rotated: true, endSessions }));
    else
      terminal.note(
        endSessions
          ? 'The secret is replaced. Everybody signs in again.'
          : 'The secret is replaced. Whoever is signed in stays so.',
      );
    return 0;
  },
};

export const secretCommands: readonly Command[] = [rotate];
