// Joins the requests for one segment that is not in memory: one asking, every piece to everyone as it comes.
import type { MediaLibrary, SegmentKey, WholeSegment } from '@vitascope/assets';
import type { Entity } from './entity.ts';

/** One waiting request. Calls come in this order: `piece` any number of times, then `whole` or `fail` once. */
export interface SegmentClient {
  /** The next bytes of the segment, from the first on; not called for a segment that was in the store. */
  piece(bytes: Buffer): void;
  whole(entity: Entity): void;
  fail(error: unknown): void;
}

export interface SegmentRelay {
  /** Joins or starts the asking for a segment. Returns how to leave; the last one to leave stops it. */
  join(request: RelayRequest, client: SegmentClient): () => void;
  /** What is in the making of this asset is passed on but no longer kept. */
  forget(assetId: string): void;
  /** Fails everyone who still waits. */
  close(error: Error): void;
  readonly segments: number;
  readonly clients: number;
}

export interface RelayRequest {
  /** One string for each segment. */
  readonly resource: string;
  readonly key: SegmentKey;
  readonly contentType: string;
}

interface Making {
  readonly request: RelayRequest;
  readonly members: Set<Member>;
  readonly pieces: Buffer[];
  /** Set when all pieces are there. */
  entity: Entity | null;
  isKept: boolean;
  isSpreading: boolean;
  stop: () => void;
}

interface Member {
  readonly client: SegmentClient;
  /** Index of the next piece for it. */
  next: number;
}

// The first piece goes out in two: everyone gets its beginning before anyone gets the rest, so that the thousandth
// waiter's first byte does not stand behind hundreds of megabytes.
const FIRST_SLICE_BYTES = 1024;
// Written in one go before other connections get their turn.
const TURN_BYTES = 8 * 1024 * 1024;

/** `onWhole` makes what is sent, and keeps it if `isKept`: called once for each segment that came whole. */
export function createSegmentRelay(
  library: Pick<MediaLibrary, 'segment'>,
  onWhole: (request: RelayRequest, whole: WholeSegment, isKept: boolean) => Entity,
): SegmentRelay {
  const makings = new Map<string, Making>();
  let clients = 0;

  function remove(making: Making, member: Member): boolean {
    if (!making.members.delete(member)) return false;
    clients -= 1;
    return true;
  }

  function detach(making: Making): void {
    if (makings.get(making.request.resource) === making) makings.delete(making.request.resource);
  }

  /** Gives a member what it has not got yet; the number of bytes written. */
  function advance(making: Making, member: Member): number {
    const { pieces, entity } = making;
    let written = 0;
    while (member.next < pieces.length && making.members.has(member)) {
      const piece = pieces[member.next] as Buffer;
      member.next += 1;
      written += piece.length;
      member.client.piece(piece);
    }
    if (entity !== null && remove(making, member)) {
      if (pieces.length === 0) written += entity.body.length;
      member.client.whole(entity);
    }
    return written;
  }

  /** Soon advances everyone, a turn's bytes at a time. */
  function spread(making: Making): void {
    if (making.isSpreading) return;
    making.isSpreading = true;
    setImmediate(() => {
      making.isSpreading = false;
      let written = 0;
      for (const member of making.members) {
        if (making.entity === null && member.next === making.pieces.length) continue;
        written += advance(making, member);
        if (written < TURN_BYTES) continue;
        spread(making);
        return;
      }
    });
  }

  function takePiece(making: Making, piece: Buffer): void {
    if (piece.length === 0) return;
    if (making.pieces.length > 0) {
      making.pieces.push(piece);
    } else {
      making.pieces.push(piece.subarray(0, FIRST_SLICE_BYTES));
      for (const member of [...making.members]) advance(making, member);
      if (piece.length > FIRST_SLICE_BYTES) making.pieces.push(piece.subarray(FIRST_SLICE_BYTES));
    }
    spread(making);
  }

  function finish(making: Making, whole: WholeSegment): void {
    detach(making);
    const given = making.pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (given !== 0 && given !== whole.bytes.length) {
      failAll(
        making,
        new Error(`A segment of ${whole.bytes.length} bytes came in pieces of ${given} bytes.`),
      );
      return;
    }
    making.entity = onWhole(making.request, whole, making.isKept);
    spread(making);
  }

  function failAll(making: Making, error: unknown): void {
    detach(making);
    for (const member of [...making.members]) if (remove(making, member)) member.client.fail(error);
  }

  async function ask(making: Making): Promise<void> {
    const feed = await library.segment(making.request.key);
    if (making.members.size === 0) return;
    if (feed.whole !== null) {
      finish(making, feed.whole);
      return;
    }
    let isOver = false;
    const stop = feed.follow({
      bytes(piece) {
        if (!isOver) takePiece(making, piece);
      },
      end(whole) {
        if (!isOver) finish(making, whole);
        isOver = true;
      },
      fail(error) {
        if (!isOver) failAll(making, error);
        isOver = true;
      },
    });
    making.stop = () => {
      if (!isOver) stop();
      isOver = true;
    };
    if (making.members.size === 0) making.stop();
  }

  function start(request: RelayRequest): Making {
    const making: Making = {
      request,
      members: new Set(),
      pieces: [],
      entity: null,
      isKept: true,
      isSpreading: false,
      stop() {},
    };
    makings.set(request.resource, making);
    return making;
  }

  return {
    join(request, client) {
      let making = makings.get(request.resource);
      const isFirst = making === undefined;
      making ??= start(request);
      const member: Member = { client, next: 0 };
      making.members.add(member);
      clients += 1;
      const joined = making;
      if (isFirst) ask(joined).catch((error: unknown) => failAll(joined, error));
      else if (joined.pieces.length > 0) advance(joined, member);
      return () => {
        if (!remove(joined, member) || joined.members.size > 0 || joined.entity !== null) return;
        detach(joined);
        joined.stop();
      };
    },
    forget(assetId) {
      for (const making of makings.values())
        if (making.request.key.assetId === assetId) making.isKept = false;
    },
    close(error) {
      for (const making of [...makings.values()]) {
        failAll(making, error);
        making.stop();
      }
    },
    get segments() {
      return makings.size;
    },
    get clients() {
      return clients;
    },
  };
}
