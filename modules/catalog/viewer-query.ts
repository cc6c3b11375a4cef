// What every route for viewers can be asked with: by which profile, for which device, in which language.
import type { HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import { deviceKinds } from './availability.ts';
import { languageQuery } from './browse-routes.ts';
import type { HomeReader } from './home.ts';

export const viewerFields = {
  profileId: z.string().max(64),
  device: z.enum(deviceKinds).optional().describe('What it would play on.'),
  language: languageQuery,
};
export type ViewerQuery = z.output<z.ZodObject<typeof viewerFields>>;

/** Who asks, as the catalogue judges them. */
export type ReaderOf = (request: HttpRequest, query: ViewerQuery) => Promise<HomeReader>;
