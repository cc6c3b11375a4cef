/** What a title is, and where it plays, for nobody in particular. */
import { queryOptions } from '@tanstack/react-query';
import type { AnswerOf } from '@vitascope/client';
import { api, queries } from '../session/api.ts';

export type EmbeddedPlayback = AnswerOf<'POST', '/api/v1/embeds/{titleId}/playback'>;

export const embedQuery = (titleId: string, language: string) =>
  queryOptions({
    queryKey: ['embed', titleId, language],
    // It is asked again when it plays, or where its addresses have ended.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<EmbeddedPlayback> => {
      const params = { path: { titleId }, query: { language } };
      return (await api.POST('/api/v1/embeds/{titleId}/playback', { params, signal })).data;
    },
  });

/** Addresses that have only just begun to work, with the time by the server's clock. */
export async function freshAddresses(
  titleId: string,
  language: string,
): Promise<{ readonly title: EmbeddedPlayback; readonly date: string | null }> {
  const params = { path: { titleId }, query: { language } };
  const { data, headers } = await api.POST('/api/v1/embeds/{titleId}/playback', { params });
  queries.setQueryData(embedQuery(titleId, language).queryKey, data);
  return { title: data, date: headers.get('date') };
}
