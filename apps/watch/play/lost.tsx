/** The screen is another's now, or was ended: says so, and offers to take it back. */
import { Button } from '@vitascope/design';
import type { EndReason } from '@vitascope/player';
import { MonitorSmartphone } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import { Words } from './words.tsx';

export function Lost({
  reason,
  onTakeBack,
  onLeave,
}: {
  readonly reason: EndReason;
  onTakeBack(): void;
  onLeave(): void;
}): JSX.Element {
  const { t } = useTexts();
  const known = reason === 'displaced' || reason === 'revoked' || reason === 'ended' ? reason : 'gone';
  return (
    <Words
      icon={<MonitorSmartphone />}
      name={`lost-${known}`}
      title={t(`play.lost.${known}`)}
      text={t(`play.lost.${known}.text`)}
      actions={
        <>
          <Button kind="primary" size="large" onClick={onTakeBack}>
            {t('play.take-back')}
          </Button>
          <Button size="large" onClick={onLeave}>
            {t('play.leave')}
          </Button>
        </>
      }
    />
  );
}
