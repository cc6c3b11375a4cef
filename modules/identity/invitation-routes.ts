// Invitations to the staff over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Identity } from './identity.ts';
import type { Invitation } from './invitation-store.ts';
import { staffRoles } from './permissions.ts';
import {
  accountSchema,
  answerSession,
  authRoutes,
  emailInput,
  nameInput,
  newPasswordInput,
  tokenInput,
  toVisitor,
} from './schemas.ts';

const invitationSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    role: z.enum(staffRoles),
    invitedBy: z.string().nullable().describe('The account that invited; null for the owner key.'),
    mails: z.number().describe('How many mails it has been sent by.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Invitation' });

const toAnswer = (invitation: Invitation): z.infer<typeof invitationSchema> => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  invitedBy: invitation.invitedBy,
  mails: invitation.mails,
  createdAt: new Date(invitation.createdAt).toISOString(),
  expiresAt: new Date(invitation.expiresAt).toISOString(),
});

const tags = ['staff'];
const params = z.object({ id: z.string().max(64) });

export function registerInvitationRoutes(app: HttpApp, identity: Identity): void {
  registerInviting(app, identity);
  authRoutes(app, identity, (routes) => registerAccepting(routes, identity));
}

function registerInviting(app: HttpApp, identity: Identity): void {
  const { invitations } = identity;
  const onRequest = async (request: Parameters<Identity['actorOf']>[0]): Promise<void> => {
    await identity.requirePermission(request, 'staff.write');
  };
  app.get(
    '/api/v1/staff/invitations',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Lists the invitations that are pending, newest first',
        querystring: z.object({
          cursor: z.string().max(64).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: z.object({ items: z.array(invitationSchema), nextCursor: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const items = await invitations.list({ after: cursor ?? null, limit });
      const last = items.length === limit ? items.at(-1) : undefined;
      return { items: items.map(toAnswer), nextCursor: last?.id ?? null };
    },
  );
  app.post(
    '/api/v1/staff/invitations',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Invites an address to work here, by a mail with a link; an older invitation to it ends',
        body: z.object({ email: emailInput, role: z.enum(staffRoles) }),
        response: { 201: invitationSchema },
      },
    },
    async (request, reply) => {
      const invited = await invitations.invite(await identity.actorOf(request), request.body);
      return reply.code(201).send(toAnswer(invited));
    },
  );
  app.post(
    '/api/v1/staff/invitations/:id/resend',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Sends the mail again, with another link',
        params,
        response: { 202: invitationSchema },
      },
    },
    async (request, reply) => {
      const sent = await invitations.sendAgain(await identity.actorOf(request), request.params.id);
      return reply.code(202).send(toAnswer(sent));
    },
  );
  app.delete(
    '/api/v1/staff/invitations/:id',
    {
      onRequest,
      schema: { tags, summary: 'Revokes an invitation', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await invitations.revoke(await identity.actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function registerAccepting(routes: HttpApp, identity: Identity): void {
  const { invitations } = identity;
  routes.post(
    '/api/v1/auth/invitation',
    {
      schema: {
        tags: ['accounts'],
        summary: 'Shows what the holder of a link is invited to',
        body: z.object({ token: tokenInput }),
        response: { 200: z.object({ email: z.string(), role: z.enum(staffRoles) }) },
      },
    },
    async (request) => {
      const { email, role } = await invitations.look(toVisitor(request), request.body.token);
      return { email, role };
    },
  );
  routes.post(
    '/api/v1/auth/invitation/accept',
    {
      schema: {
        tags: ['accounts'],
        summary: 'Gives the role that a link is for, and signs in',
        body: z.object({
          token: tokenInput,
          name: nameInput.describe('Where the address has an account, that one keeps its name.'),
          password: newPasswordInput.describe(
            'Of no account where the address has one: its holder is signed in.',
          ),
        }),
        response: { 200: accountSchema },
      },
    },
    async (request, reply) => {
      const opened = await invitations.accept(toVisitor(request), request.body);
      return answerSession(identity, reply, opened);
    },
  );
}
