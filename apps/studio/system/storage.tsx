/** What takes the room: a bar of all of it, and each part in words. */
import type { SystemStatus } from '@vitascope/client';
import type { JSX } from 'react';
import { Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './system.module.css';

interface Part {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  readonly facts: string;
}

export function Storage({ storage }: { readonly storage: SystemStatus['storage'] }): JSX.Element {
  const { t, bytes, number, ago } = useTexts();
  const parts = usePartsOf(storage).filter((part) => part.bytes > 0);
  const all = parts.reduce((sum, part) => sum + part.bytes, 0);
  return (
    <Section
      title={t('system.storage')}
      text={[
        t('system.storage.text', { all: bytes(all), when: ago(storage.measuredAt) }),
        ...(storage.trash.count === 0
          ? []
          : [t('system.storage.trash', { size: bytes(storage.trash.bytes) })]),
      ].join(' ')}
    >
      {all === 0 ? null : (
        <div className={styles['bar']} aria-hidden="true">
          {parts.map((part, index) => (
            <span
              key={part.key}
              data-tone={index % TONES}
              style={{ flexGrow: part.bytes, minWidth: part.bytes / all > 0.002 ? 2 : 0 }}
            />
          ))}
        </div>
      )}
      <ul className={styles['parts']}>
        {parts.map((part, index) => (
          <li key={part.key}>
            <span className={styles['swatch']} data-tone={index % TONES} aria-hidden="true" />
            <span className={styles['part-name']}>{part.name}</span>
            <span className={styles['part-facts']}>{part.facts}</span>
            <span className={styles['part-share']}>
              {number(all === 0 ? 0 : part.bytes / all, { style: 'percent' })}
            </span>
            <strong>{bytes(part.bytes)}</strong>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** As many as the style sheet has. */
const TONES = 8;

function usePartsOf(storage: SystemStatus['storage']): readonly Part[] {
  const { t } = useTexts();
  const count = (value: number): string => t('system.storage.count', { count: value });
  return [
    {
      key: 'sources',
      name: t('system.storage.sources'),
      bytes: storage.sources.bytes,
      facts: count(storage.sources.count),
    },
    ...storage.renditions.map((one) => ({
      key: `${one.codec}-${one.height}-${one.isCopy}`,
      name:
        one.height === null
          ? t('system.storage.sound', { codec: one.codec })
          : t('system.storage.picture', { codec: one.codec, height: one.height }),
      bytes: one.bytes,
      facts: [count(one.count), one.isCopy ? t('system.storage.copy') : '']
        .filter((text) => text !== '')
        .join(' · '),
    })),
    {
      key: 'storyboards',
      name: t('system.storage.previews'),
      bytes: storage.storyboards.bytes,
      facts: count(storage.storyboards.count),
    },
    {
      key: 'captions',
      name: t('system.storage.captions'),
      bytes: storage.captions.bytes,
      facts: count(storage.captions.count),
    },
    {
      key: 'artwork',
      name: t('system.storage.artwork'),
      bytes: storage.artwork.bytes,
      facts: count(storage.artwork.count),
    },
    {
      key: 'uploads',
      name: t('system.storage.uploads'),
      bytes: storage.uploads.bytes,
      facts: count(storage.uploads.count),
    },
    { key: 'database', name: t('system.storage.database'), bytes: storage.databaseBytes, facts: '' },
  ];
}
