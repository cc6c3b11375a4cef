/** Runs test files beside each other, then once more, alone, those few that failed. */
import type { FileResult } from './test-file.ts';

export interface RunFilesOptions {
  /** Files that run at the same time. */
  readonly concurrency: number;
  readonly run: (file: string) => Promise<FileResult>;
  /** Told of every result that counts, with the failure before it where it took a second try. */
  readonly report: (file: string, result: FileResult, firstTry: FileResult | undefined) => void;
}

/** With more failed files than this the change is at fault, not the moment. */
export const MAX_SECOND_TRIES = 3;

/**
 * A browser, a database and an encoder beside each other on a busy machine can starve one of them, and other people's players
 * have races of their own; so what fails is judged alone on a quiet machine. What fails there too has failed. A file that
 * needed it is named with what went wrong, for it tells of a race that somebody should look for.
 */
export async function runFiles(files: readonly string[], options: RunFilesOptions): Promise<void> {
  const waiting = [...files];
  const failed: { readonly file: string; readonly result: FileResult }[] = [];

  async function work(): Promise<void> {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await options.run(file);
      if (result.failed > 0) failed.push({ file, result });
      else options.report(file, result, undefined);
    }
  }

  await Promise.all(Array.from({ length: options.concurrency }, () => work()));
  for (const { file, result } of failed) {
    if (failed.length > MAX_SECOND_TRIES) options.report(file, result, undefined);
    else options.report(file, await options.run(file), result);
  }
}
