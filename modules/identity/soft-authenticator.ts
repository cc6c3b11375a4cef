// An authenticator without a device, for tests: it signs whatever it is told to, which no real one does.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What is to be said instead of the truth. */
export interface Lies {
  readonly challenge?: string;
  readonly origin?: string;
  readonly relyingParty?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly isVerified?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
  /** Sign with this one's key. */
  readonly signer?: SoftAuthenticator;
}

export type SoftAuthenticator = ReturnType<typeof createSoftAuthenticator>;

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

const sha256 = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest();
const base64url = (bytes: Buffer): string => bytes.toString('base64url');

/** `counts`: whether it counts its signatures; most of those that people have do not. */
export function createSoftAuthenticator(site: { readonly origin: string; readonly counts?: boolean }) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32);
  const id = base64url(credentialId);
  let counter = 0;
  let owner = '';

  function clientData(type: string, challenge: string, lies: Lies): Buffer {
    const { origin = site.origin, crossOrigin = false } = lies;
    const said = { type: lies.type ?? type, challenge: lies.challenge ?? challenge, origin, crossOrigin };
    return Buffer.from(JSON.stringify(said));
  }

  /** WebAuthn Level 3 §6.1. */
  function authenticatorData(flags: number, lies: Lies): Buffer {
    if (site.counts === true) counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(lies.counter ?? counter);
    const verified = (lies.isVerified ?? true) ? VERIFIED : 0;
    const hash = sha256(lies.relyingParty ?? new URL(site.origin).hostname);
    return Buffer.concat([hash, Buffer.from([flags | PRESENT | verified]), count]);
  }

  return {
    id,
    sign: (bytes: Buffer): Buffer => sign('sha256', bytes, privateKey),

    create(options: { readonly challenge: string; readonly user: { readonly id: string } }, lies: Lies = {}) {
      owner = options.user.id;
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      // A key as in RFC 9053 §7.1.1: EC2, ES256, P-256.
      const key = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ]);
      const length = Buffer.from([0, credentialId.length]);
      const credential = Buffer.concat([Buffer.alloc(16), length, credentialId, key]);
      const data = Buffer.concat([authenticatorData(HAS_CREDENTIAL, lies), credential]);
      // {fmt: "none", attStmt: {}, authData}
      const head = Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex');
      const attestationObject = Buffer.concat([head, Buffer.from([data.length]), data]);
      return {
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON: base64url(clientData('webauthn.create', options.challenge, lies)),
          attestationObject: base64url(attestationObject),
          transports: ['internal'],
        },
      };
    },

    get(options: { readonly challenge: string }, lies: Lies = {}) {
      const client = clientData('webauthn.get', options.challenge, lies);
      const data = authenticatorData(0, lies);
      const signed = Buffer.concat([data, sha256(client)]);
      const signature = lies.signer?.sign(signed) ?? sign('sha256', signed, privateKey);
      const userHandle = lies.userHandle === undefined ? owner : lies.userHandle;
      return {
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(data),
          signature: base64url(signature),
          userHandle,
        },
      };
    },
  };
}
