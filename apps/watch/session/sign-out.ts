/** Ends the session here, and forgets what was known of it. */
import { notify } from '@vitascope/design';
import { useTexts } from '../texts/index.ts';
import { api, queries, sessionEnd } from './api.ts';
import { useProblemText } from './problem-text.ts';
import { forgetProfile } from './profile.ts';
import { sessionQuery } from './session.ts';

/** Where the server does not do it, nobody is told that they have left. */
export function useSignOut(): () => Promise<void> {
  const { t } = useTexts();
  const textOf = useProblemText();
  return async () => {
    const account = queries.getQueryData(sessionQuery.queryKey);
    try {
      await api.POST('/api/v1/auth/sign-out');
    } catch (error) {
      notify({ kind: 'bad', text: t('shell.sign-out.failed'), detail: textOf(error) });
      return;
    }
    if (account != null) forgetProfile(account);
    sessionEnd.tell();
    queries.clear();
    window.location.assign('/sign-in');
  };
}
