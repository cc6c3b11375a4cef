// What a running server weighs when it has nothing to do, and how long it takes to start.
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { makeSource } from '../tests/media/make.ts';
import { pidsOf, proportionalMib, residentMib, untilIdle } from './harness/processes.ts';
import { type Product, startProduct, temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench } from './harness/report.ts';
import { median, percentile, spread } from './harness/statistics.ts';
import { upload } from './harness/upload.ts';

interface Weight {
  readonly serverMib: number;
  readonly encoderMib: readonly number[];
  readonly databaseMib: number;
}

const SETTLE_MS = 2_000;

function weigh(product: Product): Weight {
  return {
    serverMib: residentMib(product.pid),
    encoderMib: pidsOf(product.pid, 'encoder').map(residentMib),
    databaseMib: pidsOf(product.pid, 'database').reduce((sum, pid) => sum + proportionalMib(pid), 0),
  };
}

/** What it weighs after a short film was uploaded and made whole. */
async function weighAfterWork(dataDir: string): Promise<Weight> {
  const product = await startProduct({ dataDir });
  try {
    const { path } = await makeSource({ seconds: 12 });
    const { assetId } = await upload(product, path);
    await product.wait(assetId, 'complete');
    await untilIdle(product.pid);
    await delay(SETTLE_MS);
    return weigh(product);
  } finally {
    await product.stop();
  }
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? (quick ? 2 : 10));
  const first: number[] = [];
  const second: number[] = [];
  const weights: Weight[] = [];
  let afterWork: Weight | null = null;
  for (let round = 0; round < rounds; round++) {
    const dataDir = await temporaryFolder('idle');
    const fresh = await startProduct({ dataDir });
    first.push(fresh.readyAfterMs);
    await fresh.stop();
    const again = await startProduct({ dataDir });
    second.push(again.readyAfterMs);
    await delay(SETTLE_MS);
    weights.push(weigh(again));
    await again.stop();
    afterWork ??= await weighAfterWork(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  }
  const server = weights.map(({ serverMib }) => serverMib);
  const encoder = weights.flatMap(({ encoderMib }) => encoderMib);
  const database = weights.map(({ databaseMib }) => databaseMib);
  const line = (what: string, values: readonly number[], digits = 0): string[] => [
    what,
    ...spread(values, digits).split(' / '),
    String(values.length),
  ];
  return {
    name: 'idle',
    title: 'Idle memory, and start to ready',
    method:
      'The `all` role on a new data folder, then on the same folder again; memory is read 2 s after it is ready. ' +
      'A start is counted from the start of the process to its word that it is ready.',
    header: ['what', 'median', 'p95', 'n'],
    rows: [
      line('first start to ready, ms', first),
      line('second start to ready, ms', second),
      line('server, resident MiB', server),
      line('each encoder process, resident MiB', encoder),
      line('PostgreSQL, all processes, proportional MiB', database),
      ...(afterWork === null
        ? []
        : [
            line('server after a film was made, resident MiB', [afterWork.serverMib]),
            line('each encoder process after a film was made, resident MiB', afterWork.encoderMib),
          ]),
    ],
    verdicts: [
      {
        goal: 'server ≤ 250 MiB',
        reached: `${median(server).toFixed(0)} MiB`,
        isMet: percentile(server, 0.95) <= 250,
      },
      {
        goal: 'each encoder process ≤ 150 MiB',
        reached: `${median(encoder).toFixed(0)} MiB`,
        isMet: percentile(encoder, 0.95) <= 150,
      },
    ],
    raw: { first, second, weights, afterWork },
  };
}

await runBench(measure);
