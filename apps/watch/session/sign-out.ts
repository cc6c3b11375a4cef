/** Ends the session here, and forgets what was known of it. */
import { api, queries } from './api.ts';

/** Leaves for the door even when the server cannot be asked: the next page says so. */
export async function signOut(): Promise<void> {
  await api.POST('/api/v1/auth/sign-out').catch(() => undefined);
  queries.clear();
  window.location.assign('/sign-in');
}
