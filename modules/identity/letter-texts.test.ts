// Every mail against every payload in every field: what a stranger wrote is in none of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeLetter, type LetterSources } from './letter-texts.ts';
import type { Letter } from './mail-store.ts';

const payloads = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  'javascript:alert(1)',
  'Ada\r\nBcc: eve@evil.example',
  'Ada\nContent-Type: text/html\n\n<b>x</b>',
  'Ada\u2028Bcc: eve@evil.example',
  '=?utf-8?q?Bcc:_eve=40evil.example?=',
  '{{7*7}}<%= 7*7 %>',
  'https://evil.example/reset',
  'evil.example',
  '[Click](https://evil.example)',
  '\u202Egro.elpmaxe',
  '%0d%0aBcc:eve@evil.example',
  "'; drop table mails; --",
  '\u0000\u001b[2J',
];
const token = 'A'.repeat(43);
const kinds = {
  'sign-up': true,
  reset: true,
  invitation: true,
  'export-ready': true,
  'deletion-asked': true,
  'deletion-done': true,
  'provider-linked': true,
  'provider-unlinked': true,
} satisfies Record<Letter['kind'], true>;

/** An account, an invitation and a deletion that say the payload wherever somebody may have written it. */
function sourcesWith(payload: string, hasAccount: boolean): LetterSources {
  const account = { id: 'ac_1', name: payload, email: `${payload}@example.org`, role: null };
  return {
    store: { accountByEmail: async () => (hasAccount ? account : null) },
    links: { make: async () => token },
    invitations: {
      find: async () => ({
        id: 'in_1',
        email: `${payload}@example.org`,
        role: 'editor',
        invitedBy: null,
        mails: 1,
        createdAt: 0,
        expiresAt: 1,
      }),
    },
    privacy: { deletionOf: async () => ({ accountId: 'ac_1', requestedAt: 0, eraseAt: 86_400_000 }) },
  };
}

test('no mail holds what a stranger wrote, in its subject or its text, nor anything but our own links', async () => {
  let seen = 0;
  for (const kind of Object.keys(kinds) as Letter['kind'][])
    for (const payload of payloads)
      for (const hasAccount of [true, false]) {
        const letter: Letter = {
          id: 'le_1',
          kind,
          email: `${payload}@example.org`,
          name: payload,
          // A provider's is the operator's own word.
          subjectId: kind.startsWith('provider') ? 'company' : payload,
          origin: 'https://films.example',
        };
        const text = await composeLetter(sourcesWith(payload, hasAccount), letter);
        if (text === null) continue;
        seen += 1;
        const whole = `${text.subject}\n${text.body}`;
        assert.ok(!whole.includes(payload), `${kind}: ${payload}`);
        assert.doesNotMatch(whole, /evil|alert|bcc|<|\{\{/i, kind);
        assert.doesNotMatch(text.subject, /[\r\n]/);
        for (const [address] of whole.matchAll(/\w+:\/\/\S*/g))
          assert.ok(address.startsWith('https://films.example/'), address);
      }
  assert.ok(seen > payloads.length * 8, `${seen}`);
});
