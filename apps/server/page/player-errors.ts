/** What an error of the player means for the viewer, and whether waiting helps. */

/** The parts of a Shaka error that are looked at (shaka.util.Error). */
export interface PlayerFault {
  readonly code: number;
  readonly category: number;
  readonly data: readonly unknown[];
}

export interface Verdict {
  /** `retry`: by itself, later; `expired`: with a new link; the others: not without a person. */
  readonly kind: 'retry' | 'expired' | 'gone' | 'unsupported' | 'broken';
  /** When the server said so. */
  readonly retryAfterSeconds: number | null;
  readonly title: string;
  readonly advice: string;
}

const networkCategory = 1;
const manifestCategory = 4;
const badHttpStatus = 1001;
const contentUnsupported = 4032;
const restrictionsCannotBeMet = 4012;
const loadInterrupted = 7000;
/** A server may be busy, but a viewer does not wait for longer than this without another attempt. */
const longestWaitSeconds = 60;

export function judgeFault(fault: PlayerFault, now: number = Date.now()): Verdict {
  if (fault.category === networkCategory) {
    return fault.code === badHttpStatus ? judgeStatus(fault, now) : retry('The connection is lost.', null);
  }
  if (fault.code === loadInterrupted) return retry('Loading was interrupted.', 0);
  if (fault.code === contentUnsupported || fault.code === restrictionsCannotBeMet) {
    return {
      kind: 'unsupported',
      retryAfterSeconds: null,
      title: 'This browser cannot play this film.',
      advice: 'It lacks the decoder for its picture or sound. Try a current Chrome, Edge, Firefox or Safari.',
    };
  }
  return {
    kind: 'broken',
    retryAfterSeconds: null,
    title:
      fault.category === manifestCategory ? 'This film’s manifest cannot be read.' : 'The player stopped.',
    advice: `Try again; if it stops at the same place, tell whoever runs this server the number ${fault.code}.`,
  };
}

function judgeStatus(fault: PlayerFault, now: number): Verdict {
  const status = Number(fault.data[1]);
  if (status === 401 || status === 403) {
    return {
      kind: 'expired',
      retryAfterSeconds: null,
      title: 'This link is not valid any more.',
      advice: 'Links to films expire. Ask whoever sent it to you for a new one.',
    };
  }
  if (status === 404 || status === 410) {
    return {
      kind: 'gone',
      retryAfterSeconds: null,
      title: 'This film is not here any more.',
      advice: 'It was deleted, or the address was cut when it was copied.',
    };
  }
  if (status === 408 || status === 429 || status >= 500) {
    const headers = fault.data[3] as Record<string, string> | undefined;
    const busy = status === 503 || status === 429;
    return retry(
      busy ? 'The server is busy making pictures for others.' : 'The server had a problem.',
      readRetryAfter(headers?.['retry-after'], now),
    );
  }
  return {
    kind: 'broken',
    retryAfterSeconds: null,
    title: `The server answered ${status}.`,
    advice: 'Try again; if it stays so, tell whoever runs this server.',
  };
}

function retry(title: string, retryAfterSeconds: number | null): Verdict {
  return { kind: 'retry', retryAfterSeconds, title, advice: 'Trying again.' };
}

/** Seconds from a Retry-After header, a number or a date (RFC 9110 §10.2.3); null when there is none. */
export function readRetryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined || value.trim() === '') return null;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isNaN(seconds) ? null : Math.min(longestWaitSeconds, Math.max(0, seconds));
}
