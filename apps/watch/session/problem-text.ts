/** What went wrong, in the viewer's language where it is known by its code, else in the server's words. */
import { ApiProblem } from '@vitascope/client';
import { type TextKey, useTexts } from '../texts/index.ts';

/** What several parts of the app run into. Messages may use `{seconds}`: after how long to try again. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTexts();
  return (error) => {
    if (!(error instanceof ApiProblem)) return error instanceof Error ? error.message : String(error);
    const key = `problems.${error.code}`;
    // A newer server may know more codes than this page has words for.
    const text = t(key as TextKey, { seconds: error.retryAfterSeconds ?? 0 });
    if (text !== key) return text;
    return error.fields[0]?.message ?? error.message;
  };
}
