/** A session that has ended elsewhere: in another tab, on another device, or by its time. The page leads to the door, and back. */
import { queries, sessionEnd } from './api.ts';
import { sessionQuery } from './session.ts';

/** These need nobody who is signed in, or say so themselves without losing their place: the player. */
const staying = /^\/(sign-in|sign-up|tv|account|embed|play|watch)(\/|$)/;

export const followSignedOut = (): (() => void) => sessionEnd.follow(leave);

/** Only where somebody was known: routes lead strangers away themselves. A page of its own forgets all that was kept of them. */
function leave(): void {
  const { pathname, search } = window.location;
  if (queries.getQueryData(sessionQuery.queryKey) == null || staying.test(pathname)) return;
  window.location.replace(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}
