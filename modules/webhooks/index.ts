// Webhooks: other people's servers are told of events, signed, until they have heard.
export { webhooksConfig } from './config.ts';
export { registerWebhookRoutes, type WebhookRoutesDeps } from './routes.ts';
export { createWebhooks, type Webhooks, webhooksMigrations } from './webhooks.ts';
