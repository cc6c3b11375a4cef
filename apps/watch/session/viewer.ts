/** What every request for a viewer says: which profile asks, and in which language it reads. */
import type { Profile } from '@vitascope/client';
import { useMemo } from 'react';
import { useTexts } from '../texts/index.ts';
import { useProfile } from './profile.ts';

export interface Viewer {
  readonly profile: Profile;
  readonly query: { readonly profileId: string; readonly language: string };
}

/** Outside of components; the page's language is that of the texts. */
export function viewerOf(profile: Profile, language = document.documentElement.lang): Viewer {
  const languages = [profile.language, language].filter((one) => one !== null && one !== '');
  return { profile, query: { profileId: profile.id, language: [...new Set(languages)].join(',') } };
}

export function useViewer(): Viewer {
  const profile = useProfile();
  const { language } = useTexts();
  return useMemo(() => viewerOf(profile, language), [profile, language]);
}

/** The beginning of every key under which a viewer's answers are kept. */
export const viewerKey = ({ query }: Viewer): readonly [string, string, string] => [
  'viewer',
  query.profileId,
  query.language,
];
