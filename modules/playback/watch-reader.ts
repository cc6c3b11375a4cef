// What playback asks of the watch state.

export interface WatchReader {
  /** Where the profile left off, in milliseconds; 0 where it has not begun, or has seen it to the end. */
  positionOf(profileId: string, titleId: string): Promise<number>;
}

/** Gives the token that a player's heartbeats carry. */
export interface HeartbeatIssuer {
  issue(session: {
    readonly sessionId: string;
    readonly accountId: string;
    readonly profileId: string;
    readonly titleId: string;
    readonly assetId: string;
    /** Epoch milliseconds. */
    readonly startedAt: number;
  }): string;
}
