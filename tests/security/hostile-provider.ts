// A provider of OpenID Connect that lies: it answers with whatever ID token a test has made.
import { createHmac, createSign, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Json = Readonly<Record<string, unknown>>;

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token with this header and these claims, signed by `signer`. */
export function makeToken(header: unknown, claims: unknown, signer: (text: string) => Buffer): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${signer(text).toString('base64url')}`;
}

export const rs256 = (key: KeyObject) => (text: string) => createSign('RSA-SHA256').update(text).sign(key);
export const es256 = (key: KeyObject) => (text: string) =>
  sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
export const hs256 = (secret: string | Buffer) => (text: string) =>
  createHmac('sha256', secret).update(text).digest();
export const unsigned = () => Buffer.alloc(0);

export interface HostileProvider {
  readonly issuer: string;
  readonly keys: {
    readonly rsa: KeyPair;
    readonly ec: KeyPair;
    readonly weak: KeyPair;
    readonly stranger: KeyPair;
  };
  /** What the token endpoint answers beside an access token. */
  answer: Json;
  /** Addresses that were asked for beside the usual ones. */
  readonly asked: string[];
  close(): Promise<void>;
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export async function openHostileProvider(): Promise<HostileProvider> {
  const rsaKeys = (modulusLength: number): KeyPair => generateKeyPairSync('rsa', { modulusLength });
  const keys = {
    rsa: rsaKeys(2048),
    ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }) as KeyPair,
    weak: rsaKeys(1024),
    stranger: rsaKeys(2048),
  };
  const jwk = (pair: KeyPair, more: Json): Json => ({ ...pair.publicKey.export({ format: 'jwk' }), ...more });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const send = (body: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    switch (request.url) {
      case '/.well-known/openid-configuration':
        return send({
          issuer: provider.issuer,
          authorization_endpoint: `${provider.issuer}/auth`,
          token_endpoint: `${provider.issuer}/token`,
          jwks_uri: `${provider.issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          // It would like to be believed in every way.
          id_token_signing_alg_values_supported: [
            'none',
            'HS256',
            'HS384',
            'HS512',
            'RS256',
            'ES256',
            'PS256',
            'None',
            'RS1',
          ],
        });
      case '/keys':
        return send({
          keys: [
            jwk(keys.rsa, { kid: 'rsa', use: 'sig', alg: 'RS256' }),
            jwk(keys.ec, { kid: 'ec', use: 'sig', alg: 'ES256' }),
            jwk(keys.weak, { kid: 'weak', use: 'sig', alg: 'RS256' }),
            jwk(keys.rsa, { kid: 'for encryption', use: 'enc' }),
            {
              kty: 'oct',
              kid: 'shared',
              k: Buffer.from('a shared secret of 32 bytes long').toString('base64url'),
              alg: 'HS256',
            },
          ],
        });
      case '/token': {
        request.resume();
        return send({
          access_token: 'an access token',
          token_type: 'Bearer',
          ...provider.answer,
        });
      }
      default:
        asked.push(request.url ?? '');
        return send({ keys: [jwk(keys.stranger, { kid: 'stranger' })] });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const provider: HostileProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    answer: {},
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return provider;
}
