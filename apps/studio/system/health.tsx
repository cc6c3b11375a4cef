/** In a glance: is all well, and what is busy. */
import type { SystemStatus } from '@vitascope/client';
import type { JSX, ReactNode } from 'react';
import { Section } from '../shell/list.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './system.module.css';

/** Below this, uploads are about to be refused. */
const LITTLE_ROOM_BYTES = 5e9;

export function Health({ status }: { readonly status: SystemStatus }): JSX.Element {
  const { t, ago, bytes, number } = useTexts();
  const { encoders, processes, storage, failures } = status;
  const process = processes[0];
  const busy = encoders.processes.filter(({ state }) => state === 'busy').length;
  const waiting = encoders.queued.interactive + encoders.queued.ahead + encoders.queued.fill;
  const kills = Object.values(encoders.kills).reduce((sum, count) => sum + count, 0);
  const failed = failures.jobs.length + failures.assets.length;
  const isLow = storage.freeBytes !== null && storage.freeBytes < LITTLE_ROOM_BYTES;
  return (
    <Section title={t('system.health')}>
      <dl className={styles['tiles']}>
        <Tile
          name={t('system.server')}
          value={t('system.running')}
          facts={
            process === undefined
              ? ''
              : t('system.server.facts', {
                  version: process.version,
                  roles: process.roles.join(', '),
                  since: ago(process.startedAt),
                  memory: bytes(process.memoryBytes),
                })
          }
        />
        <Tile
          name={t('system.encoders')}
          value={t('system.encoders.busy', { busy, all: encoders.processes.length })}
          facts={t('system.encoders.facts', { waiting: number(waiting), kills: number(kills) })}
        />
        <Tile
          name={t('system.room')}
          value={storage.freeBytes === null ? t('system.room.unlimited') : bytes(storage.freeBytes)}
          facts={t(isLow ? 'system.room.low' : 'system.room.facts', {
            database: bytes(storage.databaseBytes),
          })}
          isBad={isLow}
        />
        <Tile
          name={t('system.failures')}
          value={failed === 0 ? t('system.failures.none') : number(failed)}
          facts={t(failed === 0 ? 'system.failures.fine' : 'system.failures.look')}
          isBad={failed > 0}
        />
      </dl>
    </Section>
  );
}

function Tile({
  name,
  value,
  facts,
  isBad = false,
}: {
  readonly name: string;
  readonly value: ReactNode;
  readonly facts: string;
  readonly isBad?: boolean;
}): JSX.Element {
  return (
    <div className={styles['tile']} data-bad={isBad}>
      <dt>{name}</dt>
      <dd className={styles['value']}>{value}</dd>
      <dd className={styles['facts']}>{facts}</dd>
    </div>
  );
}
