/** A session that has ended elsewhere: the page leads to the door, and back. Drafts and uploads wait in the browser meanwhile. */
import { onProblem, queries } from './api.ts';
import { sessionQuery } from './session.ts';

/** Between the tabs of Watch and Studio in one browser; Watch has it, too. */
const CHANNEL = 'vitascope.session';

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

function leave(): void {
  if (queries.getQueryData(sessionQuery.queryKey) == null) return;
  const { pathname, search } = window.location;
  window.location.replace(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}
