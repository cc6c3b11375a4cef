// Tells an encoder process that viewers need the processors: one byte in a file that only the two of them have open.
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface Gate {
  /** To be given to the process. */
  readonly fd: number;
  set(isOpen: boolean): void;
  close(): void;
}

let lastGate = 0;

/** Open at first. Throws a system error where the directory takes no file. */
export function createGate(directory: string): Gate {
  lastGate += 1;
  const name = path.join(directory, `gate-${process.pid}-${lastGate}`);
  const fd = openSync(name, 'wx+', 0o600);
  // A file, because reading it never blocks; without a name, because it ends with the two who have it open.
  unlinkSync(name);
  let isClosed = false;
  let known: boolean | null = null;
  const set = (isOpen: boolean): void => {
    if (isClosed || isOpen === known) return;
    writeSync(fd, isOpen ? '1' : '0', 0);
    known = isOpen;
  };
  set(true);
  return {
    fd,
    set,
    close() {
      if (!isClosed) closeSync(fd);
      isClosed = true;
    },
  };
}
