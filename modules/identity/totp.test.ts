import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base32, otpauthUri, totpCode, totpStepAt, totpStepOf } from './totp.ts';

const secret = Buffer.from('12345678901234567890');

test('the codes of RFC 4226, appendix D', () => {
  const codes = [
    '755224',
    '287082',
    '359152',
    '969429',
    '338314',
    '254676',
    '287922',
    '162583',
    '399871',
    '520489',
  ];
  for (const [step, code] of codes.entries()) assert.equal(totpCode(secret, step), code, `${step}`);
});

test('the codes of RFC 6238, appendix B, for SHA-1', () => {
  const table: readonly [number, string][] = [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ];
  for (const [seconds, code] of table) assert.equal(totpCode(secret, totpStepAt(seconds * 1_000), 8), code);
});

test('a code counts in its own step, in the one before and in the one after', () => {
  const now = 1_111_111_111_000;
  const step = totpStepAt(now);
  for (const drift of [-1, 0, 1])
    assert.equal(totpStepOf(secret, totpCode(secret, step + drift), now), step + drift);
  for (const drift of [-2, 2]) assert.equal(totpStepOf(secret, totpCode(secret, step + drift), now), null);
  for (const code of ['', '0', '0000000', totpCode(secret, step, 8), 'ééééé6'])
    assert.equal(totpStepOf(secret, code, now), null);
});

test('base 32 as in RFC 4648, section 10, without padding', () => {
  const table = {
    '': '',
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
  };
  for (const [text, expected] of Object.entries(table)) assert.equal(base32(Buffer.from(text)), expected);
});

test('an address cannot add anything to what authenticator apps are told', () => {
  const uri = new URL(
    otpauthUri(secret, { issuer: 'Vitascope', account: 'a?secret=B&issuer=evil#@example.org' }),
  );
  assert.deepEqual([...uri.searchParams.keys()], ['secret', 'issuer']);
  assert.equal(uri.searchParams.get('secret'), base32(secret));
});
