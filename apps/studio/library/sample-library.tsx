/** Fills an empty system with little films, and tells how far that is. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, notify, ProgressBar } from '@vitascope/design';
import { Sparkles } from 'lucide-react';
import { type JSX, useEffect, useRef } from 'react';
import { api, queries } from '../session/api.ts';
import { useMay } from '../session/session.ts';
import { useTexts } from '../texts/index.ts';
import styles from './sample-library.module.css';

const lookMs = 1_000;
const key = ['sample-library'];

const read = async () => (await api.GET('/api/v1/system/sample-library')).data;

/** Stays in sight until it is done, in an empty library and in one that fills. */
export function SampleLibrary({ isOffered }: { readonly isOffered: boolean }): JSX.Element | null {
  const { t } = useTexts();
  const isOwner = useMay('own');
  const found = useQuery({
    queryKey: key,
    queryFn: read,
    enabled: isOwner,
    refetchInterval: ({ state }) => (state.data?.state === 'loading' ? lookMs : false),
  });
  const begin = useMutation({
    mutationFn: async () => (await api.POST('/api/v1/system/sample-library')).data,
    onSuccess: (data) => void queries.setQueryData(key, data),
    onError: (error) => void notify({ text: error.message, kind: 'bad' }),
  });
  const state = found.data?.state;
  useSayWhenDone(state);
  if (!isOwner || found.data === undefined) return null;
  const { done, total, title, reason } = found.data;
  const isLoading = state === 'loading' || begin.isPending;
  if (!isLoading && state !== 'failed' && !isOffered) return null;
  return (
    <section className={styles['card']} aria-labelledby="sample">
      <div className={styles['words']}>
        <h2 id="sample">{t('library.sample.title')}</h2>
        <p>
          {state === 'failed'
            ? t('library.sample.failed', { reason: reason ?? '' })
            : t('library.sample.text')}
        </p>
        {isLoading ? (
          <div className={styles['progress']}>
            <ProgressBar
              value={total === 0 || done === 0 ? null : done / total}
              label={t('library.sample.bar')}
            />
            <p role="status">
              {title === null
                ? t('library.sample.progress-begin')
                : t('library.sample.progress', { done: done + 1, total, title })}
            </p>
          </div>
        ) : null}
      </div>
      {isLoading ? null : (
        <Button size="large" icon={<Sparkles aria-hidden="true" />} onClick={() => begin.mutate()}>
          {t(state === 'failed' ? 'retry' : 'library.sample.go')}
        </Button>
      )}
    </section>
  );
}

function useSayWhenDone(state: string | undefined): void {
  const { t } = useTexts();
  const before = useRef(state);
  useEffect(() => {
    if (before.current === 'loading' && state === 'done') {
      notify({ text: t('library.sample.done'), kind: 'good' });
      // The rooms of titles and rows have something to show now.
      void queries.invalidateQueries({ queryKey: ['catalog'] });
    }
    before.current = state;
  }, [state, t]);
}
