/** A session that has ended elsewhere: in another tab, on another device, or by its time. For web pages. */
import type { ApiProblem } from './problem.ts';

/** Between the tabs of all apps of one server in one browser. */
const CHANNEL = 'vitascope.session';

export interface SessionEnd {
  /** To be told of every refusal. */
  note(problem: ApiProblem): void;
  /** The other tabs need not find it out by being refused. */
  tell(): void;
  /** Calls `leave` when it has ended. Returns how to stop. */
  follow(leave: () => void): () => void;
}

export function createSessionEnd(): SessionEnd {
  const followers = new Set<() => void>();
  return {
    note({ code }) {
      if (code === 'sign-in-needed' || code === 'device-revoked') for (const leave of followers) leave();
    },
    tell() {
      const channel = new BroadcastChannel(CHANNEL);
      channel.postMessage('signed-out');
      channel.close();
    },
    follow(leave) {
      const channel = new BroadcastChannel(CHANNEL);
      channel.addEventListener('message', leave);
      followers.add(leave);
      return () => {
        channel.close();
        followers.delete(leave);
      };
    },
  };
}
