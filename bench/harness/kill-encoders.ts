// Bad luck by the clock: every few seconds an encoder process that is at work dies.
import { setTimeout as delay } from 'node:timers/promises';
import { ownCpuSeconds, pidsOf } from './processes.ts';
import type { Product } from './product.ts';

export interface Killing {
  readonly count: number;
  stop(): void;
}

export function killEncodersOf(product: Pick<Product, 'pid'>, everyMs: number): Killing {
  const controller = new AbortController();
  let count = 0;
  const run = async (): Promise<void> => {
    for (;;) {
      await delay(everyMs, undefined, { signal: controller.signal });
      // The one that has done most lately.
      const before = new Map(pidsOf(product.pid, 'encoder').map((pid) => [pid, ownCpuSeconds(pid)]));
      await delay(50, undefined, { signal: controller.signal });
      const [busiest] = [...before]
        .map(([pid, cpu]) => ({ pid, used: ownCpuSeconds(pid) - cpu }))
        .filter(({ used }) => used > 0)
        .toSorted((a, b) => b.used - a.used);
      if (busiest === undefined) continue;
      process.kill(busiest.pid, 'SIGKILL');
      count += 1;
    }
  };
  run().catch(() => {});
  return {
    get count() {
      return count;
    },
    stop: () => controller.abort(),
  };
}
