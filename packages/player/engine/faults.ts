/** What an error of the player means for the viewer, and whether waiting helps. */

/** The parts of a Shaka error that are looked at (shaka.util.Error). */
export interface PlayerFault {
  readonly code: number;
  readonly category: number;
  readonly data: readonly unknown[];
}

/** Why it does not play; each has words of its own. */
export type TroubleName =
  | 'offline'
  | 'connection'
  | 'busy'
  | 'server'
  | 'expired'
  | 'gone'
  | 'unsupported'
  | 'manifest'
  | 'broken';

export interface Trouble {
  readonly name: TroubleName;
  /** Whether it goes on by itself: it tries again, and again. */
  readonly isPassing: boolean;
  /** When the server said so. */
  readonly retryAfterSeconds: number | null;
  /** For whoever is asked about it. */
  readonly code: number;
}

const networkCategory = 1;
const manifestCategory = 4;
const badHttpStatus = 1001;
const contentUnsupported = 4032;
const restrictionsCannotBeMet = 4012;
const loadInterrupted = 7000;
/** A server may be busy, but a viewer does not wait for longer than this without another attempt. */
const longestWaitSeconds = 60;

export function judgeFault(fault: PlayerFault, now: number = Date.now()): Trouble {
  const { code, category } = fault;
  const lasting = (name: TroubleName): Trouble => ({
    name,
    isPassing: false,
    retryAfterSeconds: null,
    code,
  });
  if (category === networkCategory)
    return code === badHttpStatus ? judgeStatus(fault, now) : { ...lasting('connection'), isPassing: true };
  if (code === loadInterrupted) return { name: 'connection', isPassing: true, retryAfterSeconds: 0, code };
  if (code === contentUnsupported || code === restrictionsCannotBeMet) return lasting('unsupported');
  return lasting(category === manifestCategory ? 'manifest' : 'broken');
}

function judgeStatus({ code, data }: PlayerFault, now: number): Trouble {
  const status = Number(data[1]);
  const of = (name: TroubleName, isPassing = false): Trouble => ({
    name,
    isPassing,
    retryAfterSeconds: null,
    code: status,
  });
  if (status === 401 || status === 403) return of('expired');
  if (status === 404 || status === 410) return of('gone');
  if (status === 408 || status === 429 || status >= 500) {
    const headers = data[3] as Record<string, string> | undefined;
    const isBusy = status === 503 || status === 429;
    const retryAfterSeconds = readRetryAfter(headers?.['retry-after'], now);
    return { ...of(isBusy ? 'busy' : 'server', true), retryAfterSeconds };
  }
  return { ...of('broken'), code: Number.isNaN(status) ? code : status };
}

/** The trouble of an answer that was no answer, or not a good one, to a fetch of our own. */
export function judgeStatusCode(status: number, retryAfter: string | null): Trouble {
  if (status === 0) return { name: 'connection', isPassing: true, retryAfterSeconds: null, code: 0 };
  const headers = retryAfter === null ? {} : { 'retry-after': retryAfter };
  return judgeFault({ code: badHttpStatus, category: networkCategory, data: ['', status, '', headers] });
}

/** Seconds from a Retry-After header, a number or a date (RFC 9110 §10.2.3); null when there is none. */
export function readRetryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined || value.trim() === '') return null;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isNaN(seconds) ? null : Math.min(longestWaitSeconds, Math.max(0, seconds));
}
