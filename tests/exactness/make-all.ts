// Makes every segment of a source on an encoder pool: each on its own in random order, or all in one run.
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { makeRequest, renditionId, sharesDecode, timelineOf } from '@vitascope/assets/make-request';
import {
  createEncoderPool,
  type EncoderPool,
  type EncoderPriority,
  type Examination,
} from '@vitascope/encoder';
import type { MadeSource } from '../media/make.ts';
import type { CheckedRendition } from '../verify/expect-exact-delivery.ts';
import { shuffled } from '../verify/stream.ts';

/** Two processes that viewers wait for, and one that fills. */
export function openPool(): EncoderPool {
  return createEncoderPool({
    interactiveProcesses: 2,
    fillProcesses: 1,
    memoryCapBytes: 2 * 1024 ** 3,
    recycleAfterJobs: 1000,
    maxInteractiveWaitMs: 600_000,
    maxQueued: 1000,
    logger: { debug() {}, info() {}, warn() {} },
  });
}

/** An examined source, and how to ask for its segments. */
export interface Plan {
  readonly examination: Examination;
  readonly renditions: readonly PlannedRendition[];
  /** Pieces of each segment, by rendition id and number, once [first, last] of these renditions are made. */
  make(range: Range, priority: EncoderPriority): Promise<Map<string, Buffer>>;
}

type PlannedRendition = Examination['renditions'][number] & {
  readonly id: string;
  readonly segments: number;
};

interface Range {
  readonly renditions: readonly PlannedRendition[];
  readonly first: number;
  readonly last: number;
}

/** Examines a source. Throws what the encoder says of a source that it refuses. */
export async function planSource(pool: EncoderPool, source: MadeSource): Promise<Plan> {
  const id = createHash('sha256').update(source.path).digest('hex');
  const { size } = await stat(source.path);
  const location = { kind: 'file', path: source.path, sizeBytes: size } as const;
  const examination = await pool.examine({
    source: { id, location },
    policy: { maxHeight: 1080, preset: 'veryfast' },
  });
  const mould = { assetId: id, container: examination.facts.container, timeline: examination.timeline };
  return {
    examination,
    renditions: examination.renditions.map((rendition) => ({
      ...rendition,
      id: renditionId(rendition.label, rendition.recipe),
      segments: (timelineOf(mould, rendition.recipe)?.cuts.length ?? 1) - 1,
    })),
    async make(range, priority) {
      const pieces = new Map<string, Buffer[]>();
      const onChunk = ({
        rendition,
        segment,
        bytes,
      }: {
        rendition: string;
        segment: number;
        bytes: Buffer;
      }) => {
        const name = nameOf(rendition, segment);
        pieces.set(name, [...(pieces.get(name) ?? []), bytes]);
      };
      await pool.make(makeRequest(mould, range.renditions, range, location), { priority, onChunk });
      return new Map([...pieces].map(([name, parts]) => [name, Buffer.concat(parts)]));
    },
  };
}

/** Each segment of each rendition by a request of its own, in random order over all of them, by two processes. */
export async function makeInRandomOrder(plan: Plan, seed: number): Promise<CheckedRendition[]> {
  const wanted = plan.renditions.flatMap((rendition) =>
    Array.from({ length: rendition.segments }, (_, number) => ({
      renditions: [rendition],
      first: number,
      last: number,
    })),
  );
  const order = shuffled(seed)(wanted.length).map((n) => wanted[n] as Range);
  const made = await Promise.all(order.map((range) => plan.make(range, 'interactive')));
  return gather(plan, made);
}

/** All segments of all renditions that share a decode in one run, as the fill makes them. */
export async function makeInOrder(plan: Plan): Promise<CheckedRendition[]> {
  const made: Map<string, Buffer>[] = [];
  const waiting = [...plan.renditions];
  for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
    const { recipe, segments } = first;
    const renditions = [first, ...waiting.filter((other) => sharesDecode(other.recipe, recipe))];
    for (const other of renditions.slice(1)) waiting.splice(waiting.indexOf(other), 1);
    made.push(await plan.make({ renditions, first: 0, last: segments - 1 }, 'fill'));
  }
  return gather(plan, made);
}

function gather(plan: Plan, made: readonly Map<string, Buffer>[]): CheckedRendition[] {
  const segments = new Map(made.flatMap((each) => [...each]));
  return plan.renditions.map((rendition) => ({
    kind: rendition.recipe.kind.startsWith('video') ? 'video' : 'audio',
    name: rendition.label,
    language: languageOf(plan, rendition),
    init: Buffer.from(rendition.init),
    media: Array.from({ length: rendition.segments }, (_, number) => {
      const bytes = segments.get(nameOf(rendition.id, number));
      if (bytes === undefined) throw new Error(`segment ${number} of ${rendition.label} was not made`);
      return bytes;
    }),
  }));
}

function languageOf(plan: Plan, rendition: PlannedRendition): string | null {
  return plan.examination.facts.audio.find(({ track }) => track === rendition.recipe.track)?.language ?? null;
}

function nameOf(rendition: string, segment: number): string {
  return `${rendition} ${segment}`;
}

/** What makes two runs comparable at a glance: the hash of every segment. */
export function hashes(renditions: readonly Pick<CheckedRendition, 'name' | 'media'>[]): string[] {
  return renditions.flatMap(({ name, media }) =>
    media.map((bytes, n) => `${name} ${n} ${createHash('sha256').update(bytes).digest('hex')}`),
  );
}
