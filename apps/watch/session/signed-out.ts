/** A session that has ended elsewhere: in another tab, on another device, or by its time. The page leads to the door, and back. */
import { onProblem, queries } from './api.ts';
import { sessionQuery } from './session.ts';

/** Between the tabs of Watch and Studio in one browser. */
const CHANNEL = 'vitascope.session';

/** These need nobody who is signed in, or say so themselves without losing their place: the player. */
const staying = /^\/(sign-in|sign-up|tv|account|embed|play|watch)(\/|$)/;

/** The other tabs need not find it out by being refused. */
export function tellSignedOut(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('signed-out');
  channel.close();
}

export function followSignedOut(): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', leave);
  const stop = onProblem(({ code }) => {
    if (code === 'sign-in-needed' || code === 'device-revoked') leave();
  });
  return () => {
    channel.close();
    stop();
  };
}

/** Only where somebody was known: routes lead strangers away themselves. A page of its own forgets all that was kept of them. */
function leave(): void {
  const { pathname, search } = window.location;
  if (queries.getQueryData(sessionQuery.queryKey) == null || staying.test(pathname)) return;
  window.location.replace(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}
