// How much memory a process really occupies.
import { readFileSync } from 'node:fs';

/**
 * Resident bytes of a process, or null where the system does not tell (it is gone, or there is no /proc). From
 * `status`, not `statm`, because `statm` counts pages and Node does not know how large they are.
 */
export function residentBytes(pid: number): number | null {
  try {
    const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match === null ? null : Number(match[1]) * 1024;
  } catch {
    return null;
  }
}
