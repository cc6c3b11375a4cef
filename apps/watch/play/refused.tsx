/** Why a title may not play here and now, in words, with a way out of each. */
import type { ApiProblem } from '@vitascope/client';
import { Button } from '@vitascope/design';
import {
  CalendarClock,
  CircleAlert,
  CloudOff,
  Film,
  Globe,
  Hourglass,
  KeyRound,
  MonitorX,
  ShieldAlert,
  Ticket,
  UserRound,
} from 'lucide-react';
import { type JSX, useEffect } from 'react';
import { useRetrying } from '../session/use-retrying.ts';
import { type TextKey, useTexts } from '../texts/index.ts';
import { PinForm } from './pin-form.tsx';
import { Screens } from './screens.tsx';
import { Words } from './words.tsx';

export interface RefusedProps {
  readonly problem: ApiProblem;
  onRetry(): void;
  onLeave(): void;
}

type Reason =
  | 'device'
  | 'entitlement'
  | 'failed'
  | 'maturity'
  | 'media-failed'
  | 'no-media'
  | 'not-found'
  | 'not-ready'
  | 'pin'
  | 'profile'
  | 'screens'
  | 'sign-in'
  | 'territory'
  | 'unreachable'
  | 'busy'
  | 'window';

const reasons: Readonly<Record<string, Reason>> = {
  'sign-in-needed': 'sign-in',
  'device-revoked': 'sign-in',
  'profile-not-found': 'profile',
  'profile-locked': 'pin',
  'title-not-found': 'not-found',
  // What the address names could not be a title at all.
  'invalid-request': 'not-found',
  'playback-maturity': 'maturity',
  'playback-territory': 'territory',
  'playback-window': 'window',
  'playback-device': 'device',
  'playback-entitlement': 'entitlement',
  'playback-no-media': 'no-media',
  'playback-media-failed': 'media-failed',
  'playback-not-ready': 'not-ready',
  'too-many-screens': 'screens',
  'server-unreachable': 'unreachable',
  'server-timeout': 'unreachable',
};

const icons: Readonly<Record<Reason, JSX.Element>> = {
  device: <MonitorX />,
  entitlement: <Ticket />,
  failed: <CircleAlert />,
  maturity: <ShieldAlert />,
  'media-failed': <CircleAlert />,
  'no-media': <Film />,
  'not-found': <Film />,
  'not-ready': <Hourglass />,
  pin: <KeyRound />,
  profile: <UserRound />,
  screens: <MonitorX />,
  'sign-in': <UserRound />,
  territory: <Globe />,
  unreachable: <CloudOff />,
  busy: <Hourglass />,
  window: <CalendarClock />,
};

/** Waiting mends these, and the page tries by itself. */
const passing: ReadonlySet<Reason> = new Set(['not-ready', 'unreachable', 'busy']);

export function reasonOf({ code, status }: ApiProblem): Reason {
  const known = reasons[code];
  if (known !== undefined) return known;
  return status === 429 || status >= 500 ? 'busy' : 'failed';
}

export function Refused(props: RefusedProps): JSX.Element {
  const { problem, onRetry } = props;
  const reason = reasonOf(problem);
  const isPassing = passing.has(reason);
  useRetrying(isPassing, problem.retryAfterSeconds, onRetry);
  if (reason === 'pin') return <PinForm {...props} icon={icons.pin} />;
  if (reason === 'screens') return <Screens {...props} icon={icons.screens} />;
  return <Plain {...props} reason={reason} isPassing={isPassing} />;
}

function Plain({
  problem,
  reason,
  isPassing,
  onRetry,
  onLeave,
}: RefusedProps & { readonly reason: Reason; readonly isPassing: boolean }): JSX.Element {
  const { t } = useTexts();
  const text = useReasonText(reason, problem);
  const next = encodeURIComponent(location.pathname + location.search);
  const isLeaving = reason === 'sign-in' || reason === 'profile' || reason === 'maturity';
  useEffect(() => {
    // Nobody has to read that who has just been signed out elsewhere.
    if (reason === 'profile') location.assign(`/who?next=${next}`);
  }, [reason, next]);
  return (
    <Words
      icon={icons[reason]}
      name={reason}
      title={t(`play.refused.${reason}`)}
      text={text}
      actions={
        <>
          {isLeaving ? (
            <Button
              kind="primary"
              size="large"
              onClick={() =>
                location.assign(reason === 'sign-in' ? `/sign-in?next=${next}` : `/who?next=${next}`)
              }
            >
              {t(reason === 'sign-in' ? 'play.sign-in' : 'play.other-profile')}
            </Button>
          ) : null}
          {isPassing || reason === 'failed' || reason === 'territory' ? (
            <Button kind="primary" size="large" onClick={onRetry}>
              {t('retry')}
            </Button>
          ) : null}
          <Button size="large" onClick={onLeave}>
            {t('play.leave')}
          </Button>
        </>
      }
    />
  );
}

function useReasonText(reason: Reason, problem: ApiProblem): string {
  const { t, date, nameOf } = useTexts();
  const { details } = problem;
  const key = `play.refused.${reason}.text` as TextKey;
  if (reason === 'window' && typeof details['opensAt'] === 'string')
    return t('play.refused.window.opens', {
      date: date(details['opensAt'], { dateStyle: 'full', timeStyle: 'short' }),
    });
  if (reason === 'territory' && typeof details['territory'] === 'string')
    return t('play.refused.territory.in', { country: nameOf('region', details['territory']) });
  if (reason === 'failed') return t(key, { code: problem.code });
  return t(key);
}
