/** Who may see it, where, when, on which terms: as a timeline, as a list, and as a form. */
import { Button, Dialog, EmptyState, IconButton, notify } from '@vitascope/design';
import { CalendarRange, Copy, Pencil, Plus, Trash2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { useTexts } from '../../texts/index.ts';
import { useEditor } from '../editor/editor-context.ts';
import { Section } from '../editor/section.tsx';
import { emptyWindow, type Window } from '../title-types.ts';
import styles from './rights.module.css';
import { RightsTimeline } from './rights-timeline.tsx';
import { WindowForm } from './window-form.tsx';
import { useWindowWords } from './window-words.ts';

export function RightsSection(): JSX.Element {
  const { t } = useTexts();
  const { title, set } = useEditor();
  const words = useWindowWords();
  const { windows } = title;
  const [open, setOpen] = useState<number | null>(null);
  const write = (next: readonly Window[]): void => set('windows', next);
  const add = (window: Window): void => {
    write([...windows, window]);
    setOpen(windows.length);
  };
  const remove = (index: number): void => {
    const before = windows;
    write(windows.toSpliced(index, 1));
    setOpen(null);
    notify({
      text: t('titles.window.removed'),
      action: { label: t('titles.undo'), onPress: () => write(before) },
    });
  };
  const opened = open === null ? undefined : windows[open];
  return (
    <Section
      id="rights"
      actions={
        <Button icon={<Plus aria-hidden="true" />} onClick={() => add(emptyWindow)}>
          {t('titles.window.add')}
        </Button>
      }
    >
      {windows.length === 0 ? (
        <EmptyState
          icon={<CalendarRange />}
          title={t('titles.window.none.title')}
          text={t(title.parentId === null ? 'titles.window.none.text' : 'titles.window.none.inherited')}
        >
          <Button
            kind="primary"
            onClick={() => write([{ ...emptyWindow, offer: { kind: 'free', plans: [] } }])}
          >
            {t('titles.window.free')}
          </Button>
        </EmptyState>
      ) : null}
      <RightsTimeline
        windows={windows}
        publication={title.publication}
        onChange={(index, window) => write(windows.with(index, window))}
        onAdd={add}
        onOpen={setOpen}
      />
      {windows.length === 0 ? null : (
        <ul className={styles['list']}>
          {windows.map((window, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: windows have no name but their place
            <li key={index}>
              <span className={styles['swatch']} data-offer={window.offer.kind} aria-hidden="true" />
              <span className={styles['words']}>
                <strong>{words.terms(window)}</strong>
                <span>{words.places(window)}</span>
              </span>
              <span className={styles['times']}>{words.times(window)}</span>
              <span className={styles['row-actions']}>
                <IconButton
                  label={t('titles.window.edit', { window: words.terms(window) })}
                  icon={<Pencil />}
                  size="small"
                  onClick={() => setOpen(index)}
                />
                <IconButton
                  label={t('titles.window.copy', { window: words.terms(window) })}
                  icon={<Copy />}
                  size="small"
                  onClick={() => add(window)}
                />
                <IconButton
                  label={t('titles.window.remove', { window: words.terms(window) })}
                  icon={<Trash2 />}
                  kind="danger"
                  size="small"
                  onClick={() => remove(index)}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
      {opened === undefined || open === null ? null : (
        <Dialog
          isOpen
          size="side"
          title={t('titles.window.title')}
          description={words.times(opened)}
          closeLabel={t('close')}
          onClose={() => setOpen(null)}
          actions={
            <>
              <Button kind="danger" onClick={() => remove(open)}>
                {t('titles.remove')}
              </Button>
              <Button kind="primary" onClick={() => setOpen(null)}>
                {t('titles.done')}
              </Button>
            </>
          }
        >
          <WindowForm window={opened} onChange={(window) => write(windows.with(open, window))} />
        </Dialog>
      )}
    </Section>
  );
}
