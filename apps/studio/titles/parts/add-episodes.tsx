/** Many episodes at once: a list of names, seen as they will be numbered before they are made. */

import { useQuery } from '@tanstack/react-query';
import { Button, Callout, Dialog, notify, ProgressBar, Switch, TextField } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { api, queries } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { forgetLists, partsQuery } from '../data.ts';
import { nameOf, type Title } from '../title-types.ts';
import { MOST_EPISODES, type NewEpisode, readEpisodes } from './episode-names.ts';
import styles from './parts.module.css';

export function AddEpisodes({ season, onClose }: { readonly season: Title; onClose(): void }): JSX.Element {
  const { t, language } = useTexts();
  const parts = useQuery(partsQuery(season.id));
  const [text, setText] = useState('');
  const [isReleased, setReleased] = useState(season.publication.released);
  const [done, setDone] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const taken = new Set((parts.data ?? []).map(({ number }) => number));
  const first = Math.max(0, ...[...taken].map((number) => number ?? 0)) + 1;
  const episodes = readEpisodes(text, first);
  const numbers = episodes.map(({ number }) => number);
  const clashes = numbers.filter((number, index) => taken.has(number) || numbers.indexOf(number) < index);
  const add = async (): Promise<void> => {
    setDone(0);
    setError(null);
    const made: string[] = [];
    try {
      for (const episode of episodes) {
        made.push(await create(season, episode, isReleased));
        setDone(made.length);
      }
      notify({
        kind: 'good',
        text: t('titles.episodes.made', { count: made.length }),
        timeoutMs: 20_000,
        action: { label: t('titles.undo'), onPress: () => void takeBack(made) },
      });
      onClose();
    } catch (caught) {
      // What was made is there; the list goes on with the rest.
      setText(
        episodes
          .slice(made.length)
          .map(({ number, name }) => `${number}. ${name}`)
          .join('\n'),
      );
      setError((caught as Error).message);
      setDone(null);
    } finally {
      forgetLists();
    }
  };
  return (
    <Dialog
      isOpen
      size="large"
      title={t('titles.episodes.title', { name: nameOf(season, language) })}
      description={t('titles.episodes.text')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('titles.cancel')}</Button>
          <Button
            kind="primary"
            isBusy={done !== null}
            disabled={episodes.length === 0 || clashes.length > 0}
            onClick={() => void add()}
          >
            {t('titles.episodes.add', { count: episodes.length })}
          </Button>
        </>
      }
    >
      {error === null ? null : <Callout kind="bad">{error}</Callout>}
      {done === null ? null : (
        <ProgressBar value={done / episodes.length} label={t('titles.episodes.progress')} />
      )}
      <div className={styles['adding']}>
        <TextField
          label={t('titles.episodes.names')}
          hint={t('titles.episodes.hint', { most: MOST_EPISODES })}
          lines={10}
          value={text}
          error={
            clashes.length === 0
              ? undefined
              : t('titles.episodes.taken', { numbers: [...new Set(clashes)].join(', ') })
          }
          onChange={setText}
        />
        <div className={styles['preview']}>
          <h3>{t('titles.episodes.preview')}</h3>
          {episodes.length === 0 ? (
            <p className={styles['none']}>{t('titles.episodes.none', { number: first })}</p>
          ) : (
            <ol>
              {episodes.map(({ number, name }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text
                <li key={index} data-clash={clashes.includes(number)}>
                  <span className={styles['number']}>{number}</span>
                  {name}
                </li>
              ))}
            </ol>
          )}
        </div>
      </div>
      <Switch
        label={t('titles.episodes.released')}
        hint={t('titles.episodes.released.hint')}
        isChecked={isReleased}
        onChange={setReleased}
      />
    </Dialog>
  );
}

async function create(season: Title, { number, name }: NewEpisode, released: boolean): Promise<string> {
  const { originalLanguage } = season;
  const { data } = await api.POST('/api/v1/catalog/titles', {
    body: {
      kind: 'episode',
      parentId: season.id,
      number,
      originalLanguage,
      texts: { [originalLanguage]: { name } },
      publication: { released },
    },
  });
  return data.id;
}

/** Undoing what made a title takes the title away. */
async function takeBack(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const params = { path: { id }, query: { limit: 1 } };
    const { data } = await api.GET('/api/v1/catalog/titles/{id}/changes', { params });
    const changeId = data.items[0]?.id;
    if (changeId === undefined) continue;
    await api
      .POST('/api/v1/catalog/titles/{id}/changes/{changeId}/undo', { params: { path: { id, changeId } } })
      .catch(() => undefined);
  }
  void queries.invalidateQueries({ queryKey: ['titles'] });
}
