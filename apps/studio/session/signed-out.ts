/** A session that has ended elsewhere: the page leads to the door, and back. Drafts and uploads wait in the browser meanwhile. */
import { queries, sessionEnd } from './api.ts';
import { sessionQuery } from './session.ts';

export const followSignedOut = (): (() => void) => sessionEnd.follow(leave);

function leave(): void {
  if (queries.getQueryData(sessionQuery.queryKey) == null) return;
  const { pathname, search } = window.location;
  window.location.replace(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}
