/** The sentences about an upload. */
import type { Texts } from '@vitascope/design/texts';
import type { TextKey } from '../../texts/index.ts';
import type { UploadItem, UploadProblem } from './upload-item.ts';

type Words = Pick<Texts<TextKey>, 't' | 'bytes' | 'number'>;

function problemWords(problem: UploadProblem, { t }: Words): string {
  if (problem.kind === 'said') return problem.text;
  if (problem.kind === 'status') return t('library.upload.problem.status', { status: problem.status });
  return t(`library.upload.problem.${problem.kind}`);
}

/** Never all of it before the server has said so. */
export function shareOf({ sentBytes, sizeBytes, phase }: UploadItem): number {
  if (phase === 'done') return 1;
  return sizeBytes === 0 ? 0 : Math.min(0.99, sentBytes / sizeBytes);
}

export function uploadWords(item: UploadItem, words: Words): string {
  const { t, bytes } = words;
  if (item.problem !== null) return problemWords(item.problem, words);
  const share = Math.floor(shareOf(item) * 100);
  switch (item.phase) {
    case 'sending': {
      const sent = t(item.isResumed ? 'library.upload.sent-resumed' : 'library.upload.sent', {
        sent: bytes(item.sentBytes),
        size: bytes(item.sizeBytes),
      });
      if (item.bytesPerSecond === null) return sent;
      const speed = t('library.upload.speed', { speed: bytes(item.bytesPerSecond) });
      return item.secondsLeft === null
        ? `${sent} · ${speed}`
        : `${sent} · ${speed} · ${timeLeft(item.secondsLeft, words)}`;
    }
    case 'needs-file':
      return t('library.upload.needs-file', { share });
    case 'needs-leave':
      return t('library.upload.needs-leave', { share });
    case 'paused':
      return t('library.upload.paused', { share });
    default:
      return t(`library.upload.phase.${item.phase}`);
  }
}

/** No finer than it can be known. */
function timeLeft(seconds: number, { t }: Words): string {
  if (seconds < 90) return t('library.upload.left-seconds', { count: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t('library.upload.left-minutes', { count: minutes });
  return t('library.upload.left-hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
