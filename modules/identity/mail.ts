// How a mail leaves: through the operator's mail server, or into the outbox that the operator reads.
import type { Secret } from '@vitascope/platform/config';
import { createTransport } from 'nodemailer';
import { identityError } from './errors.ts';
import type { Mail } from './mail-store.ts';
import type { IdentityStore } from './store.ts';

export interface Mailer {
  /** @throws `mail-refused`: the same mail may be sent again; `mail-undeliverable`: it need not be */
  send(mail: Mail): Promise<void>;
  close(): void;
}

const CONNECT_MS = 10_000;
const IDLE_MS = 20_000;

export function createMailer(options: {
  readonly smtpUrl: Secret | undefined;
  readonly from: string;
  readonly store: Pick<IdentityStore, 'insertMail'>;
}): Mailer {
  const { smtpUrl, from, store } = options;
  if (smtpUrl === undefined) return { send: (mail) => store.insertMail(mail), close() {} };
  const transport = createTransport({
    url: smtpUrl.reveal(),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: IDLE_MS,
    // A text of ours is never taken for the name of a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ id, recipient, subject, body }) {
      try {
        await transport.sendMail({
          from,
          // As an object: nothing in an address can add another recipient.
          to: { name: '', address: recipient },
          subject,
          text: body,
          messageId: `<${id}@vitascope>`,
          headers: { 'Auto-Submitted': 'auto-generated' }, // rfc3834 §5
        });
      } catch (cause) {
        if (isForGood(cause))
          throw identityError('mail-undeliverable', 'The mail server will never take this mail.', { cause });
        throw identityError('mail-refused', 'The mail server did not take the mail. It is tried again.', {
          cause,
        });
      }
    },
    close: () => transport.close(),
  };
}

/** RFC 5321 §4.2.1: 5yz to a recipient is for good. To anything else it is the operator's mistake, which may be mended. */
function isForGood(error: unknown): boolean {
  const { command, responseCode } = error as { command?: unknown; responseCode?: unknown };
  return (
    command === 'RCPT TO' && typeof responseCode === 'number' && responseCode >= 500 && responseCode < 600
  );
}
