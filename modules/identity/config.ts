// The parts of the configuration that are about accounts and mail.
import { secret } from '@vitascope/platform/config';
import { z } from 'zod';

export const accountsConfig = z.object({
  maxProfiles: z.int().min(1).max(50).default(5).describe('Profiles that an account may have.'),
  deletionGraceDays: z
    .int()
    .min(0)
    .max(90)
    .default(14)
    .describe('Days between the wish to delete an account and its end; signing in meanwhile takes it back.'),
  exportDays: z
    .int()
    .min(1)
    .max(30)
    .default(7)
    .describe("Days for which a copy of an account's data is kept."),
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
