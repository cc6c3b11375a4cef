// One segment in the making: pieces as they come, and everybody who waits for them.
import type { SegmentFeed, SegmentFollower, WholeSegment } from './playable.ts';

export interface SegmentMaking extends SegmentFeed {
  readonly followers: number;
  readonly hasBytes: boolean;
  readonly isOver: boolean;
  add(piece: Buffer): void;
  /** Every piece is there; they are not handed out as whole before they are committed. */
  pieces(): readonly Buffer[];
  end(whole: WholeSegment): void;
  fail(error: Error): void;
  /** Resolves when it is over, well or not. */
  readonly settled: Promise<void>;
}

export interface MakingOptions {
  /** Called when the last follower has left before the end. */
  onAbandoned?(): void;
}

export function createSegmentMaking(options: MakingOptions = {}): SegmentMaking {
  const made: Buffer[] = [];
  const followers = new Set<SegmentFollower>();
  const settled = Promise.withResolvers<void>();
  let whole: WholeSegment | null = null;
  let failure: Error | null = null;
  const isOver = (): boolean => whole !== null || failure !== null;

  const finish = (tell: (follower: SegmentFollower) => void): void => {
    const told = [...followers];
    followers.clear();
    for (const follower of told) tell(follower);
    settled.resolve();
  };

  return {
    get whole() {
      return whole;
    },
    get followers() {
      return followers.size;
    },
    get hasBytes() {
      return made.length > 0;
    },
    get isOver() {
      return isOver();
    },
    settled: settled.promise,
    pieces: () => made,
    add(piece) {
      if (isOver()) return;
      made.push(piece);
      for (const follower of followers) follower.bytes(piece);
    },
    end(result) {
      if (isOver()) return;
      whole = result;
      // Made elsewhere meanwhile, with the same bytes: what nobody has seen yet is the rest of them.
      const seen = made.reduce((sum, piece) => sum + piece.length, 0);
      const rest = result.bytes.subarray(seen);
      if (rest.length > 0) for (const follower of followers) follower.bytes(rest);
      finish((follower) => follower.end(result));
    },
    fail(error) {
      if (isOver()) return;
      failure = error;
      finish((follower) => follower.fail(error));
    },
    follow(follower) {
      if (failure !== null) {
        follower.fail(failure);
        return () => {};
      }
      if (whole !== null) {
        follower.bytes(whole.bytes);
        follower.end(whole);
        return () => {};
      }
      for (const piece of made) follower.bytes(piece);
      followers.add(follower);
      return () => {
        if (followers.delete(follower) && followers.size === 0 && !isOver()) options.onAbandoned?.();
      };
    },
  };
}
