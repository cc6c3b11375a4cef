/** What is on its way, in a corner of every page: it stays while one moves from room to room. */
import { Link } from '@tanstack/react-router';
import { Button, IconButton, ProgressBar } from '@vitascope/design';
import { Check, ChevronDown, ChevronUp, CircleAlert, Pause, Play, X } from 'lucide-react';
import { type JSX, useRef, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { gatherChosen } from './gather-files.ts';
import { useTakeFiles } from './take-files.ts';
import { isMoving, needsHelp, type UploadItem } from './upload-item.ts';
import styles from './upload-tray.module.css';
import { shareOf, uploadWords } from './upload-words.ts';
import { uploads, useUploads } from './use-uploads.ts';

/** A list of thousands is for the library; here are those that matter now. */
const mostShown = 60;

export function UploadTray(): JSX.Element | null {
  const { t, number } = useTexts();
  const items = useUploads();
  const [isOpen, setIsOpen] = useState(true);
  if (items.length === 0) return null;
  const moving = items.filter(isMoving);
  const calling = items.filter(needsHelp);
  const left = [...moving, ...items.filter(({ phase }) => phase === 'paused')];
  const total = left.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const sent = left.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
  const headline =
    left.length > 0
      ? t('library.upload.head', { count: left.length, share: Math.floor((sent / Math.max(1, total)) * 100) })
      : calling.length > 0
        ? t('library.upload.head-help', { count: calling.length })
        : t('library.upload.head-done', { count: items.length });
  const shown = [...items].sort((a, b) => rank(a) - rank(b)).slice(0, mostShown);
  return (
    <section className={styles['tray']} aria-label={t('library.upload.tray')} data-open={isOpen}>
      <header className={styles['head']}>
        <h2 aria-live="polite">{headline}</h2>
        {left.length === 0 && calling.length === 0 ? (
          <Button kind="quiet" size="small" onClick={uploads.clear}>
            {t('library.upload.clear')}
          </Button>
        ) : null}
        <IconButton
          size="small"
          hasTip={false}
          label={t(isOpen ? 'library.upload.fold' : 'library.upload.unfold')}
          icon={isOpen ? <ChevronDown /> : <ChevronUp />}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        />
      </header>
      {left.length === 0 ? null : (
        <ProgressBar value={sent / Math.max(1, total)} label={t('library.upload.all')} />
      )}
      {isOpen ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and its rows may have nothing to focus
        <ul className={styles['list']} tabIndex={0} aria-label={t('library.upload.tray')}>
          {shown.map((item) => (
            <Row key={item.key} item={item} />
          ))}
          {items.length > shown.length ? (
            <li className={styles['rest']}>
              {t('library.upload.rest', { count: number(items.length - shown.length) })}
            </li>
          ) : null}
        </ul>
      ) : null}
    </section>
  );
}

/** What calls for somebody comes first, then what moves, then what waits its turn. */
function rank(item: UploadItem): number {
  if (needsHelp(item)) return 0;
  if (item.phase === 'queued') return 3;
  return isMoving(item) ? 1 : item.phase === 'paused' ? 2 : 4;
}

function Row({ item }: { readonly item: UploadItem }): JSX.Element {
  const words = useTexts();
  const { t } = words;
  const { key, name, phase, assetId } = item;
  const isSettled = phase === 'done' || phase === 'failed';
  return (
    <li className={styles['row']} data-phase={phase}>
      <div className={styles['line']}>
        <span className={styles['glyph']} aria-hidden="true">
          {phase === 'done' ? <Check /> : phase === 'failed' ? <CircleAlert /> : null}
        </span>
        <div className={styles['words']}>
          {assetId === null ? (
            <p className={styles['name']}>{name}</p>
          ) : (
            <Link to="/assets/$id" params={{ id: assetId }} className={styles['name']}>
              {name}
            </Link>
          )}
          <p className={styles['state']}>{uploadWords(item, words)}</p>
        </div>
        <Actions item={item} />
      </div>
      {isSettled || phase === 'queued' ? null : (
        <ProgressBar
          value={phase === 'finishing' ? null : shareOf(item)}
          label={t('library.upload.bar', { name })}
        />
      )}
      {phase === 'needs-file' ? <ChooseAgain name={name} /> : null}
      {phase === 'needs-leave' ? (
        <Button size="small" kind="primary" onClick={() => void uploads.resume(key)}>
          {t('library.upload.go-on')}
        </Button>
      ) : null}
    </li>
  );
}

function Actions({ item }: { readonly item: UploadItem }): JSX.Element | null {
  const { t } = useTexts();
  const { key, name, phase } = item;
  if (phase === 'done' || phase === 'failed') return null;
  return (
    <div className={styles['actions']}>
      {phase === 'sending' || phase === 'queued' || phase === 'waiting' ? (
        <IconButton
          size="small"
          label={t('library.upload.pause', { name })}
          icon={<Pause />}
          onClick={() => uploads.pause(key)}
        />
      ) : phase === 'paused' ? (
        <IconButton
          size="small"
          label={t('library.upload.resume', { name })}
          icon={<Play />}
          onClick={() => void uploads.resume(key)}
        />
      ) : null}
      {phase === 'finishing' ? null : (
        <IconButton
          size="small"
          label={t('library.upload.cancel', { name })}
          icon={<X />}
          onClick={() => uploads.cancel(key)}
        />
      )}
    </div>
  );
}

/** The browser has forgotten where the file was: nobody but its owner can say. */
function ChooseAgain({ name }: { readonly name: string }): JSX.Element {
  const { t } = useTexts();
  const take = useTakeFiles();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="small" kind="primary" onClick={() => input.current?.click()}>
        {t('library.upload.choose-again')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('library.upload.choose-again-named', { name })}
        data-upload="again"
        onChange={({ currentTarget }) => {
          if (currentTarget.files !== null) take(gatherChosen(currentTarget.files, false));
          currentTarget.value = '';
        }}
      />
    </>
  );
}
