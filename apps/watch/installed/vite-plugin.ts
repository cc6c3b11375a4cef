/** Writes `sw.js`, which knows the files of the offline page by the names that this build gave them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const OFFLINE_PAGE = 'offline.html';
const source = join(import.meta.dirname, 'service-worker.js');

export function serviceWorker(): Plugin {
  return {
    name: 'vitascope-service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle[OFFLINE_PAGE];
      if (page?.type !== 'asset') this.error(`There is no ${OFFLINE_PAGE} in the build.`);
      const html = page.source.toString();
      const named = [...html.matchAll(/(?:src|href)="(\/_watch\/[^"]+)"/g)].flatMap(([, path = '']) => path);
      const files = [`/_watch/${OFFLINE_PAGE}`, ...new Set(named)];
      const worker = readFileSync(source);
      const version = createHash('sha256').update(html).update(worker).digest('hex').slice(0, 12);
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: worker
          .toString()
          .replace('__VERSION__', version)
          .replace('__OFFLINE_FILES__', files.join(' ')),
      });
    },
  };
}
