// The outbox over HTTP, for owners.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { identityError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { KeptMail } from './mail-store.ts';

const headFields = {
  id: z.string(),
  recipient: z.string(),
  subject: z.string(),
  createdAt: z.iso.datetime(),
  refusal: z
    .string()
    .nullable()
    .describe(
      'Why the mail server did not take it, after the last attempt; null where there is no mail server.',
    ),
};
const mailHead = z.object(headFields).meta({ id: 'MailHead' });
const mailSchema = z.object({ ...headFields, body: z.string() }).meta({ id: 'Mail' });

const toHead = ({ id, recipient, subject, createdAt, refusal }: KeptMail): z.infer<typeof mailHead> => ({
  id,
  recipient,
  subject,
  createdAt: new Date(createdAt).toISOString(),
  refusal,
});

export function registerMailRoutes(app: HttpApp, identity: Identity): void {
  const onRequest = async (request: Parameters<Identity['actorOf']>[0]): Promise<void> => {
    await identity.requirePermission(request, 'mail.read');
  };
  app.get(
    '/api/v1/mail',
    {
      onRequest,
      config: { audit: 'reading' },
      schema: {
        tags: ['mail'],
        summary:
          'Lists mails that did not go out, newest first: refused, or waiting where there is no mail server',
        querystring: z.object({
          cursor: z.string().max(64).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: z.object({ items: z.array(mailHead), nextCursor: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const items = await identity.mails({ after: cursor ?? null, limit });
      return {
        items: items.map(toHead),
        nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null,
      };
    },
  );
  app.get(
    '/api/v1/mail/:id',
    {
      onRequest,
      config: { audit: 'reading' },
      schema: {
        tags: ['mail'],
        summary: 'Shows a mail of the outbox; of one that was refused there is no body',
        params: z.object({ id: z.string().max(64) }),
        response: { 200: mailSchema },
      },
    },
    async (request) => {
      const mail = await identity.mail(request.params.id);
      if (mail === null)
        throw identityError('mail-not-found', `The outbox has no mail ${request.params.id}.`);
      return { ...toHead(mail), body: mail.body };
    },
  );
}
