// The parts of the configuration that are about accounts and mail.
import { secret } from '@vitascope/platform/config';
import { z } from 'zod';

export const accountsConfig = z.object({
  maxProfiles: z.int().min(1).max(50).default(5).describe('Profiles that an account may have.'),
  staffSecondFactor: z
    .boolean()
    .default(false)
    .describe(
      'Whether a role of the staff counts only in sessions that were opened with a second factor: an authenticator app or a passkey.',
    ),
});

export const mailConfig = z.object({
  smtpUrl: secret()
    .optional()
    .describe(
      '`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465` of the mail server; without it mails wait in the outbox (`vitascope mail list`).',
    ),
  from: z
    .string()
    .min(3)
    .max(200)
    .default('Vitascope <no-reply@localhost>')
    .describe('Sender of every mail.'),
});

export type MailConfig = z.output<typeof mailConfig>;
