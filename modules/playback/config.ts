// The parts of the configuration that are about playing: screens, tokens, the record of decisions, territories.
import { z } from 'zod';

export const playbackConfig = z.object({
  screens: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('Screens on which an account plays at once, unless what it holds brings more or fewer.'),
  screenPolicy: z
    .enum(['refuse', 'displace'])
    .default('refuse')
    .describe(
      'What happens when there is one screen too many: `refuse` turns the newest away, `displace` ends the oldest.',
    ),
  tokenMinutes: z
    .number()
    .min(0.1)
    .max(1440)
    .default(30)
    .describe('How long the addresses of a playback session work; players renew them.'),
  watchedPercent: z
    .number()
    .min(50)
    .max(100)
    .default(92)
    .describe(
      'From how much of its length on a title counts as watched, where nobody has marked its credits. Most films have five to eight per cent of them.',
    ),
  decisionDays: z
    .number()
    .min(1)
    .max(366)
    .default(30)
    .describe('How long the record of playback decisions is kept.'),
});

export const geoConfig = z.object({
  database: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File in the MaxMind format (`.mmdb`) that tells the country of an address; read again when it is replaced.',
    ),
  header: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, 'is no name of a header in lower case')
    .optional()
    .describe(
      'Header in which a trusted proxy (see `VITASCOPE_HTTP_TRUST_PROXY`) tells the country, for example `cf-ipcountry`. It must overwrite what clients send.',
    ),
  fallback: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is no ISO 3166-1 alpha-2 code')
    .optional()
    .describe(
      'Country of the addresses that nothing is known of, such as those of the local network. Unknown without it.',
    ),
});

/** As a page of that site sends it, or of all sites below a domain: what a policy of framing can name without a doubt. */
const ORIGIN = /^(?:\*|https?:\/\/(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?)$/;

export const embedConfig = z.object({
  allowedOrigins: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(ORIGIN, 'is `*` or an origin such as `https://blog.example.org` or `https://*.example.org`'),
    )
    .default([])
    .describe(
      'Origins of the sites that may show titles within their pages, to people who are not signed in; `*` for every site. Without any, only pages of this server may, to those who are signed in.',
    ),
  maximumAge: z
    .int()
    .min(0)
    .max(21)
    .default(12)
    .describe(
      'Highest minimum age of what plays within the pages of other sites. Titles without a rating do not.',
    ),
});

export type EmbedConfig = z.output<typeof embedConfig>;
export type PlaybackConfig = z.output<typeof playbackConfig>;
export type GeoConfig = z.output<typeof geoConfig>;
