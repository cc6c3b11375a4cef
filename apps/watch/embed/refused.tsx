/** Why it does not play here, in one line: frames are small. */
import { Button } from '@vitascope/design';
import { Film, RotateCcw } from 'lucide-react';
import type { JSX } from 'react';
import { isProblem } from '../session/api.ts';
import { useServiceName } from '../session/service.ts';
import { useTexts } from '../texts/index.ts';
import styles from './embed-page.module.css';
import { WayToService } from './way-to-service.tsx';

const reasons = {
  'title-not-found': 'not-found',
  'embedding-off': 'only-there',
  'embed-not-free': 'only-there',
  'embed-age': 'age',
  'playback-territory': 'territory',
  'playback-window': 'window',
  'playback-device': 'device',
  'playback-no-media': 'window',
} as const;
type Reason = (typeof reasons)[keyof typeof reasons] | 'failed';

function reasonOf(error: unknown): Reason {
  if (!isProblem(error)) return 'failed';
  // An address that is none: the server says what is wrong with it, which is nothing for readers of a page.
  if (error.status === 400) return 'not-found';
  return (reasons as Readonly<Record<string, Reason>>)[error.code] ?? 'failed';
}

export interface RefusedProps {
  readonly error: unknown;
  readonly titleId: string;
  onRetry(): void;
}

export function Refused({ error, titleId, onRetry }: RefusedProps): JSX.Element {
  const { t } = useTexts();
  const service = useServiceName();
  const reason = reasonOf(error);
  return (
    <section className={styles['refused']} data-refused={reason}>
      <Film className={styles['refused-icon']} size={36} strokeWidth={1.4} aria-hidden="true" />
      <h1>{t(`embed.refused.${reason}`, { service })}</h1>
      <div className={styles['buttons']}>
        {reason === 'failed' ? (
          <Button kind="primary" size="large" icon={<RotateCcw aria-hidden="true" />} onClick={onRetry}>
            {t('retry')}
          </Button>
        ) : null}
        <WayToService titleId={reason === 'not-found' ? null : titleId} />
      </div>
    </section>
  );
}
