// Signatures of the Standard Webhooks scheme (standardwebhooks.com, specification 1.0.0).
import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** 256 random bits, in the form that the scheme's libraries take. */
export function newSecret(): string {
  return `${PREFIX}${randomBytes(32).toString('base64')}`;
}

export interface Signed {
  readonly id: string;
  /** Epoch seconds, of this attempt. */
  readonly timestamp: number;
  readonly body: string;
}

/** `v1,` and the HMAC of id, time and body for each secret; receivers accept when one of them is right. */
export function signatureHeaders({ id, timestamp, body }: Signed, secrets: readonly string[]) {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
