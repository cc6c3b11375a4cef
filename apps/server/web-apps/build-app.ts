/** Builds one app, in a process of its own: `node build-app.ts <folder of the app> <folder to build into> <Vite's entry>`. */
import { pathToFileURL } from 'node:url';
import { packFolder } from './pack.ts';

/** What this uses of Vite, which is only there where apps are built. */
interface Vite {
  build(options: {
    readonly root: string;
    readonly logLevel: 'error';
    readonly build: { readonly outDir: string; readonly emptyOutDir: boolean };
  }): Promise<unknown>;
}

// A server that is killed takes its build along.
process.once('disconnect', () => process.exit(1));

const [root = '', outDir = '', entry = ''] = process.argv.slice(2);
const vite = (await import(pathToFileURL(entry).href)) as Vite;
await vite.build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
await packFolder(outDir);
process.exit(0);
