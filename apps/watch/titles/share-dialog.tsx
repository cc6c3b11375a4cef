/** Passing a title on: its address, and the code that shows it in another page where the service allows that. */
import { useQuery } from '@tanstack/react-query';
import type { ShownTitle } from '@vitascope/client';
import { Button, Dialog, notify, TextField } from '@vitascope/design';
import { Copy, Share2 } from 'lucide-react';
import { type JSX, useId } from 'react';
import { api } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import styles from './share-dialog.module.css';

export interface ShareDialogProps {
  readonly title: ShownTitle;
  readonly isOpen: boolean;
  onClose(): void;
}

export function ShareDialog({ title, isOpen, onClose }: ShareDialogProps): JSX.Element {
  const { t } = useTexts();
  const url = new URL(`/title/${title.slug}`, location.href).href;
  const { data: code } = useQuery({ ...embedCodeQuery(url), enabled: isOpen });
  const share = (): void => void navigator.share({ title: title.name, url }).catch(() => undefined); // they thought better of it
  return (
    <Dialog
      title={t('titles.share.name', { name: title.name })}
      isOpen={isOpen}
      closeLabel={t('close')}
      onClose={onClose}
      {...(navigator.share === undefined
        ? {}
        : {
            actions: (
              <Button size="large" icon={<Share2 aria-hidden="true" />} onClick={share}>
                {t('titles.share.more')}
              </Button>
            ),
          })}
    >
      <Copied label={t('titles.share.address')} text={url} done={t('titles.share.copied')} />
      {code == null ? null : (
        <Copied
          label={t('titles.share.code')}
          hint={t('titles.share.code.hint')}
          text={code}
          lines={4}
          done={t('titles.share.code.copied')}
        />
      )}
    </Dialog>
  );
}

/** Null where other sites may not show the title. */
const embedCodeQuery = (url: string) => ({
  queryKey: ['oembed', url],
  staleTime: 300_000,
  queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<string | null> => {
    const { data } = await api.GET('/api/v1/oembed', { params: { query: { url } }, signal });
    return data.html ?? null;
  },
});

interface CopiedProps {
  readonly label: string;
  readonly text: string;
  readonly hint?: string;
  readonly lines?: number;
  readonly done: string;
}

/** A text with a button that copies it; by hand where the browser does not let it. */
function Copied({ label, text, hint, lines = 1, done }: CopiedProps): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      notify({ kind: 'good', text: done });
    } catch {
      document.querySelector<HTMLInputElement | HTMLTextAreaElement>(`#${CSS.escape(id)}`)?.select();
      notify({ text: t('titles.share.by-hand') });
    }
  };
  return (
    <div className={styles['copied']}>
      <TextField
        id={id}
        label={label}
        value={text}
        lines={lines}
        readOnly
        dir="ltr"
        spellCheck={false}
        className={styles['text'] ?? ''}
        {...(hint === undefined ? {} : { hint })}
        onFocus={(event) => event.target.select()}
        onChange={() => undefined}
      />
      <Button
        size="large"
        icon={<Copy aria-hidden="true" />}
        aria-label={`${t('titles.share.copy')}: ${label}`}
        onClick={() => void copy()}
      >
        {t('titles.share.copy')}
      </Button>
    </div>
  );
}
