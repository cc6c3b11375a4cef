/** Heartbeats that could not be sent before the page was closed: the next visit sends them. */
import type { Beat } from './beat-log.ts';

const prefix = 'vitascope.player.beats.';
/** The server takes them for so long. */
const longestDays = 31;

interface Kept {
  readonly url: string;
  readonly token: string;
  readonly beats: readonly Beat[];
  readonly at: number;
}

export function keepBeats(sessionId: string, kept: Omit<Kept, 'at'>): void {
  try {
    if (kept.beats.length === 0) localStorage.removeItem(prefix + sessionId);
    else localStorage.setItem(prefix + sessionId, JSON.stringify({ ...kept, at: Date.now() }));
  } catch {
    // Storage is full or forbidden: they are lost with the page.
  }
}

/** Sends what earlier visits have left; what is refused for good is thrown away. */
export async function sendKeptBeats(except: string): Promise<void> {
  for (const [key, kept] of readAll()) {
    if (key === prefix + except) continue;
    const status = Date.now() - kept.at > longestDays * 86_400_000 ? 410 : await send(kept);
    if (status !== 0 && status !== 503 && status !== 429) remove(key);
  }
}

async function send({ url, token, beats }: Kept): Promise<number> {
  try {
    const body = JSON.stringify({ token, beats });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return response.status;
  } catch {
    return 0;
  }
}

function readAll(): (readonly [string, Kept])[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => {
        const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null;
        // Only to this server's own heartbeats, whatever has been written there.
        return kept?.url?.startsWith('/api/v1/playback-sessions/') === true ? [[key, kept] as const] : [];
      });
  } catch {
    return [];
  }
}

function remove(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // It is tried again.
  }
}
