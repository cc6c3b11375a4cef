/**
 * Who is watching: one profile of the account that is signed in, chosen in this browser.
 * A route that needs one says `beforeLoad: requireProfile`; what it shows asks `useProfile()`.
 */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { redirect, useRouteContext } from '@tanstack/react-router';
import type { Account, Profile } from '@vitascope/client';
import { useSyncExternalStore } from 'react';
import { api, queries } from './api.ts';
import { sessionQuery, useSession } from './session.ts';

export const profilesQuery = queryOptions({
  queryKey: ['profiles'],
  staleTime: 300_000,
  queryFn: async ({ signal }): Promise<readonly Profile[]> =>
    (await api.GET('/api/v1/profiles', { signal })).data.items,
});

const keyOf = (accountId: string): string => `vitascope.watch.profile.${accountId}`;
const listeners = new Set<() => void>();

/** Which profile was chosen: in this tab, else in this browser. */
function chosenId(accountId: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(accountId)) ?? localStorage.getItem(keyOf(accountId));
  } catch {
    return inMemory.get(accountId) ?? null;
  }
}

/** Where storage is forbidden, the choice holds until the page is left. */
const inMemory = new Map<string, string>();

/** This profile watches from now on, in this tab and in the next one that is opened. */
export function chooseProfile(account: Account, profile: Pick<Profile, 'id'>): void {
  inMemory.set(account.id, profile.id);
  try {
    sessionStorage.setItem(keyOf(account.id), profile.id);
    localStorage.setItem(keyOf(account.id), profile.id);
  } catch {
    // It is kept in memory.
  }
  for (const listener of listeners) listener();
}

/** Nobody watches any more: somebody signs out, or the profile is gone. */
export function forgetProfile(account: Account): void {
  inMemory.delete(account.id);
  try {
    sessionStorage.removeItem(keyOf(account.id));
    localStorage.removeItem(keyOf(account.id));
  } catch {
    // It was kept in memory only.
  }
  for (const listener of listeners) listener();
}

/** The chosen profile, if this session may use it; an account's only profile needs no choosing. */
function currentOf(account: Account, profiles: readonly Profile[]): Profile | null {
  const wanted = chosenId(account.id);
  const chosen =
    profiles.find(({ id }) => id === wanted) ?? (profiles.length === 1 ? profiles[0] : undefined);
  return chosen === undefined || chosen.isLocked ? null : chosen;
}

/** For `beforeLoad`: leads away where nobody is signed in, and where it is not known who watches. */
export async function requireProfile({
  location,
}: {
  readonly location: { readonly href: string };
}): Promise<{ readonly profile: Profile }> {
  const profiles = queries.ensureQueryData(profilesQuery);
  profiles.catch(() => undefined); // nobody is signed in: the session says so
  const account = await queries.ensureQueryData(sessionQuery);
  const next = encodeURIComponent(location.href);
  if (account === null) throw redirect({ href: `/sign-in?next=${next}`, replace: true });
  const profile = currentOf(account, await profiles);
  if (profile === null) throw redirect({ href: `/who?next=${next}`, replace: true });
  return { profile };
}

/** Who watches, on a page behind {@link requireProfile}. */
export function useProfile(): Profile {
  const { profile } = useRouteContext({ strict: false }) as { readonly profile?: Profile };
  const current = useCurrentProfile();
  const known = current ?? profile;
  if (known === undefined) throw new Error('useProfile() is for routes with `beforeLoad: requireProfile`.');
  return known;
}

/** Who watches, where that need not be known: null on the page that asks for it. */
export function useCurrentProfile(): Profile | null {
  const { data: account } = useSession();
  const { data: profiles } = useQuery({ ...profilesQuery, enabled: account != null });
  useSyncExternalStore(subscribe, () => (account == null ? null : chosenId(account.id)));
  return account == null || profiles === undefined ? null : currentOf(account, profiles);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
