/** The subtitles and captions of an asset: what there is, more of it, changed and deleted. */
import { useQuery } from '@tanstack/react-query';
import type { Asset, TextTrack } from '@vitascope/client';
import {
  Badge,
  Button,
  IconButton,
  Menu,
  MenuItem,
  MenuSeparator,
  notify,
  Skeleton,
} from '@vitascope/design';
import { Captions, Download, EllipsisVertical, Pencil, Plus, Star, Trash2 } from 'lucide-react';
import { type JSX, useRef, useState } from 'react';
import { Problem } from '../../../shell/list.tsx';
import { useTexts } from '../../../texts/index.ts';
import styles from '../asset.module.css';
import { purposeOf } from './caption-use.ts';
import own from './captions.module.css';
import { captionsQuery, changeCaptions, deleteCaptions } from './captions-data.ts';
import { CaptionFileInput, CaptionsDialog } from './captions-dialog.tsx';

/** What is being added or changed. */
interface Work {
  readonly track: TextTrack | null;
  readonly file: File | null;
}

export function CaptionsSection({
  asset,
  mayWrite,
}: {
  readonly asset: Asset;
  readonly mayWrite: boolean;
}): JSX.Element {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery(captionsQuery(asset.id));
  const [work, setWork] = useState<Work | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const add = mayWrite ? (
    <Button icon={<Plus aria-hidden="true" />} onClick={() => input.current?.click()}>
      {t('library.captions.add')}
    </Button>
  ) : null;
  return (
    <section className={styles['panel']} aria-labelledby="captions">
      <div className={own['head']}>
        <h2 id="captions" className={styles['panel-title']}>
          {t('library.captions')}
        </h2>
        {data === undefined || data.length === 0 ? null : add}
      </div>
      <Problem error={error} onRetry={() => void refetch()} />
      {data === undefined ? (
        error === null && <Skeleton width="60%" />
      ) : data.length === 0 ? (
        <div className={own['empty']}>
          <Captions aria-hidden="true" />
          <div>
            <p>{t('library.captions.none')}</p>
            <p className={styles['soft']}>{t('library.captions.none.text')}</p>
          </div>
          {add}
        </div>
      ) : (
        <ul className={styles['renditions']}>
          {data.map((track) => (
            <Row
              key={track.id}
              assetId={asset.id}
              track={track}
              mayWrite={mayWrite}
              onEdit={() => setWork({ track, file: null })}
            />
          ))}
        </ul>
      )}
      <CaptionFileInput ref={input} onChoose={(file) => setWork({ track: null, file })} />
      {work === null ? null : <CaptionsDialog assetId={asset.id} {...work} onClose={() => setWork(null)} />}
    </section>
  );
}

function Row({
  assetId,
  track,
  mayWrite,
  onEdit,
}: {
  readonly assetId: string;
  readonly track: TextTrack;
  readonly mayWrite: boolean;
  onEdit(): void;
}): JSX.Element {
  const texts = useTexts();
  const { t, nameOf } = texts;
  const { id, name, language, cues, isDefault } = track;
  const words = [
    nameOf('language', language),
    t(`library.captions.use.${purposeOf(track)}`),
    t('library.captions.cues', { count: cues }),
  ];
  const makeDefault = (): void =>
    void changeCaptions(assetId, track, { change: { isDefault: !isDefault }, words: texts }).catch(
      (error: Error) => notify({ text: error.message, kind: 'bad' }),
    );
  return (
    <li className={styles['rendition']}>
      <span className={styles['kind']} aria-hidden="true">
        <Captions />
      </span>
      <div className={styles['rendition-words']}>
        <p className={own['name']}>
          <strong lang={language} dir="auto">
            {name}
          </strong>
          {isDefault ? <Badge kind="accent">{t('library.captions.is-default')}</Badge> : null}
        </p>
        <p className={styles['soft']}>{words.join(' · ')}</p>
      </div>
      <Menu
        trigger={
          <IconButton
            size="small"
            label={t('library.captions.actions', { name })}
            icon={<EllipsisVertical />}
          />
        }
      >
        {mayWrite ? (
          <MenuItem icon={<Pencil aria-hidden="true" />} onSelect={onEdit}>
            {t('library.captions.edit')}
          </MenuItem>
        ) : null}
        {mayWrite ? (
          <MenuItem icon={<Star aria-hidden="true" />} onSelect={makeDefault}>
            {t(isDefault ? 'library.captions.not-default' : 'library.captions.make-default')}
          </MenuItem>
        ) : null}
        <MenuItem
          icon={<Download aria-hidden="true" />}
          render={<a href={`/api/v1/assets/${assetId}/text-tracks/${id}/file`} download={`${name}.vtt`} />}
        >
          {t('library.captions.download')}
        </MenuItem>
        {mayWrite ? <MenuSeparator /> : null}
        {mayWrite ? (
          <MenuItem
            isDanger
            icon={<Trash2 aria-hidden="true" />}
            onSelect={() => deleteCaptions(assetId, track, texts)}
          >
            {t('library.captions.delete')}
          </MenuItem>
        ) : null}
      </Menu>
    </li>
  );
}
