/** No file grows past what a reader can hold; what a program has written is exempt. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { listFiles } from '../files.ts';

const maxLines = 500;

export async function findLargeFiles(root: string): Promise<string[]> {
  const files = await listFiles(root, /\.(ts|tsx|js|mjs|css|html|sql|sh)$/);
  const found = await Promise.all(
    files.map(async (file) => {
      const lines = (await readFile(file, 'utf8')).split('\n');
      const isGenerated = lines.slice(0, 5).some((line) => line.includes('@generated'));
      if (isGenerated || lines.length - 1 <= maxLines) return [];
      return [
        `${relative(root, file)} has ${lines.length - 1} lines; split it where a reader would (at most ${maxLines}).`,
      ];
    }),
  );
  return found.flat();
}
