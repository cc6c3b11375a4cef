/** Links that show a title before everybody may see it: made, copied while they are new, revoked. */
import { useQuery } from '@tanstack/react-query';
import { Button, Callout, IconButton, notify, Select, TextField } from '@vitascope/design';
import { Copy, Link2, Trash2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api, queries } from '../../session/api.ts';
import { useTexts } from '../../texts/index.ts';
import { previewsQuery } from '../data.ts';
import { useEditor } from '../editor/editor-context.ts';
import styles from './publish.module.css';

const hours = ['24', '72', '168', '720'] as const;

export function PreviewLinks(): JSX.Element {
  const { t, date, ago } = useTexts();
  const { id } = useEditor().saved;
  const links = useQuery(previewsQuery(id));
  const [note, setNote] = useState('');
  const [lasting, setLasting] = useState<(typeof hours)[number]>('72');
  const [made, setMade] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const forget = (): void => void queries.invalidateQueries({ queryKey: previewsQuery(id).queryKey });
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
      forget();
    } catch (error) {
      notify({ kind: 'bad', text: t('titles.links.failed'), detail: (error as Error).message });
    } finally {
      setBusy(false);
    }
  };
  const make = (): Promise<void> =>
    attempt(async () => {
      const body = { hours: Number(lasting), ...(note.trim() === '' ? {} : { note: note.trim() }) };
      const { data } = await api.POST('/api/v1/catalog/titles/{id}/previews', {
        params: { path: { id } },
        body,
      });
      setMade(new URL(`/preview/${data.token}`, window.location.origin).href);
      setNote('');
    });
  const revoke = (previewId: string): Promise<void> =>
    attempt(async () => {
      const params = { path: { id, previewId } };
      await api.DELETE('/api/v1/catalog/titles/{id}/previews/{previewId}', { params });
      notify({ text: t('titles.links.revoked') });
    });
  const copy = (text: string): void => {
    void navigator.clipboard
      ?.writeText(text)
      .then(() => notify({ kind: 'good', text: t('titles.links.copied') }))
      .catch(() => undefined);
  };
  return (
    <div className={styles['links']}>
      <h3>{t('titles.links')}</h3>
      <p className={styles['hint']}>{t('titles.links.text')}</p>
      <form
        className={styles['link-form']}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextField label={t('titles.links.note')} value={note} maxLength={200} onChange={setNote} />
        <Select
          label={t('titles.links.hours')}
          value={lasting}
          options={hours.map((value) => ({
            value,
            label: t('titles.links.days', { days: Number(value) / 24 }),
          }))}
          onChoose={(value) => setLasting(value)}
        />
        <Button type="submit" icon={<Link2 aria-hidden="true" />} isBusy={isBusy}>
          {t('titles.links.make')}
        </Button>
      </form>
      {made === null ? null : (
        <Callout
          kind="good"
          actions={
            <Button size="small" icon={<Copy aria-hidden="true" />} onClick={() => copy(made)}>
              {t('titles.links.copy')}
            </Button>
          }
        >
          <p>{t('titles.links.once')}</p>
          <code className={styles['address']}>{made}</code>
        </Callout>
      )}
      {links.isError ? <Callout kind="bad">{links.error.message}</Callout> : null}
      {links.data === undefined || links.data.length === 0 ? null : (
        <ul className={styles['link-list']}>
          {links.data.map((link) => {
            const isOver = Date.parse(link.expiresAt) <= Date.now();
            const name = link.note === '' ? t('titles.links.unnamed') : link.note;
            return (
              <li key={link.id}>
                <span>
                  <strong>{name}</strong>
                  <span className={styles['hint']}>
                    {t('titles.links.facts', {
                      who: link.actor,
                      ago: ago(link.createdAt),
                      until: date(link.expiresAt, { dateStyle: 'medium', timeStyle: 'short' }),
                      over: String(isOver),
                    })}
                  </span>
                </span>
                <IconButton
                  label={t('titles.links.revoke', { name })}
                  icon={<Trash2 />}
                  kind="danger"
                  size="small"
                  onClick={() => void revoke(link.id)}
                />
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
