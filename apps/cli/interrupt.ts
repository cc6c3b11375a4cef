/** Ctrl-C stops what a command is doing, in words. */
import { cliError } from './errors.ts';

export function stopOnInterrupt(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort(cliError('command-stopped', 'Stopped.'));
  process.on('SIGINT', stop);
  return { signal: controller.signal, release: () => void process.removeListener('SIGINT', stop) };
}
