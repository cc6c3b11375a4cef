/** What went wrong, in the viewer's language and for a viewer: the server's own words are for who writes programs. */
import { ApiProblem } from '@vitascope/client';
import { type TextKey, useTexts } from '../texts/index.ts';

/** What several parts of the app run into. Messages may use `{seconds}`: after how long to try again. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTexts();
  return (error) => {
    if (!(error instanceof ApiProblem)) return t('problems.page');
    const key = `problems.${error.code}`;
    // A newer server may know more codes than this page has words for.
    const text = t(key as TextKey, { seconds: error.retryAfterSeconds ?? 0 });
    if (text !== key) return text;
    if (error.status >= 500) return t('problems.server-unreachable');
    // What is wrong with what was typed is said beside it in any case.
    return error.fields[0]?.message ?? t('problems.unknown', { code: error.code });
  };
}
