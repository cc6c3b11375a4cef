/** Out of the frame, to the title's own page, in a tab of its own. */
import { classNames, Mark } from '@vitascope/design';
import type { JSX } from 'react';
import { useServiceName } from '../session/service.ts';
import { useTexts } from '../texts/index.ts';
import styles from './way-to-service.module.css';

export interface WayToServiceProps {
  /** Null leads to the service itself. */
  readonly titleId: string | null;
  readonly className?: string;
}

export function WayToService({ titleId, className }: WayToServiceProps): JSX.Element {
  const { t } = useTexts();
  const service = useServiceName();
  return (
    <a
      className={classNames(styles['link'], className)}
      href={titleId === null ? '/' : `/title/${titleId}`}
      target="_blank"
      rel="noopener"
    >
      <Mark size={18} />
      <span>{t('embed.watch-on', { service })}</span>
    </a>
  );
}
