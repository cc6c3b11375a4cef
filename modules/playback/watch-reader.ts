// What playback asks of the watch state.

export interface WatchReader {
  /** Resolves when what the profile's players have said here is written. @throws `watch-state-behind` */
  settle(profileId: string): Promise<void>;
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
    /** Where the credits begin: from there on it has been seen. Null where nobody has marked them. */
    readonly creditsAtMs: number | null;
  }): string;
}
