// The chain: how an entry is hashed, and what is wrong with a list of them. Pure, and the same for server and command line.
import { createHash } from 'node:crypto';

export const actorKinds = ['owner-key', 'api-key', 'staff'] as const;
export type AuditActorKind = (typeof actorKinds)[number];

/** One action, as it is recorded for good. No names and no contents: whoever is forgotten elsewhere is forgotten here. */
export interface AuditRecord {
  /** Epoch milliseconds, when the action began. */
  readonly at: number;
  readonly actorKind: AuditActorKind;
  /** Of the account or the API key; null for the owner key. */
  readonly actorId: string | null;
  /** Method and route: `DELETE /api/v1/assets/:id`. */
  readonly action: string;
  /** Ids of what it was done to. */
  readonly subjects: readonly string[];
  /** The HTTP status of the answer; null where the process died before there was one: it may have been done. */
  readonly status: number | null;
  /** The code of the error, where it was one. */
  readonly code: string | null;
  readonly requestId: string;
  /** The network that it came from: 24 bits of an IPv4 address, 48 of an IPv6 address. */
  readonly network: string | null;
}

export interface AuditEntry extends AuditRecord {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  /** Of the entry before it. */
  readonly previousHash: string;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
}

/** What the chain's end was at some time. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export const emptyHead: Head = { seq: 0, hash: '0'.repeat(64) };

/** SHA-256 over the previous hash, a line feed and the entry as JSON with sorted keys and no spaces (RFC 8785). */
export function hashOf(previousHash: string, record: AuditRecord & { readonly seq: number }): string {
  const canonical = JSON.stringify({
    action: record.action,
    actorId: record.actorId,
    actorKind: record.actorKind,
    at: record.at,
    code: record.code,
    network: record.network,
    requestId: record.requestId,
    seq: record.seq,
    status: record.status,
    subjects: record.subjects,
  });
  return createHash('sha256').update(`${previousHash}\n${canonical}`).digest('hex');
}

export function linkAll(head: Head, records: readonly AuditRecord[]): readonly AuditEntry[] {
  let { seq, hash } = head;
  return records.map((record) => {
    seq += 1;
    const previousHash = hash;
    hash = hashOf(previousHash, { ...record, seq });
    return { ...record, seq, previousHash, hash };
  });
}

export type BreakKind = 'missing' | 'altered' | 'unlinked' | 'truncated' | 'rewritten';

export interface Break {
  readonly kind: BreakKind;
  /** Of the first entry that is not as it was recorded. */
  readonly seq: number;
  readonly message: string;
}

export interface ChainCheck {
  /** Looks at the next entries, in the order of their numbers. The first break, or null. */
  next(entries: readonly AuditEntry[]): Break | null;
  /** Holds what was seen against what is known to have been there. The first break, or null. */
  end(): Break | null;
  readonly head: Head;
}

/** Checks entries page by page; `known` are heads of earlier times that were kept elsewhere. */
export function createChainCheck(known: readonly Head[] = []): ChainCheck {
  let head = emptyHead;
  const expected = new Map(known.map(({ seq, hash }) => [seq, hash]));

  function judge(entry: AuditEntry): Break | null {
    const { seq, hash, previousHash } = entry;
    if (seq !== head.seq + 1) {
      const from = head.seq + 1;
      const what = seq - 1 > from ? `Entries ${from} to ${seq - 1} are` : `Entry ${from} is`;
      return { kind: 'missing', seq: from, message: `${what} missing: ${head.seq} is followed by ${seq}.` };
    }
    if (hashOf(previousHash, entry) !== hash)
      return { kind: 'altered', seq, message: `Entry ${seq} is not what was recorded: its hash is another.` };
    if (previousHash !== head.hash) {
      const message =
        head.seq === 0
          ? `Entry ${seq} is not the one that was recorded first.`
          : `Entry ${seq} does not follow entry ${head.seq}: one of the two was put in another's place.`;
      return { kind: 'unlinked', seq, message };
    }
    const anchored = expected.get(seq);
    if (anchored !== undefined && anchored !== hash)
      return {
        kind: 'rewritten',
        seq,
        message: `Entry ${seq} is not the one that was anchored: it, or entries before it, were written anew.`,
      };
    head = { seq, hash };
    return null;
  }

  return {
    next(entries) {
      for (const entry of entries) {
        const found = judge(entry);
        if (found !== null) return found;
      }
      return null;
    },
    end() {
      const last = Math.max(0, ...expected.keys());
      if (last <= head.seq) return null;
      const from = head.seq + 1;
      const what = last > from ? `Entries ${from} to ${last} are` : `Entry ${from} is`;
      return { kind: 'truncated', seq: from, message: `${what} missing at the end: ${last} was anchored.` };
    },
    get head() {
      return head;
    },
  };
}
