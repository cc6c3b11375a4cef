/** Captions added from a file, or what is said of them changed. */
import type { TextTrack } from '@vitascope/client';
import { Button, Dialog, notify, Select, Switch, TextField, useForm } from '@vitascope/design';
import { FileText } from 'lucide-react';
import { type JSX, useId, useRef, useState } from 'react';
import { Problem } from '../../../shell/list.tsx';
import { useTexts } from '../../../texts/index.ts';
import { languages } from '../../../titles/fields/territories.ts';
import { uploadFile } from '../../../titles/upload-file.ts';
import { type CaptionUse, captionUses, factsOf, guessFrom, purposeOf } from './caption-use.ts';
import styles from './captions.module.css';
import { changeCaptions, refreshCaptions } from './captions-data.ts';

interface Draft {
  readonly language: string;
  readonly use: CaptionUse;
  readonly name: string;
  readonly isDefault: boolean;
}

export function CaptionsDialog({
  assetId,
  track,
  file: first,
  onClose,
}: {
  readonly assetId: string;
  /** Null for new ones. */
  readonly track: TextTrack | null;
  readonly file: File | null;
  onClose(): void;
}): JSX.Element {
  const texts = useTexts();
  const { t, language: own } = texts;
  const id = useId();
  const [file, setFile] = useState(first);
  const [draft, setDraft] = useState<Draft>(() =>
    track === null ? draftOf(first, own) : { ...track, use: purposeOf(track) },
  );
  const set = (change: Partial<Draft>): void => setDraft((before) => ({ ...before, ...change }));
  const form = useForm(async () => {
    const name = draft.name.trim();
    const facts = { language: draft.language, ...factsOf(draft.use), isDefault: draft.isDefault };
    if (track !== null) {
      const change = { ...facts, ...(name === '' ? {} : { name }) };
      await changeCaptions(assetId, track, { change, words: texts });
    } else if (file !== null) {
      const query = Object.entries({ ...facts, ...(name === '' ? {} : { name }) });
      const search = new URLSearchParams(query.map(([key, value]) => [key, String(value)]));
      const path = `/api/v1/assets/${assetId}/text-tracks?${search}`;
      // What it is, its bytes say.
      const added = await uploadFile<TextTrack>(path, file, 'application/octet-stream').done;
      await refreshCaptions(assetId);
      notify({ text: t('library.captions.added', { name: added.name }), kind: 'good' });
    }
    onClose();
  });
  return (
    <Dialog
      isOpen
      title={t(track === null ? 'library.captions.add' : 'library.captions.edit')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <Button
          kind="primary"
          type="submit"
          form={id}
          isBusy={form.isBusy}
          disabled={track === null && file === null}
        >
          {t(track === null ? 'library.captions.add.go' : 'library.captions.edit.go')}
        </Button>
      }
    >
      <form id={id} className={styles['form']} onSubmit={form.submit}>
        {track === null ? (
          <FileChoice
            file={file}
            onChoose={(chosen) => {
              setFile(chosen);
              const { language, use } = draftOf(chosen, draft.language);
              set({ language, use });
            }}
          />
        ) : null}
        <Select
          label={t('library.captions.language')}
          value={draft.language}
          options={languageOptions(draft.language, texts)}
          onChoose={(language) => set({ language })}
        />
        <Select
          label={t('library.captions.use')}
          value={draft.use}
          options={captionUses.map((value) => ({ value, label: t(`library.captions.use.${value}`) }))}
          onChoose={(use) => set({ use })}
        />
        <TextField
          label={t('library.captions.name')}
          hint={t('library.captions.name.hint')}
          value={draft.name}
          maxLength={100}
          onChange={(name) => set({ name })}
        />
        <Switch
          label={t('library.captions.default')}
          isChecked={draft.isDefault}
          onChange={(isDefault) => set({ isDefault })}
        />
      </form>
      <Problem error={form.error} />
    </Dialog>
  );
}

function draftOf(file: File | null, otherwise: string): Draft {
  const guess = file === null ? null : guessFrom(file.name, languages);
  return {
    language: guess?.language ?? otherwise,
    use: guess?.use ?? 'subtitles',
    name: '',
    isDefault: false,
  };
}

function languageOptions(chosen: string, { nameOf }: Pick<ReturnType<typeof useTexts>, 'nameOf'>) {
  return [...new Set([...languages, chosen])]
    .map((value) => ({ value, label: nameOf('language', value) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function FileChoice({
  file,
  onChoose,
}: {
  readonly file: File | null;
  onChoose(file: File): void;
}): JSX.Element {
  const { t } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles['file']}>
      <FileText aria-hidden="true" />
      <span className={styles['file-name']}>{file?.name ?? t('library.captions.file.none')}</span>
      <Button onClick={() => input.current?.click()}>
        {t(file === null ? 'library.captions.file' : 'library.captions.file.other')}
      </Button>
      <CaptionFileInput ref={input} onChoose={onChoose} />
    </div>
  );
}

export function CaptionFileInput({
  ref,
  onChoose,
}: {
  readonly ref: React.Ref<HTMLInputElement>;
  onChoose(file: File): void;
}): JSX.Element {
  return (
    <input
      ref={ref}
      type="file"
      hidden
      accept=".vtt,.srt,text/vtt,application/x-subrip"
      data-captions="file"
      onChange={({ currentTarget }) => {
        const [file] = currentTarget.files ?? [];
        currentTarget.value = '';
        if (file !== undefined) onChoose(file);
      }}
    />
  );
}
