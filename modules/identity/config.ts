// The parts of the configuration that are about accounts and mail.
import { createSecret, secret } from '@vitascope/platform/config';
import { z } from 'zod';
import { isSafeProviderUrl } from './provider-fetch.ts';

export const accountsConfig = z.object({
  signUp: z
    .boolean()
    .default(true)
    .describe(
      'Whether anybody may sign up; else accounts are for those who were invited or come from a provider.',
    ),
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

/** Roles that a provider's word can give. The owner's is not among them: who owns this system is decided here. */
export const providerRoles = ['admin', 'editor', 'support'] as const;

const providerSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  issuer: z
    .url()
    .refine((issuer) => isSafeProviderUrl(new URL(issuer), new URL(issuer)), 'must begin with https://'),
  clientId: z.string().min(1).max(300),
  clientSecret: z.string().min(1).max(1_000).transform(createSecret).optional(),
  clientAuthentication: z.enum(['basic', 'post']).default('basic'),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).default(['openid', 'email', 'profile']),
  signUp: z.boolean().default(false),
  domains: z.array(z.string().trim().toLowerCase().min(1)).default([]),
  roleClaim: z.string().min(1).max(200).optional(),
  roles: z.record(z.string(), z.enum(providerRoles)).default({}),
});

export type ProviderConfig = z.output<typeof providerSchema>;

const providersSchema = z.record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), providerSchema);

/** As text where it comes from a file of secrets. */
function parseProviders(value: unknown, context: z.RefinementCtx): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
}

export const oidcConfig = z.object({
  providers: z
    .preprocess(parseProviders, providersSchema)
    .meta({ secret: true })
    .default({})
    .describe(
      'Providers of OpenID Connect to sign in through, by a name for their addresses: `{"company": {"name", "issuer", "clientId", "clientSecret", …}}`. See the guide on accounts.',
    ),
});
