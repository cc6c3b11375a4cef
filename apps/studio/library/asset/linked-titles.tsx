/** The titles that play an asset. */
import { useQueries } from '@tanstack/react-query';
import { Skeleton } from '@vitascope/design';
import type { JSX } from 'react';
import { api } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import styles from './asset.module.css';

export function LinkedTitles({
  titleIds,
}: {
  readonly titleIds: readonly string[] | null;
}): JSX.Element | null {
  const { t, language } = useTexts();
  const titles = useQueries({
    queries: (titleIds ?? []).map((id) => ({
      queryKey: ['catalog', 'title', id],
      queryFn: async () => (await api.GET('/api/v1/catalog/titles/{id}', { params: { path: { id } } })).data,
    })),
  });
  if (titleIds === null) return null;
  return (
    <section className={styles['panel']} aria-labelledby="linked">
      <h2 id="linked" className={styles['panel-title']}>
        {t('library.linked')}
      </h2>
      {titleIds.length === 0 ? (
        <p className={styles['soft']}>{t('library.linked.none')}</p>
      ) : (
        <ul className={styles['linked']}>
          {titleIds.map((id, index) => {
            const title = titles[index]?.data;
            const texts = title?.texts[language] ?? title?.texts[title.originalLanguage];
            return (
              <li key={id}>
                {title === undefined ? (
                  <Skeleton width="60%" />
                ) : (
                  <a href={`/studio/titles/${id}`}>{texts?.name ?? title.slug}</a>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
