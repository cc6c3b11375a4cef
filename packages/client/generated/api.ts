/** @generated from the API's description by `npm run generate`. */

/** What is sent as it is. */
export type RawBody = string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** Every code that this version of the server has for a problem. */
export type ProblemCode =
  | 'account-not-found'
  | 'account-not-linked'
  | 'address-taken'
  | 'anchor-forged'
  | 'anchor-key-invalid'
  | 'api-key-not-found'
  | 'api-key-wrong'
  | 'asset-busy'
  | 'asset-cursor-invalid'
  | 'asset-linked'
  | 'asset-not-found'
  | 'asset-not-playable'
  | 'asset-not-yet-playable'
  | 'audit-unavailable'
  | 'blob-bad-key'
  | 'blob-bad-range'
  | 'blob-corrupt'
  | 'blob-not-found'
  | 'blob-offset-mismatch'
  | 'blob-out-of-space'
  | 'blob-too-large'
  | 'blob-unavailable'
  | 'blob-upload-busy'
  | 'blob-upload-interrupted'
  | 'blob-upload-not-found'
  | 'body-too-large'
  | 'captions-invalid'
  | 'captions-too-large'
  | 'catalog-invalid'
  | 'challenge-invalid'
  | 'change-not-found'
  | 'change-superseded'
  | 'code-wrong'
  | 'command-stopped'
  | 'config-invalid'
  | 'confirmation-needed'
  | 'consent-not-found'
  | 'cursor-invalid'
  | 'database-cannot-run-as-root'
  | 'database-embedded-failed'
  | 'database-migration-failed'
  | 'database-notification-too-large'
  | 'database-unreachable'
  | 'database-wrong-version'
  | 'dead-letter-not-found'
  | 'delivery-closed'
  | 'demo-account-unreachable'
  | 'demo-refused'
  | 'device-not-found'
  | 'device-revoked'
  | 'embed-age'
  | 'embed-not-free'
  | 'embed-origin-refused'
  | 'embedding-off'
  | 'encoder-busy'
  | 'encoder-cancelled'
  | 'encoder-closed'
  | 'encoder-crashed'
  | 'encoder-deadline'
  | 'encoder-failed'
  | 'encoder-killed'
  | 'encoder-memory'
  | 'encoder-preempted'
  | 'encoder-protocol'
  | 'encoder-request-invalid'
  | 'encoder-unavailable'
  | 'enrolment-missing'
  | 'event-data-invalid'
  | 'export-not-found'
  | 'export-not-ready'
  | 'feed-too-large'
  | 'feed-unreadable'
  | 'file-not-found'
  | 'file-not-usable'
  | 'geo-database-unusable'
  | 'grant-exists'
  | 'grant-not-found'
  | 'grant-refused'
  | 'grant-times-invalid'
  | 'handler-timeout'
  | 'headers-too-large'
  | 'heartbeat-token-expired'
  | 'heartbeat-token-invalid'
  | 'heartbeats-behind'
  | 'home-row-not-found'
  | 'idempotency-answer-too-large'
  | 'idempotency-key-invalid'
  | 'idempotency-key-reused'
  | 'idempotency-key-running'
  | 'identity-not-found'
  | 'identity-taken'
  | 'image-busy'
  | 'image-failed'
  | 'image-not-found'
  | 'image-refused'
  | 'image-unsupported'
  | 'import-not-found'
  | 'internal-error'
  | 'invalid-request'
  | 'invitation-not-found'
  | 'job-cancelled'
  | 'job-data-invalid'
  | 'job-data-too-large'
  | 'job-deadline-exceeded'
  | 'job-interrupted'
  | 'job-lease-lost'
  | 'jobs-stopped'
  | 'key-file-invalid'
  | 'key-missing'
  | 'key-wrong'
  | 'last-owner'
  | 'link-invalid'
  | 'list-full'
  | 'logout-token-invalid'
  | 'mail-not-found'
  | 'mail-refused'
  | 'mail-undeliverable'
  | 'media-not-found'
  | 'media-url-too-long'
  | 'method-not-allowed'
  | 'not-ready'
  | 'number-taken'
  | 'oembed-not-found'
  | 'origin-refused'
  | 'overloaded'
  | 'owner-key-missing'
  | 'owner-key-refused'
  | 'page-has-rows'
  | 'passkey-not-found'
  | 'passkey-refused'
  | 'passkeys-unavailable'
  | 'password-needed'
  | 'password-wrong'
  | 'permission-missing'
  | 'person-not-found'
  | 'pin-wrong'
  | 'playback-device'
  | 'playback-displaced'
  | 'playback-entitlement'
  | 'playback-maturity'
  | 'playback-media-failed'
  | 'playback-no-media'
  | 'playback-not-ready'
  | 'playback-session-ended'
  | 'playback-session-not-found'
  | 'playback-territory'
  | 'playback-window'
  | 'precondition-failed'
  | 'precondition-required'
  | 'preview-not-found'
  | 'profile-locked'
  | 'profile-name-taken'
  | 'profile-not-found'
  | 'provider-answer-invalid'
  | 'provider-not-found'
  | 'provider-refused'
  | 'provider-unavailable'
  | 'rate-limited'
  | 'rendition-not-found'
  | 'request-timeout'
  | 'route-not-found'
  | 'sample-library-refused'
  | 'second-factor-exists'
  | 'second-factor-missing'
  | 'second-factor-needed'
  | 'segment-failed'
  | 'segment-not-found'
  | 'segment-unavailable'
  | 'server-answer-invalid'
  | 'server-unreachable'
  | 'session-not-found'
  | 'setting-invalid'
  | 'sheet-not-found'
  | 'sign-in-failed'
  | 'sign-in-needed'
  | 'sign-up-closed'
  | 'slug-taken'
  | 'still-in-use'
  | 'term-not-found'
  | 'text-track-not-found'
  | 'text-tracks-full'
  | 'title-not-found'
  | 'token-expired'
  | 'token-invalid'
  | 'token-unverifiable'
  | 'too-busy'
  | 'too-many-attempts'
  | 'too-many-consents'
  | 'too-many-exports'
  | 'too-many-imports'
  | 'too-many-invitations'
  | 'too-many-keys'
  | 'too-many-listeners'
  | 'too-many-passkeys'
  | 'too-many-previews'
  | 'too-many-profiles'
  | 'too-many-screens'
  | 'too-many-webhooks'
  | 'unsupported-media-type'
  | 'upload-checksum-invalid'
  | 'upload-checksum-mismatch'
  | 'upload-damaged'
  | 'upload-expired'
  | 'upload-finished'
  | 'upload-headers-too-large'
  | 'upload-interrupted'
  | 'upload-invalid-request'
  | 'upload-is-final'
  | 'upload-locked'
  | 'upload-not-found'
  | 'upload-offset-mismatch'
  | 'upload-out-of-space'
  | 'upload-part-unfinished'
  | 'upload-part-used'
  | 'upload-stalled'
  | 'upload-too-large'
  | 'upload-version-unsupported'
  | 'url-too-long'
  | 'usage-invalid'
  | 'user-code-wrong'
  | 'wait-cancelled'
  | 'watch-cursor-invalid'
  | 'watch-state-behind'
  | 'web-apps-build-failed'
  | 'web-apps-missing'
  | 'web-file-not-found'
  | 'webhook-address-refused'
  | 'webhook-delivery-not-found'
  | 'webhook-disabled'
  | 'webhook-not-found'
  | 'webhook-unreachable'
  | 'webhook-url-refused';

export type Account = {
  readonly email: string;
  readonly id: string;
  readonly name: string;
  /** Null for a viewer. */
  readonly role: 'owner' | 'admin' | 'editor' | 'support' | null;
};

export type ApiKey = {
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly id: string;
  /** The account that made it; null for the owner key. */
  readonly madeBy: string | null;
  readonly name: string;
  readonly permissions: readonly ('assets.read' | 'assets.write' | 'catalog.read' | 'catalog.write' | 'system.read' | 'staff.read' | 'audit.read' | 'webhooks.read' | 'webhooks.write' | 'entitlements.read' | 'entitlements.write' | 'playback.read')[];
  /** To the minute. */
  readonly usedAt: string | null;
};

export type AskingDevice = {
  readonly askedAt: string;
  readonly clientAddress: string;
  readonly expiresAt: string;
  /** Whether it asks from the network that you are in. Be wary where it does not. */
  readonly isSameNetwork: boolean;
  readonly kind: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset';
  /** What it calls itself. */
  readonly name: string;
};

export type Asset = {
  readonly createdAt: string;
  readonly durationMs: number | null;
  readonly id: string;
  readonly name: string;
  /** Stored segments of all renditions, as a share. */
  readonly progress: number;
  readonly reason: {
    readonly code: string;
    /** What was wrong and what to do, for a person. */
    readonly message: string;
  } | null;
  readonly renditions: readonly ({
    /** Bits a second. */
    readonly averageBandwidth: number;
    readonly channels: number | null;
    /** As in a manifest (RFC 6381). */
    readonly codecs: string;
    /** Whether it is the source's own packets. */
    readonly copied: boolean;
    readonly height: number | null;
    readonly id: string;
    readonly kind: 'video' | 'audio';
    readonly label: string;
    readonly peakBandwidth: number;
    /** Segments that are stored. */
    readonly ready: number;
    readonly reason: {
      readonly code: string;
      /** What was wrong and what to do, for a person. */
      readonly message: string;
    } | null;
    readonly segments: number;
    readonly sizeBytes: number;
    readonly state: 'waiting' | 'making' | 'complete' | 'failed' | 'cancelled';
    readonly width: number | null;
  })[];
  readonly sizeBytes: number;
  readonly state: 'examining' | 'playable' | 'complete' | 'rejected' | 'failed' | 'cancelled';
  /** Grows with every change. */
  readonly updatedAt: string;
};

export type AssetDetails = {
  /** Ids of some of the titles that link it. */
  readonly linkedBy: readonly (string)[];
  /** What was found in the file; null until it has been examined. */
  readonly source: {
    readonly audio: readonly ({
      /** Bits a second. */
      readonly bitrate: number;
      readonly channels: number;
      readonly codec: string;
      readonly isDefault: boolean;
      readonly language: string | null;
      readonly sampleRate: number;
      readonly title: string | null;
    })[];
    readonly carriesCaptions: boolean;
    readonly container: string;
    readonly durationMs: number;
    /** Subtitles as streams of their own. */
    readonly texts: readonly ({
      readonly codec: string;
      /** Whether it tells of sounds as well, for who does not hear them. */
      readonly isForImpaired: boolean;
      readonly isForced: boolean;
      readonly language: string | null;
      readonly reason: {
        readonly code: string;
        /** What was wrong and what to do, for a person. */
        readonly message: string;
      } | null;
      /** `taken`: it has become a text track, once, whatever was done to that since. */
      readonly state: 'waiting' | 'taken' | 'left-out' | 'failed';
      readonly title: string | null;
    })[];
    readonly video: {
      readonly bitDepth: number;
      /** Bits a second. */
      readonly bitrate: number;
      readonly codec: string;
      readonly framesPerSecond: number;
      readonly hdr: boolean;
      readonly height: number;
      readonly interlaced: boolean;
      readonly pixelFormat: string;
      readonly rotateDegrees: number;
      readonly width: number;
    } | null;
  } | null;
  /** Small pictures for seeking; null without pictures. */
  readonly storyboard: {
    /** How far apart they are. */
    readonly intervalMs: number;
    /** Sheets that are stored. */
    readonly ready: number;
    readonly reason: {
      readonly code: string;
      /** What was wrong and what to do, for a person. */
      readonly message: string;
    } | null;
    readonly sheets: number;
    readonly sizeBytes: number;
    readonly state: 'waiting' | 'making' | 'complete' | 'failed';
    readonly tiles: number;
  } | null;
};

export type AssetSummary = {
  readonly createdAt: string;
  readonly durationMs: number | null;
  /** Of the best picture. */
  readonly height: number | null;
  readonly id: string;
  readonly name: string;
  /** Stored segments of all renditions, as a share. */
  readonly progress: number;
  readonly reasonCode: string | null;
  readonly sizeBytes: number;
  readonly state: 'examining' | 'playable' | 'complete' | 'rejected' | 'failed' | 'cancelled';
  /** Grows with every change. */
  readonly updatedAt: string;
};

export type AuditEntry = {
  /** Method and route. */
  readonly action: string;
  readonly actor: {
    /** Null for the owner key. */
    readonly id: string | null;
    readonly kind: 'owner-key' | 'api-key' | 'staff';
    /** As it is called now; not part of the chain. */
    readonly name: string | null;
  };
  readonly at: string;
  readonly code: string | null;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
  /** 24 bits of an IPv4 address, 48 of an IPv6 address. */
  readonly network: string | null;
  /** SHA-256 in hexadecimal. */
  readonly previousHash: string;
  readonly requestId: string;
  readonly seq: number;
  /** Null: the process died before there was an answer. */
  readonly status: number | null;
  /** Ids of what it was done to. */
  readonly subjects: readonly (string)[];
};

export type CatalogHomeRow = {
  /** To whom the row is shown, and when. */
  readonly audience: {
    /** The first moment that no longer belongs to it. */
    readonly closesAt: string | null;
    /** Empty for all. */
    readonly devices: readonly ('web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset')[];
    readonly exceptTerritories: readonly (string)[];
    readonly opensAt: string | null;
    /** Any of them will do; empty for everybody. */
    readonly plans: readonly (string)[];
    readonly profiles: 'everybody' | 'kids' | 'grown-ups';
    /** Empty for everywhere. */
    readonly territories: readonly (string)[];
  };
  readonly collectionId: string | null;
  readonly createdAt: string;
  readonly enabled: boolean;
  /** Of rows of kind `new` and `query`. */
  readonly filter: {
    readonly genre: string | null;
    /** Empty for films, series and events. */
    readonly kinds: readonly ('film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection')[];
    readonly mood: string | null;
    readonly tag: string | null;
  };
  readonly id: string;
  readonly kind: 'editorial' | 'new' | 'query' | 'collection' | 'continue-watching' | 'my-list';
  /** Titles that the page itself shows. */
  readonly limit: number;
  /** By language (BCP 47). */
  readonly names: { readonly [name: string]: string };
  readonly originalLanguage: string;
  /** `home`, `kids`, or any other. Profiles of kids get `kids` whatever they ask for. */
  readonly page: string;
  /** 0 for the end of the page. */
  readonly position: number;
  /** Also the ETag. */
  readonly revision: number;
  /** Of an editorial row, in order. */
  readonly titleIds: readonly (string)[];
  readonly updatedAt: string;
};

export type CatalogImage = {
  readonly actor: string;
  /** The colour that there is most of: `#rrggbb`. */
  readonly color: string;
  readonly createdAt: string;
  /** What matters most: 0 to 1 from left and top. */
  readonly focus: {
    readonly x: number;
    readonly y: number;
  };
  /** The best first; the last is for every browser. */
  readonly formats: readonly ('avif' | 'webp' | 'jpg' | 'png')[];
  readonly framing: {
    readonly crop: {
      readonly height: number;
      readonly width: number;
      readonly x: number;
      readonly y: number;
    } | null;
    readonly focus: {
      readonly x: number;
      readonly y: number;
    };
  };
  readonly height: number;
  readonly id: string;
  readonly kind: 'poster' | 'backdrop' | 'logo' | 'still' | 'portrait';
  /** A ThumbHash in base64. */
  readonly placeholder: string;
  /** The upload, upright. */
  readonly source: {
    readonly height: number;
    readonly sizeBytes: number;
    readonly width: number;
  };
  /** Put one of the widths and one of the formats into it. */
  readonly url: string;
  /** Of the largest file. */
  readonly width: number;
  /** Ascending. */
  readonly widths: readonly (number)[];
};

export type CatalogImport = {
  readonly actor: string;
  readonly changed: number;
  /** In a dry run: that would be created. */
  readonly created: number;
  readonly createdAt: string;
  readonly dryRun: boolean;
  /** Records that were left out; each has problems. */
  readonly failed: number;
  readonly finishedAt: string | null;
  readonly format: 'csv' | 'json' | 'mrss';
  readonly id: string;
  /** Why the feed as a whole was refused. */
  readonly reason: string | null;
  /** Null until the feed has been read through. */
  readonly records: number | null;
  /** `done` also where records were refused. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly unchanged: number;
};

export type CatalogPerson = {
  /** What viewers read about the person, by language. */
  readonly biographies: { readonly [name: string]: string };
  readonly createdAt: string;
  readonly id: string;
  /** By language (BCP 47). */
  readonly names: { readonly [name: string]: string };
  readonly originalLanguage: string;
  /** An image of the kind `portrait`. */
  readonly portraitId: string | null;
  /** Also the ETag. */
  readonly revision: number;
  readonly slug: string;
  readonly updatedAt: string;
};

export type CatalogPreview = {
  readonly actor: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly id: string;
  readonly note: string;
};

export type CatalogTerm = {
  readonly createdAt: string;
  readonly id: string;
  readonly kind: 'genre' | 'tag' | 'mood';
  /** By language (BCP 47). */
  readonly names: { readonly [name: string]: string };
  readonly originalLanguage: string;
  /** Also the ETag. */
  readonly revision: number;
  readonly slug: string;
  readonly updatedAt: string;
};

export type CatalogTitle = {
  readonly artwork: readonly ({
    readonly imageId: string;
    readonly kind: 'poster' | 'backdrop' | 'logo' | 'still';
    /** Of its words; null for a picture without words. */
    readonly language: string | null;
  })[];
  readonly assets: readonly ({
    readonly assetId: string;
    /** By language (BCP 47). */
    readonly names: { readonly [name: string]: string };
    readonly purpose: 'main' | 'trailer' | 'extra';
  })[];
  readonly countries: readonly (string)[];
  readonly createdAt: string;
  readonly credits: readonly ({
    readonly character: string | null;
    readonly personId: string;
    readonly role: 'actor' | 'voice' | 'director' | 'writer' | 'producer' | 'composer' | 'cinematographer' | 'editor' | 'presenter' | 'guest' | 'creator';
  })[];
  readonly firstShownOn: string | null;
  readonly genres: readonly (string)[];
  readonly id: string;
  readonly kind: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection';
  readonly markers: readonly ({
    readonly endMs: number;
    readonly kind: 'intro' | 'recap' | 'credits';
    readonly startMs: number;
  })[];
  /** Of a collection, in order. */
  readonly members: readonly (string)[];
  readonly moods: readonly (string)[];
  readonly number: number | null;
  readonly originalLanguage: string;
  /** The series of a season, the season of an episode, … */
  readonly parentId: string | null;
  readonly publication: {
    /** Nothing is shown before, whatever else is set. */
    readonly embargoUntil: string | null;
    readonly expireAt: string | null;
    readonly publishAt: string | null;
    /** False for a draft. */
    readonly released: boolean;
  };
  readonly ratings: readonly ({
    readonly label: string;
    readonly minimumAge: number;
    readonly system: string;
    /** `*` for wherever there is no other. */
    readonly territory: "*" | string;
  })[];
  /** What other titles are to this one: its sequel, the franchise that it belongs to. */
  readonly relations: readonly ({
    readonly kind: 'sequel' | 'prequel' | 'remake' | 'spinoff' | 'adaptation' | 'franchise' | 'related';
    readonly titleId: string;
  })[];
  /** Also the ETag. */
  readonly revision: number;
  /** Chosen from the name without it. */
  readonly slug: string;
  readonly tags: readonly (string)[];
  /** By language (BCP 47). */
  readonly texts: { readonly [name: string]: {
    readonly name: string;
    readonly synopsis: string | null;
    readonly tagline: string | null;
  } };
  readonly updatedAt: string;
  /** Without any, nobody has a right to see it. */
  readonly windows: readonly ({
    /** The first moment that no longer belongs to it. */
    readonly closesAt: string | null;
    /** Empty for all. */
    readonly devices: readonly ('web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset')[];
    readonly exceptTerritories: readonly (string)[];
    readonly offer: {
      readonly kind: 'free' | 'subscription' | 'rental' | 'purchase';
      /** Of a subscription: any of them will do; empty for every plan. */
      readonly plans: readonly (string)[];
    };
    readonly opensAt: string | null;
    /** Empty for everywhere. */
    readonly territories: readonly (string)[];
  })[];
};

export type Consent = {
  readonly document: string;
  readonly givenAt: string;
  readonly id: string;
  /** Null: the account as a whole. */
  readonly profileId: string | null;
  readonly version: string;
  readonly withdrawnAt: string | null;
};

export type DataExport = {
  readonly createdAt: string;
  /** From then on it is deleted. */
  readonly expiresAt: string;
  readonly id: string;
  readonly sizeBytes: number | null;
  readonly state: 'making' | 'ready' | 'failed';
};

export type Device = {
  readonly createdAt: string;
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly isThis: boolean;
  readonly kind: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset';
  readonly name: string;
  /** Since when it is signed out for good; null while it may be used. */
  readonly revokedAt: string | null;
  /** To five minutes. */
  readonly seenAt: string;
};

export type EmbeddedPlayback = {
  /** Of an episode: what it has not is that of its series. */
  readonly artwork: {
    readonly backdrop?: ShownArtwork;
    readonly logo?: ShownArtwork;
    readonly poster?: ShownArtwork;
    readonly still?: ShownArtwork;
  };
  readonly dashUrl: string;
  readonly durationMs: number | null;
  /** Until when the addresses work. Ask again before. */
  readonly expiresAt: string;
  readonly hlsUrl: string;
  readonly kind: string;
  /** That of the name. */
  readonly language: string;
  readonly name: string;
  readonly originalLanguage: string;
  /** When it stops to play for everybody, where that is known. */
  readonly rightEndsAt: string | null;
  /** Of an episode. */
  readonly seriesName: string | null;
  readonly slug: string;
  readonly titleId: string;
};

export type Entitlement = {
  readonly accountId: string;
  readonly actor: string;
  readonly createdAt: string;
  readonly endsAt: string | null;
  readonly externalRef: string | null;
  readonly id: string;
  readonly note: string;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
  readonly scope: {
    readonly kind: "plan";
    readonly plan: string;
  } | {
    readonly kind: "title";
    readonly titleId: string;
  } | {
    readonly kind: "everything";
  };
  readonly screens: number | null;
  readonly source: 'plan' | 'purchase' | 'rental' | 'promotion' | 'staff';
  readonly startsAt: string;
};

export type ExternalIdentity = {
  /** As the provider said when it was last used. */
  readonly email: string | null;
  readonly id: string;
  readonly linkedAt: string;
  readonly provider: string;
  readonly usedAt: string;
};

export type FailedJob = {
  readonly attempts: number;
  readonly failedAt: string;
  /** For `…/jobs/{id}/redrive`. */
  readonly id: string;
  readonly queue: string;
  readonly reason: {
    readonly code: string | null;
    readonly message: string;
  } | null;
  /** Ids of what the job was about. */
  readonly subjects: readonly (string)[];
};

export type Invitation = {
  readonly createdAt: string;
  readonly email: string;
  readonly expiresAt: string;
  readonly id: string;
  /** The account that invited; null for the owner key. */
  readonly invitedBy: string | null;
  /** How many mails it has been sent by. */
  readonly mails: number;
  readonly role: 'owner' | 'admin' | 'editor' | 'support';
};

export type MadeApiKey = {
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly id: string;
  /** Shown this once. */
  readonly key: string;
  /** The account that made it; null for the owner key. */
  readonly madeBy: string | null;
  readonly name: string;
  readonly permissions: readonly ('assets.read' | 'assets.write' | 'catalog.read' | 'catalog.write' | 'system.read' | 'staff.read' | 'audit.read' | 'webhooks.read' | 'webhooks.write' | 'entitlements.read' | 'entitlements.write' | 'playback.read')[];
  /** To the minute. */
  readonly usedAt: string | null;
};

export type Mail = {
  readonly body: string;
  readonly createdAt: string;
  readonly id: string;
  readonly recipient: string;
  /** Why the mail server did not take it, after the last attempt; null where there is no mail server. */
  readonly refusal: string | null;
  readonly subject: string;
};

export type MailHead = {
  readonly createdAt: string;
  readonly id: string;
  readonly recipient: string;
  /** Why the mail server did not take it, after the last attempt; null where there is no mail server. */
  readonly refusal: string | null;
  readonly subject: string;
};

export type Oembed = {
  /** Seconds. */
  readonly cache_age: number;
  readonly height?: number;
  /** To put into a page; there with `video`. */
  readonly html?: string;
  readonly provider_name: string;
  readonly provider_url: string;
  readonly thumbnail_height?: number;
  readonly thumbnail_url?: string;
  readonly thumbnail_width?: number;
  readonly title: string;
  /** `link` where the title plays only on the service itself. */
  readonly type: 'video' | 'link';
  readonly version: "1.0";
  readonly width?: number;
};

export type Passkey = {
  readonly createdAt: string;
  readonly id: string;
  /** Whether a service keeps it as well, so that it outlives the device. */
  readonly isBackedUp: boolean;
  readonly name: string;
  readonly usedAt: string | null;
};

export type Playback = {
  readonly dashUrl: string;
  readonly expiresAt: string;
  readonly hlsUrl: string;
  readonly watchUrl: string;
};

export type PlaybackDecision = {
  readonly accountId: string;
  readonly action: 'start' | 'renew';
  /** The network that the request came from, not the address. */
  readonly address: string | null;
  readonly allowed: boolean;
  readonly assetId: string | null;
  readonly decidedAt: string;
  readonly device: string | null;
  readonly deviceId: string | null;
  /** What it was decided by. */
  readonly facts: { readonly [name: string]: unknown };
  readonly id: string;
  readonly profileId: string | null;
  readonly reason: 'not-signed-in' | 'device-revoked' | 'profile-not-found' | 'pin-needed' | 'session-ended' | 'displaced' | 'not-found' | 'not-published' | 'maturity' | 'territory' | 'window' | 'device' | 'no-media' | 'entitlement' | 'media-missing' | 'not-ready' | 'media-failed' | 'too-many-screens' | null;
  readonly sessionId: string | null;
  readonly territory: string | null;
  readonly titleId: string | null;
};

export type PlaybackSession = {
  readonly assetId: string;
  readonly device: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | null;
  readonly endReason: 'ended' | 'displaced' | 'revoked' | null;
  readonly endedAt: string | null;
  readonly id: string;
  /** Until then its screen is held for it. */
  readonly leaseExpiresAt: string;
  readonly profileId: string;
  /** Only `main` takes a screen. */
  readonly purpose: 'main' | 'trailer' | 'extra' | 'asset';
  readonly startedAt: string;
  readonly territory: string | null;
  readonly titleId: string | null;
};

export type PreparedPlayback = {
  /** Best first: those of the profile, then the original. */
  readonly audioLanguages: readonly (string)[];
  readonly expiresAt: string;
  /** Opens manifests, init segments, and the segments where it would begin; no others. */
  readonly hlsUrl: string;
  /** Where it would begin. */
  readonly positionMs: number;
};

export type Problem = {
  /** What a program may branch on. It never changes its meaning. */
  readonly code: string;
  /** What was wrong this time, with which value, and what to do. */
  readonly detail: string;
  /** Values that belong to this code. */
  readonly details?: { readonly [name: string]: unknown };
  /** The parts of the request that were refused. */
  readonly fields?: readonly ({
    readonly message: string;
    readonly path: string;
  })[];
  /** Names this occurrence; also in the `X-Request-Id` header. */
  readonly instance?: string;
  /** The HTTP status. */
  readonly status: number;
  /** The same for every problem with this code. */
  readonly title: string;
  /** Finds the logs and spans of this request. */
  readonly traceId?: string;
  /** `urn:vitascope:problem:` and the code. */
  readonly type: string;
};

export type Profile = {
  readonly audioLanguages: readonly (string)[];
  readonly avatar: string | null;
  readonly captionLanguages: readonly (string)[];
  readonly captions: 'off' | 'forced' | 'on';
  /** With kids mode taken into account. */
  readonly effectiveMaturityLimit: number | null;
  readonly hasPin: boolean;
  readonly id: string;
  readonly isKids: boolean;
  /** Whether this session has yet to say the PIN. */
  readonly isLocked: boolean;
  readonly language: string | null;
  /** Age in years; null for no limit. */
  readonly maturityLimit: number | null;
  readonly name: string;
  /** One more with each change; in quotes, it is the ETag. */
  readonly revision: number;
};

export type RenewedPlayback = {
  readonly dashUrl: string;
  /** Sessions of the account that had to give way. */
  readonly displaced: readonly (string)[];
  /** Until when the addresses work. Ask for new ones before (…/token). */
  readonly expiresAt: string;
  readonly hlsUrl: string;
  readonly id: string;
  readonly leaseExpiresAt: string;
  /** When the right to play ends, where that is known. */
  readonly rightEndsAt: string | null;
};

export type SampleLibrary = {
  /** Titles that are there. */
  readonly done: number;
  /** Why it failed, for a person. */
  readonly reason: string | null;
  readonly state: 'none' | 'loading' | 'done' | 'failed';
  /** What is being made. */
  readonly title: string | null;
  readonly total: number;
};

export type SecondFactor = {
  readonly recoveryCodesLeft: number;
  /** Null where signing in takes a password alone. */
  readonly since: string | null;
};

export type Service = {
  readonly name: string;
  /** Whether somebody still has to become the owner, by the link that the server printed. */
  readonly needsSetUp: boolean;
  /** To sign in through: `/api/v1/auth/providers/{id}/start`. */
  readonly providers: readonly ({
    readonly id: string;
    readonly name: string;
  })[];
  /** Whether anybody may sign up. */
  readonly signUpOpen: boolean;
};

export type Session = {
  readonly clientAddress: string | null;
  readonly createdAt: string;
  /** Null for a session from before there were devices. */
  readonly deviceId: string | null;
  readonly expiresAt: string;
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly isThis: boolean;
  /** To the day. */
  readonly seenAt: string;
  readonly userAgent: string | null;
};

export type ShownArtwork = {
  /** The colour that there is most of: `#rrggbb`. */
  readonly color: string;
  /** What matters most: 0 to 1 from left and top. */
  readonly focus: {
    readonly x: number;
    readonly y: number;
  };
  /** The best first; the last is for every browser. */
  readonly formats: readonly ('avif' | 'webp' | 'jpg' | 'png')[];
  readonly height: number;
  readonly id: string;
  /** Of its words. */
  readonly language: string | null;
  /** A ThumbHash in base64. */
  readonly placeholder: string;
  /** Put one of the widths and one of the formats into it. */
  readonly url: string;
  /** Of the largest file. */
  readonly width: number;
  /** Ascending. */
  readonly widths: readonly (number)[];
};

export type ShownImage = {
  /** The colour that there is most of: `#rrggbb`. */
  readonly color: string;
  /** What matters most: 0 to 1 from left and top. */
  readonly focus: {
    readonly x: number;
    readonly y: number;
  };
  /** The best first; the last is for every browser. */
  readonly formats: readonly ('avif' | 'webp' | 'jpg' | 'png')[];
  readonly height: number;
  readonly id: string;
  /** A ThumbHash in base64. */
  readonly placeholder: string;
  /** Put one of the widths and one of the formats into it. */
  readonly url: string;
  /** Of the largest file. */
  readonly width: number;
  /** Ascending. */
  readonly widths: readonly (number)[];
};

export type ShownPerson = {
  readonly biography: string | null;
  readonly id: string;
  readonly name: string;
  readonly nextCursor: string | null;
  readonly originalName: string;
  readonly portrait: ShownImage | null;
  readonly slug: string;
  /** Those that the profile may see, newest first. */
  readonly titles: readonly ({
    readonly roles: readonly ({
      readonly character: string | null;
      readonly role: 'actor' | 'voice' | 'director' | 'writer' | 'producer' | 'composer' | 'cinematographer' | 'editor' | 'presenter' | 'guest' | 'creator';
    })[];
    readonly title: ShownTitle;
  })[];
};

export type ShownRow = {
  /** An id, or the name of a row that nobody has arranged. */
  readonly id: string;
  readonly items: readonly (ShownTitle)[];
  readonly kind: 'editorial' | 'new' | 'query' | 'collection' | 'continue-watching' | 'my-list';
  /** That of the name. */
  readonly language: string;
  readonly name: string;
  readonly nextCursor: string | null;
};

export type ShownTitle = {
  readonly artwork: {
    readonly backdrop?: ShownArtwork;
    readonly logo?: ShownArtwork;
    readonly poster?: ShownArtwork;
    readonly still?: ShownArtwork;
  };
  readonly availability: {
    readonly closesAt: string | null;
    readonly offers: readonly ({
      readonly kind: 'free' | 'subscription' | 'rental' | 'purchase';
      readonly plans: readonly (string)[];
    })[];
    readonly opensAt: string | null;
    readonly playable: boolean;
    /** Why it does not play. */
    readonly reason: 'draft' | 'expired' | 'embargoed' | 'scheduled' | 'maturity' | 'no-rights' | 'territory' | 'window-closed' | 'window-not-open' | 'device' | 'no-media' | 'entitlement' | null;
  };
  readonly countries: readonly (string)[];
  /** Of what it plays, where that is known. */
  readonly durationMs: number | null;
  readonly firstShownOn: string | null;
  readonly genres: readonly ({
    readonly name: string;
    readonly slug: string;
  })[];
  readonly id: string;
  readonly kind: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection';
  /** That of the name. */
  readonly language: string;
  readonly minimumAge: number | null;
  readonly moods: readonly ({
    readonly name: string;
    readonly slug: string;
  })[];
  readonly name: string;
  readonly number: number | null;
  readonly originalLanguage: string;
  readonly originalName: string;
  readonly parentId: string | null;
  readonly rating: {
    readonly label: string;
    readonly system: string;
  } | null;
  /** That a season or an episode belongs to. */
  readonly series: {
    readonly id: string;
    /** That of the name. */
    readonly language: string;
    readonly name: string;
    /** Of an episode. */
    readonly seasonNumber: number | null;
    readonly slug: string;
  } | null;
  readonly slug: string;
  readonly synopsis: string | null;
  readonly tagline: string | null;
  readonly tags: readonly ({
    readonly name: string;
    readonly slug: string;
  })[];
};

export type ShownTitleInFull = {
  readonly artwork: {
    readonly backdrop?: ShownArtwork;
    readonly logo?: ShownArtwork;
    readonly poster?: ShownArtwork;
    readonly still?: ShownArtwork;
  };
  readonly availability: {
    readonly closesAt: string | null;
    readonly offers: readonly ({
      readonly kind: 'free' | 'subscription' | 'rental' | 'purchase';
      readonly plans: readonly (string)[];
    })[];
    readonly opensAt: string | null;
    readonly playable: boolean;
    /** Why it does not play. */
    readonly reason: 'draft' | 'expired' | 'embargoed' | 'scheduled' | 'maturity' | 'no-rights' | 'territory' | 'window-closed' | 'window-not-open' | 'device' | 'no-media' | 'entitlement' | null;
  };
  readonly countries: readonly (string)[];
  readonly credits: readonly ({
    readonly character: string | null;
    readonly name: string;
    readonly personId: string;
    readonly portrait: ShownImage | null;
    readonly role: 'actor' | 'voice' | 'director' | 'writer' | 'producer' | 'composer' | 'cinematographer' | 'editor' | 'presenter' | 'guest' | 'creator';
    readonly slug: string;
  })[];
  /** Of what it plays, where that is known. */
  readonly durationMs: number | null;
  readonly firstShownOn: string | null;
  readonly genres: readonly ({
    readonly name: string;
    readonly slug: string;
  })[];
  readonly id: string;
  readonly kind: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection';
  /** That of the name. */
  readonly language: string;
  readonly markers: readonly ({
    readonly endMs: number;
    readonly kind: 'intro' | 'recap' | 'credits';
    readonly startMs: number;
  })[];
  readonly minimumAge: number | null;
  readonly moods: readonly ({
    readonly name: string;
    readonly slug: string;
  })[];
  readonly name: string;
  readonly number: number | null;
  readonly originalLanguage: string;
  readonly originalName: string;
  readonly parentId: string | null;
  readonly rating: {
    readonly label: string;
    readonly system: string;
  } | null;
  /** That a season or an episode belongs to. */
  readonly series: {
    readonly id: string;
    /** That of the name. */
    readonly language: string;
    readonly name: string;
    /** Of an episode. */
    readonly seasonNumber: number | null;
    readonly slug: string;
  } | null;
  readonly slug: string;
  readonly synopsis: string | null;
  readonly tagline: string | null;
  readonly tags: readonly ({
    readonly name: string;
    readonly slug: string;
  })[];
  readonly videos: readonly ({
    readonly assetId: string;
    readonly name: string | null;
    readonly purpose: 'main' | 'trailer' | 'extra';
  })[];
};

export type StartedPlayback = {
  readonly assetId: string;
  /** Best first: those of the profile, then the original. */
  readonly audioLanguages: readonly (string)[];
  /** Best first. */
  readonly captionLanguages: readonly (string)[];
  readonly captions: 'off' | 'forced' | 'on';
  readonly dashUrl: string;
  readonly device: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | null;
  /** Sessions of the account that had to give way. */
  readonly displaced: readonly (string)[];
  readonly endReason: 'ended' | 'displaced' | 'revoked' | null;
  readonly endedAt: string | null;
  /** Until when the addresses work. Ask for new ones before (…/token). */
  readonly expiresAt: string;
  /** Where the player tells how far it is, which also keeps its screen. */
  readonly heartbeat: {
    readonly intervalSeconds: number;
    readonly token: string;
    readonly url: string;
  } | null;
  readonly hlsUrl: string;
  readonly id: string;
  /** Null where it takes no screen. */
  readonly lease: {
    readonly seconds: number;
  } | null;
  readonly leaseExpiresAt: string;
  readonly markers: readonly ({
    readonly endMs: number;
    readonly kind: 'intro' | 'recap' | 'credits';
    readonly startMs: number;
  })[];
  /** The episode after this one. */
  readonly next: {
    /** By language (BCP 47). */
    readonly names: { readonly [name: string]: string };
    readonly number: number | null;
    readonly originalLanguage: string;
    readonly playable: boolean;
    readonly titleId: string;
  } | null;
  /** Where to begin. */
  readonly positionMs: number;
  readonly profileId: string;
  /** Only `main` takes a screen. */
  readonly purpose: 'main' | 'trailer' | 'extra' | 'asset';
  /** When the right to play ends, where that is known. */
  readonly rightEndsAt: string | null;
  readonly startedAt: string;
  readonly territory: string | null;
  readonly titleId: string | null;
};

export type SupportAccount = {
  readonly createdAt: string;
  /** Where it is listed what it was let play, and what not. */
  readonly decisions: string;
  readonly devices: readonly ({
    readonly createdAt: string;
    readonly id: string;
    readonly kind: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset';
    readonly name: string;
    readonly revokedAt: string | null;
    readonly seenAt: string;
  })[];
  readonly email: string;
  /** Where what it holds is listed. */
  readonly entitlements: string;
  readonly eraseAt: string | null;
  readonly hasSecondFactor: boolean;
  readonly id: string;
  readonly lastSeenAt: string | null;
  /** Null once no session of it is left. */
  readonly lastSignInAt: string | null;
  readonly name: string;
  readonly profiles: readonly ({
    readonly avatar: string | null;
    readonly hasPin: boolean;
    readonly id: string;
    readonly isKids: boolean;
    readonly language: string | null;
    readonly maturityLimit: number | null;
    readonly name: string;
  })[];
  /** Null for a viewer. */
  readonly role: 'owner' | 'admin' | 'editor' | 'support' | null;
  /** How many are open. */
  readonly sessions: number;
  /** `deleting`: its holder has asked for its end. */
  readonly state: 'active' | 'deleting';
};

export type SupportAccountSummary = {
  readonly createdAt: string;
  readonly email: string;
  readonly eraseAt: string | null;
  readonly id: string;
  readonly lastSeenAt: string | null;
  /** Null once no session of it is left. */
  readonly lastSignInAt: string | null;
  readonly name: string;
  /** Null for a viewer. */
  readonly role: 'owner' | 'admin' | 'editor' | 'support' | null;
  /** `deleting`: its holder has asked for its end. */
  readonly state: 'active' | 'deleting';
};

export type System = {
  readonly encoders: readonly ({
    readonly lane: string;
    readonly pid: number;
    readonly rssBytes: number;
    readonly state: string;
  })[];
  /** Room left for objects; null where there is no limit to know. */
  readonly freeBytes: number | null;
  readonly queues: { readonly [name: string]: {
    readonly active: number;
    readonly failed: number;
    readonly queued: number;
  } };
  readonly roles: readonly (string)[];
  readonly version: string;
};

export type SystemStatus = {
  readonly encoders: {
    /** How often processes ended, by cause, since the start. */
    readonly kills: { readonly [name: string]: number };
    readonly processes: readonly ({
      readonly lane: string;
      readonly memoryBytes: number | null;
      readonly pid: number | null;
      readonly state: string;
    })[];
    readonly queued: {
      readonly ahead: number;
      readonly fill: number;
      readonly interactive: number;
    };
  };
  readonly failures: {
    readonly assets: readonly ({
      readonly at: string;
      readonly id: string;
      readonly name: string;
      readonly reason: {
        readonly code: string | null;
        readonly message: string;
      } | null;
      readonly state: string;
    })[];
    readonly jobs: readonly (FailedJob)[];
  };
  /** The one that answers; of others nothing is known here. */
  readonly processes: readonly ({
    readonly memoryBytes: number;
    readonly pid: number;
    readonly roles: readonly (string)[];
    readonly seenAt: string;
    readonly startedAt: string;
    readonly version: string;
  })[];
  readonly queues: readonly ({
    readonly active: number;
    readonly failed: number;
    readonly name: string;
    readonly queued: number;
  })[];
  readonly storage: {
    readonly artwork: {
      readonly bytes: number;
      readonly count: number;
    };
    /** Subtitles and captions. */
    readonly captions: {
      readonly bytes: number;
      readonly count: number;
    };
    readonly databaseBytes: number;
    /** Room left for objects; null where there is no limit to know. */
    readonly freeBytes: number | null;
    readonly measuredAt: string;
    readonly renditions: readonly ({
      readonly bytes: number;
      /** As in codec strings: `avc1`, `mp4a`. */
      readonly codec: string;
      readonly count: number;
      /** Null for sound. */
      readonly height: number | null;
      readonly isCopy: boolean;
    })[];
    readonly sources: {
      readonly bytes: number;
      readonly count: number;
    };
    /** Small pictures for seeking. */
    readonly storyboards: {
      readonly bytes: number;
      readonly count: number;
    };
    /** Of all these together, what can still be restored. */
    readonly trash: {
      readonly bytes: number;
      readonly count: number;
    };
    /** Those that are not finished, by what they will weigh. */
    readonly uploads: {
      readonly bytes: number;
      readonly count: number;
    };
  };
};

export type TextTrack = {
  readonly createdAt: string;
  readonly cues: number;
  readonly id: string;
  /** What viewers who ask for captions see where nothing else suits them better; at most one. */
  readonly isDefault: boolean;
  /** Only for what is said or written in another language: shown to everybody who listens in this one. */
  readonly isForced: boolean;
  /** `captions` tell of sounds as well, for who does not hear them (SDH). */
  readonly kind: 'subtitles' | 'captions';
  /** BCP 47. */
  readonly language: string;
  readonly name: string;
  /** Of the WebVTT file as it is delivered. */
  readonly sizeBytes: number;
  readonly updatedAt: string;
};

export type TitleGraph = {
  /** Whether there is more than fits. */
  readonly cut: boolean;
  readonly edges: readonly ({
    readonly from: string;
    /** What `to` is to `from`; a person or a character is shared by both. */
    readonly kind: 'sequel' | 'prequel' | 'remake' | 'spinoff' | 'adaptation' | 'franchise' | 'related' | 'member' | 'person' | 'character';
    /** The id of the person, or the character. */
    readonly label: string | null;
    readonly to: string;
  })[];
  readonly nodes: readonly ({
    readonly distance: number;
    readonly id: string;
    readonly kind: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection';
    readonly name: string;
    readonly slug: string;
  })[];
};

export type TrashedAsset = {
  readonly createdAt: string;
  readonly deletedAt: string;
  readonly durationMs: number | null;
  readonly id: string;
  readonly name: string;
  /** When it will go for good. */
  readonly purgedAt: string;
  /** As it was deleted. */
  readonly state: 'examining' | 'playable' | 'complete' | 'rejected' | 'failed' | 'cancelled';
  /** Of the source and of all that was made of it. */
  readonly storedBytes: number;
};

export type WatchState = {
  /** As the player last said; 0 where that is not known. */
  readonly durationMs: number;
  readonly inMyList: boolean;
  /** Begun and left. */
  readonly inProgress: boolean;
  readonly lastWatchedAt: string | null;
  /** For how long it was played, all told. */
  readonly playedMs: number;
  /** Where to go on; 0 from the beginning. */
  readonly positionMs: number;
  readonly rating: 'dislike' | 'like' | 'love' | null;
  readonly titleId: string;
  /** How often it was seen to the end. */
  readonly viewings: number;
  readonly watched: boolean;
};

export type Webhook = {
  readonly createdAt: string;
  readonly description: string;
  /** Why it was disabled by the server. */
  readonly disabledReason: string | null;
  /** The first failure since the last success. */
  readonly failingSince: string | null;
  readonly id: string;
  readonly isEnabled: boolean;
  /** One more with each edit; in quotes, it is the ETag. */
  readonly revision: number;
  readonly types: readonly (string)[];
  readonly updatedAt: string;
  readonly url: string;
};

export type WebhookDelivery = {
  readonly attempts: number;
  readonly createdAt: string;
  /** `webhook-id` and the `id` of the CloudEvent. */
  readonly eventId: string;
  /** The beginning of the last answer. */
  readonly excerpt: string | null;
  readonly id: string;
  readonly lastAttemptAt: string | null;
  readonly lastError: string | null;
  readonly lastStatus: number | null;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly subject: string;
  readonly type: string;
};

export type WebhookWithSecret = {
  readonly createdAt: string;
  readonly description: string;
  /** Why it was disabled by the server. */
  readonly disabledReason: string | null;
  /** The first failure since the last success. */
  readonly failingSince: string | null;
  readonly id: string;
  readonly isEnabled: boolean;
  /** One more with each edit; in quotes, it is the ETag. */
  readonly revision: number;
  /** Shown this once. */
  readonly secret: string;
  readonly types: readonly (string)[];
  readonly updatedAt: string;
  readonly url: string;
};

/** Every operation by method and path: what it takes and what it answers. */
export interface Paths {
  readonly GET: {
    /** Lists what was agreed to, newest first */
    readonly '/api/v1/account/consents': {
      readonly operationId: 'getAccountConsents';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (Consent)[];
        readonly nextCursor: string | null;
      };
    };
    /** Lists the copies that there are, newest first */
    readonly '/api/v1/account/exports': {
      readonly operationId: 'getAccountExports';
      readonly request: {};
      readonly answer: {
        readonly items: readonly (DataExport)[];
      };
    };
    /** The copy itself, as JSON */
    readonly '/api/v1/account/exports/{id}/data': {
      readonly operationId: 'getAccountExportsByIdData';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly as: 'response';
      };
      readonly answer: Response;
    };
    /** Lists the providers through which one gets into the account */
    readonly '/api/v1/account/identities': {
      readonly operationId: 'getAccountIdentities';
      readonly request: {};
      readonly answer: {
        readonly items: readonly (ExternalIdentity)[];
      };
    };
    /** Finds accounts, newest first */
    readonly '/api/v1/accounts': {
      readonly operationId: 'getAccounts';
      readonly request: {
        readonly params?: {
          readonly query?: {
            /** The beginning of an address, a part of a name, or an id. */
            readonly q?: string | undefined;
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (SupportAccountSummary)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows an account with its profiles and devices */
    readonly '/api/v1/accounts/{id}': {
      readonly operationId: 'getAccountsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: SupportAccount;
    };
    /** Lists the keys of programs, newest first */
    readonly '/api/v1/api-keys': {
      readonly operationId: 'getApiKeys';
      readonly request: {};
      readonly answer: {
        readonly items: readonly (ApiKey)[];
      };
    };
    /** Lists assets, newest first unless another order is asked for */
    readonly '/api/v1/assets': {
      readonly operationId: 'getAssets';
      readonly request: {
        readonly params?: {
          readonly query?: {
            /** Part of the name, in any case. */
            readonly q?: string | undefined;
            /** Some of `examining`, `playable`, `complete`, `rejected`, `failed`, `cancelled`, with commas. */
            readonly state?: string | undefined;
            /** By name from the first letter on; else the newest, largest or longest first. */
            readonly sort?: 'newest' | 'name' | 'size' | 'duration' | undefined;
            /** A cursor is only good with the same `sort`. */
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (Asset)[];
        readonly nextCursor: string | null;
        /** How many match in all: with the first page, and counted no further than 100000. */
        readonly total: number | null;
      };
    };
    /** Streams what changes among all assets (server-sent events) */
    readonly '/api/v1/assets/events': {
      readonly operationId: 'getAssetsEvents';
      readonly request: {
        readonly params?: {
          readonly header?: {
            readonly 'last-event-id'?: string | undefined;
          };
        };
        readonly as: 'response';
      };
      readonly answer: Response;
    };
    /** Lists assets in short, newest first */
    readonly '/api/v1/assets/summaries': {
      readonly operationId: 'getAssetsSummaries';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (AssetSummary)[];
        readonly nextCursor: string | null;
      };
    };
    /** Lists deleted assets that can be restored, deleted last first */
    readonly '/api/v1/assets/trash': {
      readonly operationId: 'getAssetsTrash';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (TrashedAsset)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows an asset, at once or when it has got somewhere */
    readonly '/api/v1/assets/{id}': {
      readonly operationId: 'getAssetsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly wait?: 'playable' | 'complete' | undefined;
            readonly timeoutSeconds?: number | undefined;
          };
        };
      };
      readonly answer: Asset;
    };
    /** Shows what was found in the source, and who links it */
    readonly '/api/v1/assets/{id}/details': {
      readonly operationId: 'getAssetsByIdDetails';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: AssetDetails;
    };
    /** Streams an asset at each change (server-sent events) */
    readonly '/api/v1/assets/{id}/events': {
      readonly operationId: 'getAssetsByIdEvents';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly as: 'response';
      };
      readonly answer: Response;
    };
    /** Lists the subtitles and captions of an asset */
    readonly '/api/v1/assets/{id}/text-tracks': {
      readonly operationId: 'getAssetsByIdTextTracks';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (TextTrack)[];
      };
    };
    /** Gives subtitles or captions as a WebVTT file */
    readonly '/api/v1/assets/{id}/text-tracks/{textTrackId}/file': {
      readonly operationId: 'getAssetsByIdTextTracksByTextTrackIdFile';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly textTrackId: string;
          };
        };
        readonly as: 'response';
      };
      readonly answer: Response;
    };
    /** Lists what the staff has done */
    readonly '/api/v1/audit': {
      readonly operationId: 'getAudit';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly order?: 'oldest' | 'newest' | undefined;
            readonly actorId?: string | undefined;
            /** Id of what it was done to. */
            readonly subject?: string | undefined;
            readonly from?: string | undefined;
            readonly until?: string | undefined;
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (AuditEntry)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows the end of the chain */
    readonly '/api/v1/audit/head': {
      readonly operationId: 'getAuditHead';
      readonly request: {};
      readonly answer: {
        /** SHA-256 in hexadecimal. */
        readonly hash: string;
        readonly seq: number;
      };
    };
    /** Lists the passkeys of the account, newest first */
    readonly '/api/v1/auth/passkeys': {
      readonly operationId: 'getAuthPasskeys';
      readonly request: {};
      readonly answer: {
        readonly items: readonly (Passkey)[];
      };
    };
    /** Lists the providers that one can sign in through */
    readonly '/api/v1/auth/providers': {
      readonly operationId: 'getAuthProviders';
      readonly request: {};
      readonly answer: {
        readonly items: readonly ({
          readonly id: string;
          readonly name: string;
        })[];
      };
    };
    /** Where the provider sends the browser back to; signs in, or links */
    readonly '/api/v1/auth/providers/{provider}/callback': {
      readonly operationId: 'getAuthProvidersByProviderCallback';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly provider: string;
          };
          readonly query: {
            /** What the start gave. */
            readonly state: string;
            readonly code?: string | undefined;
            readonly iss?: string | undefined;
            readonly error?: string | undefined;
          };
        };
        readonly as: 'response';
      };
      readonly answer: Response;
    };
    /** Sends the browser to the provider */
    readonly '/api/v1/auth/providers/{provider}/start': {
      readonly operationId: 'getAuthProvidersByProviderStart';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly provider: string;
          };
          readonly query?: {
            readonly returnTo?: string | undefined;
            readonly remember?: 'true' | 'false' | undefined;
          };
        };
        readonly as: 'response';
      };
      readonly answer: Response;
    };
    /** Shows whether signing in takes a code */
    readonly '/api/v1/auth/second-factor': {
      readonly operationId: 'getAuthSecondFactor';
      readonly request: {};
      readonly answer: SecondFactor;
    };
    /** Shows who is signed in, and lengthens the session */
    readonly '/api/v1/auth/session': {
      readonly operationId: 'getAuthSession';
      readonly request: {};
      readonly answer: Account;
    };
    /** Lists the sessions of the account, newest first */
    readonly '/api/v1/auth/sessions': {
      readonly operationId: 'getAuthSessions';
      readonly request: {};
      readonly answer: {
        readonly items: readonly (Session)[];
      };
    };
    /** Lists the titles that the profile may see, newest first unless another order is asked for */
    readonly '/api/v1/browse': {
      readonly operationId: 'getBrowse';
      readonly request: {
        readonly params: {
          readonly query: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            readonly kind?: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection' | undefined;
            /** Its children, in the order of their numbers. */
            readonly parentId?: string | undefined;
            /** Its members, in their order. */
            readonly collectionId?: string | undefined;
            readonly genre?: string | undefined;
            readonly tag?: string | undefined;
            readonly mood?: string | undefined;
            /** Titles that credit this person. */
            readonly personId?: string | undefined;
            /** What they speak; `pt` is also for `pt-BR`. */
            readonly originalLanguage?: string | undefined;
            /** `1990` for the nineties. */
            readonly decade?: number | undefined;
            readonly profileId: string;
            /** What it would play on. */
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            /** By name in the language asked for, or by year, the latest first. A cursor is only good with the same. */
            readonly sort?: 'newest' | 'name' | 'year' | undefined;
            /** Only what plays now. */
            readonly playableOnly?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (ShownTitle)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows a title, by id or slug; 404 when hidden from the profile */
    readonly '/api/v1/browse/{id}': {
      readonly operationId: 'getBrowseById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query: {
            readonly profileId: string;
            /** What it would play on. */
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
          };
        };
      };
      readonly answer: ShownTitleInFull;
    };
    /** Lists what the profile may go on to from a title, the nearest first */
    readonly '/api/v1/browse/{id}/related': {
      readonly operationId: 'getBrowseByIdRelated';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query: {
            readonly profileId: string;
            /** What it would play on. */
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            readonly depth?: number | undefined;
            /** Titles beside this one; the nearest are taken. */
            readonly limit?: number | undefined;
            /** What to follow, with commas: `relations` (and collections), `people`, `characters`. */
            readonly through?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly distance: number;
          readonly fromId: string;
          /** What it is to the title that `fromId` names. */
          readonly relation: 'sequel' | 'prequel' | 'remake' | 'remake-of' | 'spinoff' | 'spinoff-of' | 'adaptation' | 'adaptation-of' | 'franchise' | 'member' | 'related' | 'character' | 'person';
          /** The id of the person, or the character, that both share. */
          readonly shares: string | null;
          readonly title: ShownTitle;
        })[];
      };
    };
    /** Lists the titles that a viewer may see, newest first */
    readonly '/api/v1/catalog/browse': {
      readonly operationId: 'getCatalogBrowse';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            readonly kind?: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection' | undefined;
            /** Its children, in the order of their numbers. */
            readonly parentId?: string | undefined;
            /** Its members, in their order. */
            readonly collectionId?: string | undefined;
            readonly genre?: string | undefined;
            readonly tag?: string | undefined;
            readonly mood?: string | undefined;
            /** Titles that credit this person. */
            readonly personId?: string | undefined;
            /** What they speak; `pt` is also for `pt-BR`. */
            readonly originalLanguage?: string | undefined;
            /** `1990` for the nineties. */
            readonly decade?: number | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            readonly territory?: string | undefined;
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** Years. */
            readonly maturityLimit?: number | undefined;
            readonly plans?: string | undefined;
            readonly purchases?: string | undefined;
            readonly rentals?: string | undefined;
            /** At another time than now. */
            readonly at?: string | undefined;
            /** By name in the language asked for, or by year, the latest first. A cursor is only good with the same. */
            readonly sort?: 'newest' | 'name' | 'year' | undefined;
            /** Only what plays for this viewer now. */
            readonly playableOnly?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (ShownTitle)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows a title as a viewer sees it, by id or slug; 404 when hidden */
    readonly '/api/v1/catalog/browse/{id}': {
      readonly operationId: 'getCatalogBrowseById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            readonly territory?: string | undefined;
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** Years. */
            readonly maturityLimit?: number | undefined;
            readonly plans?: string | undefined;
            readonly purchases?: string | undefined;
            readonly rentals?: string | undefined;
            /** At another time than now. */
            readonly at?: string | undefined;
          };
        };
      };
      readonly answer: ShownTitleInFull;
    };
    /** Lists what a viewer may go on to from a title, the nearest first */
    readonly '/api/v1/catalog/browse/{id}/related': {
      readonly operationId: 'getCatalogBrowseByIdRelated';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            readonly territory?: string | undefined;
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** Years. */
            readonly maturityLimit?: number | undefined;
            readonly plans?: string | undefined;
            readonly purchases?: string | undefined;
            readonly rentals?: string | undefined;
            readonly depth?: number | undefined;
            /** Titles beside this one; the nearest are taken. */
            readonly limit?: number | undefined;
            /** What to follow, with commas: `relations` (and collections), `people`, `characters`. */
            readonly through?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly distance: number;
          readonly fromId: string;
          /** What it is to the title that `fromId` names. */
          readonly relation: 'sequel' | 'prequel' | 'remake' | 'remake-of' | 'spinoff' | 'spinoff-of' | 'adaptation' | 'adaptation-of' | 'franchise' | 'member' | 'related' | 'character' | 'person';
          /** The id of the person, or the character, that both share. */
          readonly shares: string | null;
          readonly title: ShownTitle;
        })[];
      };
    };
    /** Exports terms, people and titles as a feed that an import takes */
    readonly '/api/v1/catalog/export': {
      readonly operationId: 'getCatalogExport';
      readonly request: {
        readonly params?: {
          readonly query?: {
            /** `json`: JSON Lines. */
            readonly format?: 'json' | 'csv' | undefined;
          };
        };
        readonly as: 'response';
      };
      readonly answer: Response;
    };
    /** Shows editors a page as a viewer would see it */
    readonly '/api/v1/catalog/home': {
      readonly operationId: 'getCatalogHome';
      readonly request: {
        readonly params?: {
          readonly query?: {
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            readonly territory?: string | undefined;
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** Years. */
            readonly maturityLimit?: number | undefined;
            readonly plans?: string | undefined;
            readonly purchases?: string | undefined;
            readonly rentals?: string | undefined;
            readonly page?: string | undefined;
            /** As a kids' profile. */
            readonly kids?: string | undefined;
            /** At another time than now. */
            readonly at?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (ShownRow)[];
      };
    };
    /** Shows editors more of a row as a viewer would see it */
    readonly '/api/v1/catalog/home/rows/{id}/titles': {
      readonly operationId: 'getCatalogHomeRowsByIdTitles';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            readonly territory?: string | undefined;
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** Years. */
            readonly maturityLimit?: number | undefined;
            readonly plans?: string | undefined;
            readonly purchases?: string | undefined;
            readonly rentals?: string | undefined;
            readonly page?: string | undefined;
            /** As a kids' profile. */
            readonly kids?: string | undefined;
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (ShownTitle)[];
        readonly nextCursor: string | null;
      };
    };
    /** Lists images, newest first */
    readonly '/api/v1/catalog/images': {
      readonly operationId: 'getCatalogImages';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            readonly kind?: 'poster' | 'backdrop' | 'logo' | 'still' | 'portrait' | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (CatalogImage)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows an image */
    readonly '/api/v1/catalog/images/{id}': {
      readonly operationId: 'getCatalogImagesById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: CatalogImage;
    };
    /** Lists imports, newest first */
    readonly '/api/v1/catalog/imports': {
      readonly operationId: 'getCatalogImports';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (CatalogImport)[];
        readonly nextCursor: string | null;
      };
    };
    /** Tells how far an import is */
    readonly '/api/v1/catalog/imports/{id}': {
      readonly operationId: 'getCatalogImportsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: CatalogImport;
    };
    /** Lists what is wrong with a feed, by line and column */
    readonly '/api/v1/catalog/imports/{id}/problems': {
      readonly operationId: 'getCatalogImportsByIdProblems';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly column: string | null;
          readonly line: number;
          /** What is wrong, and what to do. */
          readonly message: string;
          readonly value: string | null;
        })[];
        readonly nextCursor: string | null;
      };
    };
    /** Lists assets that were deleted and that titles still link, newest asset first */
    readonly '/api/v1/catalog/missing-assets': {
      readonly operationId: 'getCatalogMissingAssets';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly assetId: string;
          readonly noticedAt: string;
          /** Ten of the titles at most. */
          readonly titleIds: readonly (string)[];
        })[];
        readonly nextCursor: string | null;
      };
    };
    /** Lists the pages that have rows */
    readonly '/api/v1/catalog/pages': {
      readonly operationId: 'getCatalogPages';
      readonly request: {};
      readonly answer: {
        readonly items: readonly ({
          readonly page: string;
          readonly rows: number;
        })[];
      };
    };
    /** Lists the rows of a page in their order, whoever they are for */
    readonly '/api/v1/catalog/pages/{page}': {
      readonly operationId: 'getCatalogPagesByPage';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly page: string;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (CatalogHomeRow)[];
      };
    };
    /** Lists people, newest first */
    readonly '/api/v1/catalog/people': {
      readonly operationId: 'getCatalogPeople';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            /** What the name begins with, word by word. */
            readonly q?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (CatalogPerson)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows a person as its editors see it, by id or slug */
    readonly '/api/v1/catalog/people/{id}': {
      readonly operationId: 'getCatalogPeopleById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: CatalogPerson;
    };
    /** Lists who changed a person, when, and what it was before and after; newest first */
    readonly '/api/v1/catalog/people/{id}/changes': {
      readonly operationId: 'getCatalogPeopleByIdChanges';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly action: 'created' | 'edited' | 'deleted';
          readonly actor: string;
          readonly after: { readonly [name: string]: unknown } | null;
          readonly before: { readonly [name: string]: unknown } | null;
          readonly changedAt: string;
          readonly fields: readonly (string)[];
          readonly id: string;
          readonly revision: number;
          /** The change that this one took back. */
          readonly undoes: string | null;
        })[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows the title of a preview link to whoever holds it */
    readonly '/api/v1/catalog/previews/{token}': {
      readonly operationId: 'getCatalogPreviewsByToken';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly token: string;
          };
          readonly query?: {
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
          };
        };
      };
      readonly answer: ShownTitleInFull;
    };
    /** Shows a row of a page as its editors see it, by id or slug */
    readonly '/api/v1/catalog/rows/{id}': {
      readonly operationId: 'getCatalogRowsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: CatalogHomeRow;
    };
    /** Lists who changed a row of a page, when, and what it was before and after; newest first */
    readonly '/api/v1/catalog/rows/{id}/changes': {
      readonly operationId: 'getCatalogRowsByIdChanges';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly action: 'created' | 'edited' | 'deleted';
          readonly actor: string;
          readonly after: { readonly [name: string]: unknown } | null;
          readonly before: { readonly [name: string]: unknown } | null;
          readonly changedAt: string;
          readonly fields: readonly (string)[];
          readonly id: string;
          readonly revision: number;
          /** The change that this one took back. */
          readonly undoes: string | null;
        })[];
        readonly nextCursor: string | null;
      };
    };
    /** Finds titles and people that a viewer may know of, as one types */
    readonly '/api/v1/catalog/search': {
      readonly operationId: 'getCatalogSearch';
      readonly request: {
        readonly params: {
          readonly query: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            readonly kind?: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection' | undefined;
            /** Its children, in the order of their numbers. */
            readonly parentId?: string | undefined;
            /** Its members, in their order. */
            readonly collectionId?: string | undefined;
            readonly genre?: string | undefined;
            readonly tag?: string | undefined;
            readonly mood?: string | undefined;
            /** Titles that credit this person. */
            readonly personId?: string | undefined;
            /** What they speak; `pt` is also for `pt-BR`. */
            readonly originalLanguage?: string | undefined;
            /** `1990` for the nineties. */
            readonly decade?: number | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            readonly territory?: string | undefined;
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** Years. */
            readonly maturityLimit?: number | undefined;
            readonly plans?: string | undefined;
            readonly purchases?: string | undefined;
            readonly rentals?: string | undefined;
            /** The last word may be unfinished. */
            readonly q: string;
            /** Whether to count the matches by kind, genre and decade, and to suggest what may have been meant. */
            readonly facets?: string | undefined;
          };
        };
      };
      readonly answer: {
        /** Whether words were taken for misspelt. */
        readonly corrected: boolean;
        /** Values are what the filter of that name takes. Empty unless asked for. */
        readonly facets: readonly ({
          readonly count: number;
          readonly facet: 'kind' | 'genre' | 'decade';
          readonly value: string;
        })[];
        readonly items: readonly (ShownTitle)[];
        readonly nextCursor: string | null;
        /** On the first page. */
        readonly people: readonly ({
          readonly id: string;
          readonly name: string;
          readonly slug: string;
        })[];
        /** The name that was probably meant, where little is found; looked for with the facets. */
        readonly suggestion: string | null;
      };
    };
    /** Lists genres, tags and moods with their names, newest first */
    readonly '/api/v1/catalog/terms': {
      readonly operationId: 'getCatalogTerms';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (CatalogTerm)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows a genre, tag or mood as its editors see it, by id or slug */
    readonly '/api/v1/catalog/terms/{id}': {
      readonly operationId: 'getCatalogTermsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: CatalogTerm;
    };
    /** Lists who changed a genre, tag or mood, when, and what it was before and after; newest first */
    readonly '/api/v1/catalog/terms/{id}/changes': {
      readonly operationId: 'getCatalogTermsByIdChanges';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly action: 'created' | 'edited' | 'deleted';
          readonly actor: string;
          readonly after: { readonly [name: string]: unknown } | null;
          readonly before: { readonly [name: string]: unknown } | null;
          readonly changedAt: string;
          readonly fields: readonly (string)[];
          readonly id: string;
          readonly revision: number;
          /** The change that this one took back. */
          readonly undoes: string | null;
        })[];
        readonly nextCursor: string | null;
      };
    };
    /** Lists titles, newest first, whoever may see them */
    readonly '/api/v1/catalog/titles': {
      readonly operationId: 'getCatalogTitles';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            readonly kind?: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection' | undefined;
            /** Its children, in the order of their numbers. */
            readonly parentId?: string | undefined;
            /** Its members, in their order. */
            readonly collectionId?: string | undefined;
            readonly genre?: string | undefined;
            readonly tag?: string | undefined;
            readonly mood?: string | undefined;
            /** Titles that credit this person. */
            readonly personId?: string | undefined;
            /** What they speak; `pt` is also for `pt-BR`. */
            readonly originalLanguage?: string | undefined;
            /** `1990` for the nineties. */
            readonly decade?: number | undefined;
            /** What the name begins with, word by word. */
            readonly q?: string | undefined;
            /** As the clock has it, with what is inherited. */
            readonly state?: 'draft' | 'scheduled' | 'published' | 'expired' | undefined;
            /** Titles that link this asset. */
            readonly assetId?: string | undefined;
            /** Titles that lack it. */
            readonly missing?: 'poster' | 'backdrop' | 'synopsis' | 'media' | 'rating' | 'rights' | 'credits' | 'genre' | undefined;
            /** Titles without texts in it. */
            readonly missingLanguage?: string | undefined;
            /** Without seasons, episodes and other parts of titles. */
            readonly whole?: string | undefined;
            /** A cursor is only good with the same. */
            readonly sort?: 'newest' | 'name' | 'year' | 'updated' | undefined;
            /** BCP 47: whose names are sorted. */
            readonly language?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (CatalogTitle)[];
        readonly nextCursor: string | null;
        /** Of the whole list, counted to 100,000; with its first page only. */
        readonly total: number | null;
      };
    };
    /** Shows a title as its editors see it, by id or slug */
    readonly '/api/v1/catalog/titles/{id}': {
      readonly operationId: 'getCatalogTitlesById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: CatalogTitle;
    };
    /** Tells editors whether a viewer may see and play a title, and why not */
    readonly '/api/v1/catalog/titles/{id}/availability': {
      readonly operationId: 'getCatalogTitlesByIdAvailability';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            readonly territory?: string | undefined;
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** Years. */
            readonly maturityLimit?: number | undefined;
            readonly plans?: string | undefined;
            readonly purchases?: string | undefined;
            readonly rentals?: string | undefined;
            /** At another time than now. */
            readonly at?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly closesAt: string | null;
        readonly offers: readonly ({
          readonly kind: 'free' | 'subscription' | 'rental' | 'purchase';
          readonly plans: readonly (string)[];
        })[];
        readonly opensAt: string | null;
        readonly playable: boolean;
        /** Why it does not play. */
        readonly reason: 'draft' | 'expired' | 'embargoed' | 'scheduled' | 'maturity' | 'no-rights' | 'territory' | 'window-closed' | 'window-not-open' | 'device' | 'no-media' | 'entitlement' | null;
        readonly visible: boolean;
      };
    };
    /** Lists who changed a title, when, and what it was before and after; newest first */
    readonly '/api/v1/catalog/titles/{id}/changes': {
      readonly operationId: 'getCatalogTitlesByIdChanges';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly action: 'created' | 'edited' | 'deleted';
          readonly actor: string;
          readonly after: { readonly [name: string]: unknown } | null;
          readonly before: { readonly [name: string]: unknown } | null;
          readonly changedAt: string;
          readonly fields: readonly (string)[];
          readonly id: string;
          readonly revision: number;
          /** The change that this one took back. */
          readonly undoes: string | null;
        })[];
        readonly nextCursor: string | null;
      };
    };
    /** Gives the titles around a title, and what they are to each other, to be drawn */
    readonly '/api/v1/catalog/titles/{id}/graph': {
      readonly operationId: 'getCatalogTitlesByIdGraph';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly depth?: number | undefined;
            /** Titles beside this one; the nearest are taken. */
            readonly limit?: number | undefined;
            /** What to follow, with commas: `relations` (and collections), `people`, `characters`. */
            readonly through?: string | undefined;
          };
        };
      };
      readonly answer: TitleGraph;
    };
    /** Lists the preview links of a title, newest first */
    readonly '/api/v1/catalog/titles/{id}/previews': {
      readonly operationId: 'getCatalogTitlesByIdPreviews';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (CatalogPreview)[];
      };
    };
    /** Lists the devices of the account, the one seen last first */
    readonly '/api/v1/devices': {
      readonly operationId: 'getDevices';
      readonly request: {};
      readonly answer: {
        readonly items: readonly (Device)[];
      };
    };
    /** Lists what accounts hold, newest first */
    readonly '/api/v1/entitlements': {
      readonly operationId: 'getEntitlements';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly accountId?: string | undefined;
            readonly titleId?: string | undefined;
            readonly externalRef?: string | undefined;
            /** Only what counts now. */
            readonly validOnly?: string | undefined;
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (Entitlement)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows a grant */
    readonly '/api/v1/entitlements/{id}': {
      readonly operationId: 'getEntitlementsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Entitlement;
    };
    /** Shows the rows of a page that are for the profile and hold something, in order */
    readonly '/api/v1/home': {
      readonly operationId: 'getHome';
      readonly request: {
        readonly params: {
          readonly query: {
            readonly profileId: string;
            /** What it would play on. */
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            /** Profiles of kids get `kids` whatever they ask for. */
            readonly page?: string | undefined;
            /** Of each row at most; the others come with its nextCursor. */
            readonly titles?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (ShownRow)[];
      };
    };
    /** Lists the titles of a row, from its nextCursor on */
    readonly '/api/v1/home/rows/{id}': {
      readonly operationId: 'getHomeRowsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query: {
            readonly profileId: string;
            /** What it would play on. */
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            /** Profiles of kids get `kids` whatever they ask for. */
            readonly page?: string | undefined;
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (ShownTitle)[];
        readonly nextCursor: string | null;
      };
    };
    /** Lists mails that did not go out, newest first: refused, or waiting where there is no mail server */
    readonly '/api/v1/mail': {
      readonly operationId: 'getMail';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (MailHead)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows a mail of the outbox; of one that was refused there is no body */
    readonly '/api/v1/mail/{id}': {
      readonly operationId: 'getMailById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Mail;
    };
    /** Tells other sites how to show a title, by its address (oEmbed 1.0) */
    readonly '/api/v1/oembed': {
      readonly operationId: 'getOembed';
      readonly request: {
        readonly params: {
          readonly query: {
            /** `…/title/{slug}` or `…/embed/{titleId}` of this server. */
            readonly url: string;
            readonly format?: 'json' | undefined;
            readonly maxwidth?: number | undefined;
            readonly maxheight?: number | undefined;
          };
        };
      };
      readonly answer: Oembed;
    };
    /** Shows a person with the titles that the profile may see, by id or slug; 404 when there are none */
    readonly '/api/v1/people/{id}': {
      readonly operationId: 'getPeopleById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            readonly profileId: string;
            /** What it would play on. */
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
          };
        };
      };
      readonly answer: ShownPerson;
    };
    /** Lists past decisions to let play or not, newest first */
    readonly '/api/v1/playback-decisions': {
      readonly operationId: 'getPlaybackDecisions';
      readonly request: {
        readonly params?: {
          readonly query?: {
            /** The `decisionId` of a refusal. */
            readonly id?: string | undefined;
            readonly accountId?: string | undefined;
            readonly profileId?: string | undefined;
            readonly titleId?: string | undefined;
            readonly allowed?: string | undefined;
            readonly from?: string | undefined;
            /** Excluded. */
            readonly until?: string | undefined;
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (PlaybackDecision)[];
        readonly nextCursor: string | null;
      };
    };
    /** Lists the screens on which the account plays, the newest first */
    readonly '/api/v1/playback-sessions': {
      readonly operationId: 'getPlaybackSessions';
      readonly request: {};
      readonly answer: {
        readonly items: readonly (PlaybackSession)[];
      };
    };
    /** Shows a playback session */
    readonly '/api/v1/playback-sessions/{id}': {
      readonly operationId: 'getPlaybackSessionsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: PlaybackSession;
    };
    /** Lists the profiles of the account, the oldest first */
    readonly '/api/v1/profiles': {
      readonly operationId: 'getProfiles';
      readonly request: {};
      readonly answer: {
        readonly items: readonly (Profile)[];
      };
    };
    /** Shows a profile */
    readonly '/api/v1/profiles/{id}': {
      readonly operationId: 'getProfilesById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Profile;
    };
    /** Lists what the profile goes on with, latest first; of each series one episode */
    readonly '/api/v1/profiles/{id}/continue-watching': {
      readonly operationId: 'getProfilesByIdContinueWatching';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly durationMs: number;
          readonly positionMs: number;
          /** Begun and left; after one that was watched; the beginning of a series. */
          readonly reason: 'resume' | 'next-episode' | 'first-episode';
          readonly seriesId: string | null;
          readonly title: ShownTitle;
        })[];
        readonly nextCursor: string | null;
      };
    };
    /** Lists what the profile has played, latest first */
    readonly '/api/v1/profiles/{id}/history': {
      readonly operationId: 'getProfilesByIdHistory';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly state: {
            /** As the player last said; 0 where that is not known. */
            readonly durationMs: number;
            /** Begun and left. */
            readonly inProgress: boolean;
            readonly lastWatchedAt: string | null;
            /** For how long it was played, all told. */
            readonly playedMs: number;
            /** Where to go on; 0 from the beginning. */
            readonly positionMs: number;
            readonly titleId: string;
            /** How often it was seen to the end. */
            readonly viewings: number;
            readonly watched: boolean;
          };
          readonly title: ShownTitle;
        })[];
        readonly nextCursor: string | null;
      };
    };
    /** Lists the titles on the profile's list, newest first */
    readonly '/api/v1/profiles/{id}/my-list': {
      readonly operationId: 'getProfilesByIdMyList';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly addedAt: string;
          readonly title: ShownTitle;
        })[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows which episode of a series comes next */
    readonly '/api/v1/profiles/{id}/next-up/{titleId}': {
      readonly operationId: 'getProfilesByIdNextUpByTitleId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly titleId: string;
          };
          readonly query?: {
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly next: {
          readonly durationMs: number;
          readonly positionMs: number;
          /** Begun and left; after one that was watched; the beginning of a series. */
          readonly reason: 'resume' | 'next-episode' | 'first-episode';
          readonly seriesId: string | null;
          readonly title: ShownTitle;
        } | null;
      };
    };
    /** Lists what the profile thinks of titles, the newest first */
    readonly '/api/v1/profiles/{id}/ratings': {
      readonly operationId: 'getProfilesByIdRatings';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly ratedAt: string;
          readonly rating: 'dislike' | 'like' | 'love';
          readonly title: ShownTitle;
        })[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows what the profile has seen of some titles */
    readonly '/api/v1/profiles/{id}/watch-states': {
      readonly operationId: 'getProfilesByIdWatchStates';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query: {
            /** Up to 100, with commas. */
            readonly titleIds: string;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (WatchState)[];
      };
    };
    /** Finds titles and people that the profile may know of, as one types */
    readonly '/api/v1/search': {
      readonly operationId: 'getSearch';
      readonly request: {
        readonly params: {
          readonly query: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            readonly kind?: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection' | undefined;
            /** Its children, in the order of their numbers. */
            readonly parentId?: string | undefined;
            /** Its members, in their order. */
            readonly collectionId?: string | undefined;
            readonly genre?: string | undefined;
            readonly tag?: string | undefined;
            readonly mood?: string | undefined;
            /** Titles that credit this person. */
            readonly personId?: string | undefined;
            /** What they speak; `pt` is also for `pt-BR`. */
            readonly originalLanguage?: string | undefined;
            /** `1990` for the nineties. */
            readonly decade?: number | undefined;
            readonly profileId: string;
            /** What it would play on. */
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            /** The last word may be unfinished. */
            readonly q: string;
            /** Whether to count the matches by kind, genre and decade, and to suggest what may have been meant. */
            readonly facets?: string | undefined;
          };
        };
      };
      readonly answer: {
        /** Whether words were taken for misspelt. */
        readonly corrected: boolean;
        /** Values are what the filter of that name takes. Empty unless asked for. */
        readonly facets: readonly ({
          readonly count: number;
          readonly facet: 'kind' | 'genre' | 'decade';
          readonly value: string;
        })[];
        readonly items: readonly (ShownTitle)[];
        readonly nextCursor: string | null;
        /** On the first page. */
        readonly people: readonly ({
          readonly id: string;
          readonly name: string;
          readonly slug: string;
        })[];
        /** The name that was probably meant, where little is found; looked for with the facets. */
        readonly suggestion: string | null;
      };
    };
    /** Tells anybody what this service is called and how one gets in */
    readonly '/api/v1/service': {
      readonly operationId: 'getService';
      readonly request: {};
      readonly answer: Service;
    };
    /** Lists who works here */
    readonly '/api/v1/staff': {
      readonly operationId: 'getStaff';
      readonly request: {};
      readonly answer: {
        readonly items: readonly (Account)[];
      };
    };
    /** Lists the invitations that are pending, newest first */
    readonly '/api/v1/staff/invitations': {
      readonly operationId: 'getStaffInvitations';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (Invitation)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows what runs */
    readonly '/api/v1/system': {
      readonly operationId: 'getSystem';
      readonly request: {};
      readonly answer: System;
    };
    /** Lists jobs that were given up, the last one first */
    readonly '/api/v1/system/jobs/failed': {
      readonly operationId: 'getSystemJobsFailed';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (FailedJob)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows how far the loading of the sample library is */
    readonly '/api/v1/system/sample-library': {
      readonly operationId: 'getSystemSampleLibrary';
      readonly request: {};
      readonly answer: SampleLibrary;
    };
    /** Shows how the system is: who runs, what waits, what failed, what takes the room */
    readonly '/api/v1/system/status': {
      readonly operationId: 'getSystemStatus';
      readonly request: {};
      readonly answer: SystemStatus;
    };
    /** Lists the genres and moods of which the profile may see a title, by their names */
    readonly '/api/v1/terms': {
      readonly operationId: 'getTerms';
      readonly request: {
        readonly params: {
          readonly query: {
            readonly profileId: string;
            /** What it would play on. */
            readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset' | undefined;
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
            /** Some of `genre`, `mood` and `tag`, with commas. */
            readonly kinds?: string | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly ({
          readonly kind: 'genre' | 'tag' | 'mood';
          readonly name: string;
          readonly slug: string;
        })[];
      };
    };
    /** Lists webhooks, newest first */
    readonly '/api/v1/webhooks': {
      readonly operationId: 'getWebhooks';
      readonly request: {
        readonly params?: {
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (Webhook)[];
        readonly nextCursor: string | null;
      };
    };
    /** Shows a webhook */
    readonly '/api/v1/webhooks/{id}': {
      readonly operationId: 'getWebhooksById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Webhook;
    };
    /** Lists what a webhook was told, newest first; the last thousand, for thirty days */
    readonly '/api/v1/webhooks/{id}/deliveries': {
      readonly operationId: 'getWebhooksByIdDeliveries';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly cursor?: string | undefined;
            readonly limit?: number | undefined;
            readonly state?: 'waiting' | 'delivered' | 'failed' | undefined;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (WebhookDelivery)[];
        readonly nextCursor: string | null;
      };
    };
    /** A picture, `<width>.<format>`; never changes */
    readonly '/images/{id}/{file}': {
      readonly operationId: 'getImagesByIdByFile';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly file: string;
          };
        };
        readonly as: 'response';
      };
      readonly answer: Response;
    };
  };
  readonly POST: {
    /** Records that the account, or one of its profiles, agrees to a version of a document */
    readonly '/api/v1/account/consents': {
      readonly operationId: 'postAccountConsents';
      readonly request: {
        readonly body: {
          /** For example `terms`, `privacy` or `analytics`. */
          readonly document: string;
          readonly profileId?: string | null;
          /** For example `2026-11`. */
          readonly version: string;
        };
      };
      readonly answer: Consent;
    };
    /** Takes a consent back; the record of it stays */
    readonly '/api/v1/account/consents/{id}/withdraw': {
      readonly operationId: 'postAccountConsentsByIdWithdraw';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Consent;
    };
    /** Signs out everywhere and deletes the account after a time of grace; signing in takes it back */
    readonly '/api/v1/account/delete': {
      readonly operationId: 'postAccountDelete';
      readonly request: {
        readonly body: {
          /** Not needed within ten minutes of signing in. */
          readonly password?: string;
        };
      };
      readonly answer: {
        readonly eraseAt: string;
      };
    };
    /** Has a copy made of all that is kept about the account; a mail says when it is ready */
    readonly '/api/v1/account/exports': {
      readonly operationId: 'postAccountExports';
      readonly request: {
        readonly body: {
          /** Not needed within ten minutes of signing in. */
          readonly password?: string;
        };
      };
      readonly answer: DataExport;
    };
    /** Takes a way into the account away; a password by mail always remains one */
    readonly '/api/v1/account/identities/{id}/unlink': {
      readonly operationId: 'postAccountIdentitiesByIdUnlink';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          /** Not needed within ten minutes of signing in. */
          readonly password?: string;
        };
      };
      readonly answer: undefined;
    };
    /** Ends every session of an account; of the staff, only those above end them */
    readonly '/api/v1/accounts/{id}/sign-out-everywhere': {
      readonly operationId: 'postAccountsByIdSignOutEverywhere';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: {
        /** How many sessions there were. */
        readonly ended: number;
      };
    };
    /** Makes a key for a program, with no more permissions than its maker has */
    readonly '/api/v1/api-keys': {
      readonly operationId: 'postApiKeys';
      readonly request: {
        readonly body: {
          readonly expiresAt?: string | null;
          readonly name: string;
          readonly permissions: readonly ('assets.read' | 'assets.write' | 'catalog.read' | 'catalog.write' | 'system.read' | 'staff.read' | 'audit.read' | 'webhooks.read' | 'webhooks.write' | 'entitlements.read' | 'entitlements.write' | 'playback.read')[];
        };
      };
      readonly answer: MadeApiKey;
    };
    /** Cancels, redrives, deletes or restores up to 200 assets, each for itself */
    readonly '/api/v1/assets/actions': {
      readonly operationId: 'postAssetsActions';
      readonly request: {
        readonly body: {
          readonly action: 'cancel' | 'redrive' | 'delete' | 'restore';
          /** Whether assets are deleted that titles link. */
          readonly force?: boolean;
          readonly ids: readonly (string)[];
          /** Whether they are deleted for good, past the trash or out of it. */
          readonly permanent?: boolean;
        };
      };
      readonly answer: {
        readonly results: readonly ({
          /** Null where it was done; the codes are those of the action on one asset. */
          readonly error: {
            readonly code: string;
            readonly message: string;
          } | null;
          readonly id: string;
        })[];
      };
    };
    /** Stops making an asset */
    readonly '/api/v1/assets/{id}/cancel': {
      readonly operationId: 'postAssetsByIdCancel';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Asset;
    };
    /** Gives URLs that play an asset in any player */
    readonly '/api/v1/assets/{id}/playback': {
      readonly operationId: 'postAssetsByIdPlayback';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Playback;
    };
    /** Makes a rendition anew, or everything that is not complete */
    readonly '/api/v1/assets/{id}/redrive': {
      readonly operationId: 'postAssetsByIdRedrive';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body?: {
          readonly rendition?: string;
        } | null;
      };
      readonly answer: Asset;
    };
    /** Takes an asset out of the trash */
    readonly '/api/v1/assets/{id}/restore': {
      readonly operationId: 'postAssetsByIdRestore';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Asset;
    };
    /** Adds subtitles or captions from a WebVTT or SubRip file */
    readonly '/api/v1/assets/{id}/text-tracks': {
      readonly operationId: 'postAssetsByIdTextTracks';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query: {
            readonly language: string;
            /** `captions` tell of sounds as well, for who does not hear them (SDH). */
            readonly kind?: 'subtitles' | 'captions' | undefined;
            /** As menus call it; without it, the language's own name for itself. */
            readonly name?: string | undefined;
            /** Only for what is said or written in another language: shown to everybody who listens in this one. */
            readonly isForced?: string | undefined;
            /** What viewers who ask for captions see where nothing else suits them better; at most one. */
            readonly isDefault?: string | undefined;
          };
        };
        readonly body: RawBody;
        readonly contentType: 'application/octet-stream' | 'application/x-subrip' | 'text/vtt';
      };
      readonly answer: TextTrack;
    };
    /** Signs the device that shows this code in to the account */
    readonly '/api/v1/auth/device/approve': {
      readonly operationId: 'postAuthDeviceApprove';
      readonly request: {
        readonly body: {
          readonly userCode: string;
        };
      };
      readonly answer: undefined;
    };
    /** Gives a television a code to show, so that somebody signs it in from elsewhere */
    readonly '/api/v1/auth/device/code': {
      readonly operationId: 'postAuthDeviceCode';
      readonly request: {
        readonly body?: {
          readonly kind?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset';
          readonly name?: string;
        } | null;
      };
      readonly answer: {
        readonly device_code: string;
        /** Seconds. */
        readonly expires_in: number;
        /** Seconds to wait between two polls; five more after each `slow_down`. */
        readonly interval: number;
        /** The complete address as a picture: SVG. */
        readonly qr_code: string;
        /** To be shown. */
        readonly user_code: string;
        /** Where to enter the code; to be shown. */
        readonly verification_uri: string;
        /** The same with the code in it. */
        readonly verification_uri_complete: string;
      };
    };
    /** Refuses the device that shows this code */
    readonly '/api/v1/auth/device/deny': {
      readonly operationId: 'postAuthDeviceDeny';
      readonly request: {
        readonly body: {
          readonly userCode: string;
        };
      };
      readonly answer: undefined;
    };
    /** Shows what asks with a code */
    readonly '/api/v1/auth/device/look-up': {
      readonly operationId: 'postAuthDeviceLookUp';
      readonly request: {
        readonly body: {
          readonly userCode: string;
        };
      };
      readonly answer: AskingDevice;
    };
    /** Tells the television what was answered; when it was approved, its session is in a cookie */
    readonly '/api/v1/auth/device/token': {
      readonly operationId: 'postAuthDeviceToken';
      readonly request: {
        readonly body: {
          readonly device_code?: string;
          /** `urn:ietf:params:oauth:grant-type:device_code` */
          readonly grant_type?: string;
        };
      };
      readonly answer: Account;
    };
    /** Shows what the holder of a link is invited to */
    readonly '/api/v1/auth/invitation': {
      readonly operationId: 'postAuthInvitation';
      readonly request: {
        readonly body: {
          readonly token: string;
        };
      };
      readonly answer: {
        readonly email: string;
        readonly role: 'owner' | 'admin' | 'editor' | 'support';
      };
    };
    /** Gives the role that a link is for, and signs in */
    readonly '/api/v1/auth/invitation/accept': {
      readonly operationId: 'postAuthInvitationAccept';
      readonly request: {
        readonly body: {
          /** Where the address has an account, that one keeps its name. */
          readonly name: string;
          /** Of no account where the address has one: its holder is signed in. */
          readonly password: string;
          readonly token: string;
        };
      };
      readonly answer: Account;
    };
    /** Keeps the passkey that a browser has made */
    readonly '/api/v1/auth/passkeys': {
      readonly operationId: 'postAuthPasskeys';
      readonly request: {
        readonly body: {
          readonly name?: string;
          /** What `toJSON()` of the credential gives. */
          readonly response: {
            readonly id: string;
            readonly rawId: string;
            readonly response: {
              readonly attestationObject: string;
              readonly clientDataJSON: string;
              readonly transports?: readonly (string)[];
            };
            readonly type: 'public-key';
          };
        };
      };
      readonly answer: Passkey;
    };
    /** Begins to make a passkey for the account */
    readonly '/api/v1/auth/passkeys/options': {
      readonly operationId: 'postAuthPasskeysOptions';
      readonly request: {
        readonly body: {
          /** Not needed within ten minutes of signing in. */
          readonly password?: string;
        };
      };
      readonly answer: {
        readonly attestation?: string;
        readonly authenticatorSelection?: {
          readonly requireResidentKey?: boolean;
          readonly residentKey?: string;
          readonly userVerification?: string;
        };
        readonly challenge: string;
        readonly excludeCredentials?: readonly ({
          readonly id: string;
          readonly transports?: readonly (string)[];
          readonly type: 'public-key';
        })[];
        readonly extensions?: {
          readonly credProps?: boolean;
        };
        readonly pubKeyCredParams: readonly ({
          readonly alg: number;
          readonly type: 'public-key';
        })[];
        readonly rp: {
          readonly id?: string;
          readonly name: string;
        };
        readonly timeout?: number;
        readonly user: {
          readonly displayName: string;
          readonly id: string;
          readonly name: string;
        };
      };
    };
    /** Removes a passkey: nobody signs in with it again */
    readonly '/api/v1/auth/passkeys/{id}/remove': {
      readonly operationId: 'postAuthPasskeysByIdRemove';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          /** Not needed within ten minutes of signing in. */
          readonly password?: string;
        };
      };
      readonly answer: undefined;
    };
    /** Changes the password, replaces this session and ends the others */
    readonly '/api/v1/auth/password': {
      readonly operationId: 'postAuthPassword';
      readonly request: {
        readonly body: {
          readonly current: string;
          readonly password: string;
        };
      };
      readonly answer: Account;
    };
    /** Sends a link for a new password; the same answer whether there is an account */
    readonly '/api/v1/auth/password-reset': {
      readonly operationId: 'postAuthPasswordReset';
      readonly request: {
        readonly body: {
          readonly email: string;
        };
      };
      readonly answer: {
        readonly status: 'mail-sent';
      };
    };
    /** Sets the password that a link allows to set, and ends every session */
    readonly '/api/v1/auth/password-reset/complete': {
      readonly operationId: 'postAuthPasswordResetComplete';
      readonly request: {
        readonly body: {
          readonly password: string;
          readonly token: string;
        };
      };
      readonly answer: undefined;
    };
    /** Ends the sessions that the provider's logout token names */
    readonly '/api/v1/auth/providers/{provider}/backchannel-logout': {
      readonly operationId: 'postAuthProvidersByProviderBackchannelLogout';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly provider: string;
          };
        };
        readonly body: {
          readonly logout_token: string;
        };
        readonly as: 'response';
      };
      readonly answer: Response;
    };
    /** Begins to make a provider another way into the account; the browser goes to the address */
    readonly '/api/v1/auth/providers/{provider}/link': {
      readonly operationId: 'postAuthProvidersByProviderLink';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly provider: string;
          };
        };
        readonly body: {
          /** Not needed within ten minutes of signing in. */
          readonly password?: string;
          readonly returnTo?: string;
        };
      };
      readonly answer: {
        readonly url: string;
      };
    };
    /** Has signing in take a code from now on, replaces this session and ends the others */
    readonly '/api/v1/auth/second-factor/confirm': {
      readonly operationId: 'postAuthSecondFactorConfirm';
      readonly request: {
        readonly body: {
          readonly code: string;
        };
      };
      readonly answer: {
        readonly account: Account;
        /** Each works once in the place of a code. They are not shown again. */
        readonly recoveryCodes: readonly (string)[];
      };
    };
    /** Begins to set up an authenticator app; it counts once a code of it has been sent */
    readonly '/api/v1/auth/second-factor/enrol': {
      readonly operationId: 'postAuthSecondFactorEnrol';
      readonly request: {
        readonly body: {
          readonly password: string;
        };
      };
      readonly answer: {
        /** The address as a picture: SVG. */
        readonly qrCode: string;
        /** For apps without a camera: base 32. */
        readonly secret: string;
        /** `otpauth://…` */
        readonly uri: string;
      };
    };
    /** Makes other recovery codes instead of those that are left */
    readonly '/api/v1/auth/second-factor/recovery-codes': {
      readonly operationId: 'postAuthSecondFactorRecoveryCodes';
      readonly request: {
        readonly body: {
          readonly code: string;
          readonly password: string;
        };
      };
      readonly answer: {
        /** Each works once in the place of a code. They are not shown again. */
        readonly recoveryCodes: readonly (string)[];
      };
    };
    /** Has signing in take a password alone again, and replaces this session */
    readonly '/api/v1/auth/second-factor/remove': {
      readonly operationId: 'postAuthSecondFactorRemove';
      readonly request: {
        readonly body: {
          readonly code: string;
          readonly password: string;
        };
      };
      readonly answer: Account;
    };
    /** Replaces the session by a new one */
    readonly '/api/v1/auth/session/renew': {
      readonly operationId: 'postAuthSessionRenew';
      readonly request: {};
      readonly answer: Account;
    };
    /** Makes the first owner by the link that the server prints at its start, and signs in */
    readonly '/api/v1/auth/set-up': {
      readonly operationId: 'postAuthSetUp';
      readonly request: {
        readonly body: {
          readonly email: string;
          readonly name: string;
          readonly password: string;
          readonly token: string;
        };
      };
      readonly answer: Account;
    };
    /** Signs in; the session is in a cookie */
    readonly '/api/v1/auth/sign-in': {
      readonly operationId: 'postAuthSignIn';
      readonly request: {
        readonly body: {
          readonly email: string;
          readonly password: string;
          /** False: the session ends with the browser. */
          readonly remember?: boolean;
        };
      };
      readonly answer: Account | {
        /** Goes to /api/v1/auth/sign-in/code with the code, once. */
        readonly challenge: string;
        readonly expiresAt: string;
        readonly status: 'code-needed';
      };
    };
    /** Finishes a sign-in that needs a code */
    readonly '/api/v1/auth/sign-in/code': {
      readonly operationId: 'postAuthSignInCode';
      readonly request: {
        readonly body: {
          readonly challenge: string;
          readonly code: string;
        };
      };
      readonly answer: Account;
    };
    /** Signs in with a passkey; there is no code to say after it */
    readonly '/api/v1/auth/sign-in/passkey': {
      readonly operationId: 'postAuthSignInPasskey';
      readonly request: {
        readonly body: {
          /** False: the session ends with the browser. */
          readonly remember?: boolean;
          /** What `toJSON()` of the credential gives. */
          readonly response: {
            readonly id: string;
            readonly rawId: string;
            readonly response: {
              readonly authenticatorData: string;
              readonly clientDataJSON: string;
              readonly signature: string;
              readonly userHandle?: string | null;
            };
            readonly type: 'public-key';
          };
        };
      };
      readonly answer: Account;
    };
    /** Begins to sign in with a passkey, whosever it will be */
    readonly '/api/v1/auth/sign-in/passkey/options': {
      readonly operationId: 'postAuthSignInPasskeyOptions';
      readonly request: {};
      readonly answer: {
        readonly allowCredentials?: readonly ({
          readonly id: string;
          readonly transports?: readonly (string)[];
          readonly type: 'public-key';
        })[];
        readonly challenge: string;
        readonly rpId?: string;
        readonly timeout?: number;
        readonly userVerification?: string;
      };
    };
    /** Ends this session */
    readonly '/api/v1/auth/sign-out': {
      readonly operationId: 'postAuthSignOut';
      readonly request: {};
      readonly answer: undefined;
    };
    /** Ends every session of the account */
    readonly '/api/v1/auth/sign-out-everywhere': {
      readonly operationId: 'postAuthSignOutEverywhere';
      readonly request: {};
      readonly answer: undefined;
    };
    /** Sends a link by which an account is made; the same answer whether there is one */
    readonly '/api/v1/auth/sign-up': {
      readonly operationId: 'postAuthSignUp';
      readonly request: {
        readonly body: {
          readonly email: string;
          readonly name: string;
        };
      };
      readonly answer: {
        readonly status: 'mail-sent';
      };
    };
    /** Makes the account that a link is for, and signs in */
    readonly '/api/v1/auth/sign-up/complete': {
      readonly operationId: 'postAuthSignUpComplete';
      readonly request: {
        readonly body: {
          readonly password: string;
          readonly token: string;
        };
      };
      readonly answer: Account;
    };
    /** Makes an image of an uploaded JPEG, PNG, WebP or AVIF */
    readonly '/api/v1/catalog/images': {
      readonly operationId: 'postCatalogImages';
      readonly request: {
        readonly params: {
          readonly query: {
            readonly kind: 'poster' | 'backdrop' | 'logo' | 'still' | 'portrait';
            /** What must not be cut off: 0 to 1 from the left … */
            readonly focusX?: number | undefined;
            /** … and from the top. */
            readonly focusY?: number | undefined;
            /** What may be shown: left, top, width, height, each 0 to 1. Everything without it. */
            readonly crop?: string | undefined;
          };
        };
        readonly body: RawBody;
        readonly contentType: 'image/avif' | 'image/jpeg' | 'image/png' | 'image/webp';
      };
      readonly answer: CatalogImage;
    };
    /** Makes another image of the same upload: of another kind, or cut differently */
    readonly '/api/v1/catalog/images/{id}/frames': {
      readonly operationId: 'postCatalogImagesByIdFrames';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query: {
            readonly kind: 'poster' | 'backdrop' | 'logo' | 'still' | 'portrait';
            /** What must not be cut off: 0 to 1 from the left … */
            readonly focusX?: number | undefined;
            /** … and from the top. */
            readonly focusY?: number | undefined;
            /** What may be shown: left, top, width, height, each 0 to 1. Everything without it. */
            readonly crop?: string | undefined;
          };
        };
      };
      readonly answer: CatalogImage;
    };
    /** Imports a feed of titles, people and terms */
    readonly '/api/v1/catalog/imports': {
      readonly operationId: 'postCatalogImports';
      readonly request: {
        readonly params: {
          readonly query: {
            readonly format: 'csv' | 'json' | 'mrss';
            /** Only say what would happen. */
            readonly dryRun?: string | undefined;
          };
        };
      };
      readonly answer: CatalogImport;
    };
    /** Makes rows that can be edited of what an empty page shows by itself */
    readonly '/api/v1/catalog/pages/{page}/adopt-defaults': {
      readonly operationId: 'postCatalogPagesByPageAdoptDefaults';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly page: string;
          };
        };
      };
      readonly answer: {
        readonly items: readonly (CatalogHomeRow)[];
      };
    };
    /** Creates a person */
    readonly '/api/v1/catalog/people': {
      readonly operationId: 'postCatalogPeople';
      readonly request: {
        readonly body: {
          /** What viewers read about the person, by language. */
          readonly biographies?: { readonly [name: string]: string };
          /** By language (BCP 47). */
          readonly names: { readonly [name: string]: string };
          readonly originalLanguage: string;
          /** An image of the kind `portrait`. */
          readonly portraitId?: string | null;
          readonly slug?: string;
        };
      };
      readonly answer: CatalogPerson;
    };
    /** Takes back one change of a person */
    readonly '/api/v1/catalog/people/{id}/changes/{changeId}/undo': {
      readonly operationId: 'postCatalogPeopleByIdChangesByChangeIdUndo';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly changeId: string;
          };
        };
      };
      readonly answer: CatalogPerson | undefined;
    };
    /** Creates a row of a page */
    readonly '/api/v1/catalog/rows': {
      readonly operationId: 'postCatalogRows';
      readonly request: {
        readonly body: {
          /** To whom the row is shown, and when. */
          readonly audience?: {
            /** The first moment that no longer belongs to it. */
            readonly closesAt?: string | null;
            /** Empty for all. */
            readonly devices?: readonly ('web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset')[];
            readonly exceptTerritories?: readonly (string)[];
            readonly opensAt?: string | null;
            /** Any of them will do; empty for everybody. */
            readonly plans?: readonly (string)[];
            readonly profiles?: 'everybody' | 'kids' | 'grown-ups';
            /** Empty for everywhere. */
            readonly territories?: readonly (string)[];
          };
          readonly collectionId?: string | null;
          readonly enabled?: boolean;
          /** Of rows of kind `new` and `query`. */
          readonly filter?: {
            readonly genre?: string | null;
            /** Empty for films, series and events. */
            readonly kinds?: readonly ('film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection')[];
            readonly mood?: string | null;
            readonly tag?: string | null;
          };
          readonly kind: 'editorial' | 'new' | 'query' | 'collection' | 'continue-watching' | 'my-list';
          /** Titles that the page itself shows. */
          readonly limit?: number;
          /** By language (BCP 47). */
          readonly names: { readonly [name: string]: string };
          readonly originalLanguage: string;
          /** `home`, `kids`, or any other. Profiles of kids get `kids` whatever they ask for. */
          readonly page?: string;
          /** 0 for the end of the page. */
          readonly position?: number;
          /** Of an editorial row, in order. */
          readonly titleIds?: readonly (string)[];
        };
      };
      readonly answer: CatalogHomeRow;
    };
    /** Takes back one change of a row of a page */
    readonly '/api/v1/catalog/rows/{id}/changes/{changeId}/undo': {
      readonly operationId: 'postCatalogRowsByIdChangesByChangeIdUndo';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly changeId: string;
          };
        };
      };
      readonly answer: CatalogHomeRow | undefined;
    };
    /** Creates a genre, tag or mood */
    readonly '/api/v1/catalog/terms': {
      readonly operationId: 'postCatalogTerms';
      readonly request: {
        readonly body: {
          readonly kind: 'genre' | 'tag' | 'mood';
          /** By language (BCP 47). */
          readonly names: { readonly [name: string]: string };
          readonly originalLanguage: string;
          readonly slug: string;
        };
      };
      readonly answer: CatalogTerm;
    };
    /** Takes back one change of a genre, tag or mood */
    readonly '/api/v1/catalog/terms/{id}/changes/{changeId}/undo': {
      readonly operationId: 'postCatalogTermsByIdChangesByChangeIdUndo';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly changeId: string;
          };
        };
      };
      readonly answer: CatalogTerm | undefined;
    };
    /** Creates a title */
    readonly '/api/v1/catalog/titles': {
      readonly operationId: 'postCatalogTitles';
      readonly request: {
        readonly body: {
          readonly artwork?: readonly ({
            readonly imageId: string;
            readonly kind: 'poster' | 'backdrop' | 'logo' | 'still';
            /** Of its words; null for a picture without words. */
            readonly language?: string | null;
          })[];
          readonly assets?: readonly ({
            readonly assetId: string;
            /** By language (BCP 47). */
            readonly names?: { readonly [name: string]: string };
            readonly purpose: 'main' | 'trailer' | 'extra';
          })[];
          readonly countries?: readonly (string)[];
          readonly credits?: readonly ({
            readonly character?: string | null;
            readonly personId: string;
            readonly role: 'actor' | 'voice' | 'director' | 'writer' | 'producer' | 'composer' | 'cinematographer' | 'editor' | 'presenter' | 'guest' | 'creator';
          })[];
          readonly firstShownOn?: string | null;
          readonly genres?: readonly (string)[];
          readonly kind: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection';
          readonly markers?: readonly ({
            readonly endMs: number;
            readonly kind: 'intro' | 'recap' | 'credits';
            readonly startMs: number;
          })[];
          /** Of a collection, in order. */
          readonly members?: readonly (string)[];
          readonly moods?: readonly (string)[];
          readonly number?: number | null;
          readonly originalLanguage: string;
          /** The series of a season, the season of an episode, … */
          readonly parentId?: string | null;
          readonly publication?: {
            /** Nothing is shown before, whatever else is set. */
            readonly embargoUntil?: string | null;
            readonly expireAt?: string | null;
            readonly publishAt?: string | null;
            /** False for a draft. */
            readonly released?: boolean;
          };
          readonly ratings?: readonly ({
            readonly label: string;
            readonly minimumAge: number;
            readonly system: string;
            /** `*` for wherever there is no other. */
            readonly territory: '*' | string;
          })[];
          /** What other titles are to this one: its sequel, the franchise that it belongs to. */
          readonly relations?: readonly ({
            readonly kind: 'sequel' | 'prequel' | 'remake' | 'spinoff' | 'adaptation' | 'franchise' | 'related';
            readonly titleId: string;
          })[];
          /** Chosen from the name without it. */
          readonly slug?: string;
          readonly tags?: readonly (string)[];
          /** By language (BCP 47). */
          readonly texts: { readonly [name: string]: {
            readonly name: string;
            readonly synopsis?: string | null;
            readonly tagline?: string | null;
          } };
          /** Without any, nobody has a right to see it. */
          readonly windows?: readonly ({
            /** The first moment that no longer belongs to it. */
            readonly closesAt?: string | null;
            /** Empty for all. */
            readonly devices?: readonly ('web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset')[];
            readonly exceptTerritories?: readonly (string)[];
            readonly offer: {
              readonly kind: 'free' | 'subscription' | 'rental' | 'purchase';
              /** Of a subscription: any of them will do; empty for every plan. */
              readonly plans?: readonly (string)[];
            };
            readonly opensAt?: string | null;
            /** Empty for everywhere. */
            readonly territories?: readonly (string)[];
          })[];
        };
      };
      readonly answer: CatalogTitle;
    };
    /** Takes back one change of a title */
    readonly '/api/v1/catalog/titles/{id}/changes/{changeId}/undo': {
      readonly operationId: 'postCatalogTitlesByIdChangesByChangeIdUndo';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly changeId: string;
          };
        };
      };
      readonly answer: CatalogTitle | undefined;
    };
    /** Makes a link that shows a title before everybody may see it */
    readonly '/api/v1/catalog/titles/{id}/previews': {
      readonly operationId: 'postCatalogTitlesByIdPreviews';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          readonly hours?: number;
          /** For whom it is. */
          readonly note?: string;
        };
      };
      readonly answer: {
        readonly actor: string;
        readonly createdAt: string;
        readonly expiresAt: string;
        readonly id: string;
        readonly note: string;
        readonly path: string;
        /** Told only now. */
        readonly token: string;
      };
    };
    /** Signs a device out for good: its sessions end, and signing in there makes a new device */
    readonly '/api/v1/devices/{id}/revoke': {
      readonly operationId: 'postDevicesByIdRevoke';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Device;
    };
    /** Lets a title play within a page of another site, for nobody in particular, or tells why not */
    readonly '/api/v1/embeds/{titleId}/playback': {
      readonly operationId: 'postEmbedsByTitleIdPlayback';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly titleId: string;
          };
          readonly query?: {
            /** BCP 47, several with commas; `Accept-Language` without it. */
            readonly language?: string | undefined;
          };
        };
      };
      readonly answer: EmbeddedPlayback;
    };
    /** Grants an account a plan, a title or everything */
    readonly '/api/v1/entitlements': {
      readonly operationId: 'postEntitlements';
      readonly request: {
        readonly body: {
          readonly accountId: string;
          /** The first moment that no longer belongs to it. */
          readonly endsAt?: string | null;
          /** Names it in your system. Sent again with the same content, it changes nothing. */
          readonly externalRef?: string | null;
          readonly note?: string;
          /** A title is held with all below it. */
          readonly scope: {
            readonly kind: 'plan';
            readonly plan: string;
          } | {
            readonly kind: 'title';
            readonly titleId: string;
          } | {
            readonly kind: 'everything';
          };
          /** Screens at once that it brings; the setting without it. */
          readonly screens?: number | null;
          readonly source: 'plan' | 'purchase' | 'rental' | 'promotion' | 'staff';
          /** Now without it. */
          readonly startsAt?: string;
        };
      };
      readonly answer: Entitlement;
    };
    /** Revokes a grant: at once for what begins, and for what plays when its addresses are renewed */
    readonly '/api/v1/entitlements/{id}/revoke': {
      readonly operationId: 'postEntitlementsByIdRevoke';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Entitlement;
    };
    /** Lets a player fetch the beginning of what somebody seems to be about to play */
    readonly '/api/v1/playback-preparations': {
      readonly operationId: 'postPlaybackPreparations';
      readonly request: {
        readonly body: {
          /** One of its trailers or extras. */
          readonly assetId?: string;
          readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset';
          readonly profileId: string;
          readonly titleId: string;
        };
      };
      readonly answer: PreparedPlayback;
    };
    /** Begins to play a title, or tells why not */
    readonly '/api/v1/playback-sessions': {
      readonly operationId: 'postPlaybackSessions';
      readonly request: {
        readonly body: {
          /** With a title one of its trailers or extras; alone any asset, for who may read assets. */
          readonly assetId?: string;
          /** What it plays on. */
          readonly device?: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset';
          /** The token of a preview link. */
          readonly preview?: string;
          readonly profileId: string;
          /** A session of this player that ends as this one begins. */
          readonly replaces?: string;
          readonly titleId?: string;
        };
      };
      readonly answer: StartedPlayback;
    };
    /** Ends a playback session of the account, on whatever screen */
    readonly '/api/v1/playback-sessions/{id}/end': {
      readonly operationId: 'postPlaybackSessionsByIdEnd';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Says how a viewing goes, and keeps its screen */
    readonly '/api/v1/playback-sessions/{id}/heartbeats': {
      readonly operationId: 'postPlaybackSessionsByIdHeartbeats';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          /** In any order; what was sent before may come again. */
          readonly beats: readonly ({
            /** Milliseconds since the session's answer arrived, by a clock that nobody sets, such as `performance.now()`. */
            readonly atMs: number;
            /** The title's length; 0 where it is not known. */
            readonly durationMs: number;
            /** For how long it has played in this session, all told. */
            readonly playedMs: number;
            /** Where in the title it stands. */
            readonly positionMs: number;
            /** One more with each beat of the session. */
            readonly sequence: number;
            readonly state: 'playing' | 'paused' | 'seeking' | 'ended';
          })[];
          /** From the answer that began the session. */
          readonly token: string;
        };
      };
      readonly answer: {
        /** Whether the beats are written within a second. False: the database is behind; keep them, and send them again with the next. */
        readonly acknowledged: boolean;
        /** Why the session is over; the player should stop. */
        readonly ended: 'ended' | 'displaced' | 'revoked' | 'lapsed' | 'gone' | null;
        /** Beats that lie in the future, and say nothing. */
        readonly ignored: number;
        /** Until then the screen is kept without another beat. */
        readonly leaseExpiresAt: string | null;
        /** When to send the next. */
        readonly nextInSeconds: number;
      };
    };
    /** Judges again, and gives a session new addresses and a longer lease */
    readonly '/api/v1/playback-sessions/{id}/token': {
      readonly operationId: 'postPlaybackSessionsByIdToken';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: RenewedPlayback;
    };
    /** Makes a profile */
    readonly '/api/v1/profiles': {
      readonly operationId: 'postProfiles';
      readonly request: {
        readonly body: {
          readonly audioLanguages?: readonly (string)[];
          readonly avatar?: string | null;
          readonly captionLanguages?: readonly (string)[];
          readonly captions?: 'off' | 'forced' | 'on';
          readonly isKids?: boolean;
          readonly language?: string | null;
          /** Age in years; null for no limit. */
          readonly maturityLimit?: number | null;
          readonly name: string;
          /** The account's, so that whoever watches cannot lift their own limits. */
          readonly password: string;
        };
      };
      readonly answer: Profile;
    };
    /** Deletes a profile with all that belongs to it */
    readonly '/api/v1/profiles/{id}/delete': {
      readonly operationId: 'postProfilesByIdDelete';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          /** The account's, so that whoever watches cannot lift their own limits. */
          readonly password: string;
        };
      };
      readonly answer: undefined;
    };
    /** Asks for the PIN again */
    readonly '/api/v1/profiles/{id}/lock': {
      readonly operationId: 'postProfilesByIdLock';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Profile;
    };
    /** Opens a profile for this session by its PIN */
    readonly '/api/v1/profiles/{id}/unlock': {
      readonly operationId: 'postProfilesByIdUnlock';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          readonly pin: string;
        };
      };
      readonly answer: Profile;
    };
    /** Takes the app and the recovery codes of an account that has lost both, and ends its sessions */
    readonly '/api/v1/staff/forget-second-factor': {
      readonly operationId: 'postStaffForgetSecondFactor';
      readonly request: {
        readonly body: {
          readonly email: string;
        };
      };
      readonly answer: undefined;
    };
    /** Invites an address to work here, by a mail with a link; an older invitation to it ends */
    readonly '/api/v1/staff/invitations': {
      readonly operationId: 'postStaffInvitations';
      readonly request: {
        readonly body: {
          readonly email: string;
          readonly role: 'owner' | 'admin' | 'editor' | 'support';
        };
      };
      readonly answer: Invitation;
    };
    /** Sends the mail again, with another link */
    readonly '/api/v1/staff/invitations/{id}/resend': {
      readonly operationId: 'postStaffInvitationsByIdResend';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: Invitation;
    };
    /** Has a job that was given up tried again */
    readonly '/api/v1/system/jobs/{id}/redrive': {
      readonly operationId: 'postSystemJobsByIdRedrive';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: {
        /** False where the same waits already. */
        readonly redriven: boolean;
      };
    };
    /** Loads the sample library into a system without titles */
    readonly '/api/v1/system/sample-library': {
      readonly operationId: 'postSystemSampleLibrary';
      readonly request: {};
      readonly answer: SampleLibrary;
    };
    /** Replaces the secret that signs sessions */
    readonly '/api/v1/system/secret/rotate': {
      readonly operationId: 'postSystemSecretRotate';
      readonly request: {
        readonly body: {
          /** True after a leak: the old secret counts for nothing at once, and everybody signs in again. */
          readonly endSessions?: boolean;
        };
      };
      readonly answer: undefined;
    };
    /** Has a server told of events */
    readonly '/api/v1/webhooks': {
      readonly operationId: 'postWebhooks';
      readonly request: {
        readonly body: {
          readonly description?: string;
          readonly isEnabled?: boolean;
          /** `*`, all of a kind (`vitascope.title.*`), or some of: vitascope.asset.created, vitascope.asset.playable, vitascope.asset.completed, vitascope.asset.rejected, vitascope.asset.failed, vitascope.asset.deleted, vitascope.asset.restored, vitascope.asset.purged, vitascope.title.created, vitascope.title.changed, vitascope.title.published, vitascope.title.unpublished, vitascope.title.removed, vitascope.person.created, vitascope.person.changed, vitascope.person.removed, vitascope.term.created, vitascope.term.changed, vitascope.term.removed, vitascope.home-row.created, vitascope.home-row.changed, vitascope.home-row.removed, vitascope.webhook.test. */
          readonly types: readonly ('*' | 'vitascope.asset.*' | 'vitascope.title.*' | 'vitascope.person.*' | 'vitascope.term.*' | 'vitascope.home-row.*' | 'vitascope.webhook.*' | 'vitascope.asset.created' | 'vitascope.asset.playable' | 'vitascope.asset.completed' | 'vitascope.asset.rejected' | 'vitascope.asset.failed' | 'vitascope.asset.deleted' | 'vitascope.asset.restored' | 'vitascope.asset.purged' | 'vitascope.title.created' | 'vitascope.title.changed' | 'vitascope.title.published' | 'vitascope.title.unpublished' | 'vitascope.title.removed' | 'vitascope.person.created' | 'vitascope.person.changed' | 'vitascope.person.removed' | 'vitascope.term.created' | 'vitascope.term.changed' | 'vitascope.term.removed' | 'vitascope.home-row.created' | 'vitascope.home-row.changed' | 'vitascope.home-row.removed' | 'vitascope.webhook.test')[];
          readonly url: string;
        };
      };
      readonly answer: WebhookWithSecret;
    };
    /** Sends an event again, with the same id */
    readonly '/api/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver': {
      readonly operationId: 'postWebhooksByIdDeliveriesByDeliveryIdRedeliver';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly deliveryId: string;
          };
        };
      };
      readonly answer: WebhookDelivery;
    };
    /** Makes a new secret; the one before goes on signing beside it for a day */
    readonly '/api/v1/webhooks/{id}/secret': {
      readonly operationId: 'postWebhooksByIdSecret';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: WebhookWithSecret;
    };
    /** Sends an event of the type `vitascope.webhook.test` */
    readonly '/api/v1/webhooks/{id}/test': {
      readonly operationId: 'postWebhooksByIdTest';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: WebhookDelivery;
    };
  };
  readonly PUT: {
    /** Puts all rows of a page in an order */
    readonly '/api/v1/catalog/pages/{page}/order': {
      readonly operationId: 'putCatalogPagesByPageOrder';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly page: string;
          };
        };
        readonly body: {
          readonly ids: readonly (string)[];
        };
      };
      readonly answer: {
        readonly items: readonly (CatalogHomeRow)[];
      };
    };
    /** Says what another title is to this one */
    readonly '/api/v1/catalog/titles/{id}/relations/{kind}/{relatedId}': {
      readonly operationId: 'putCatalogTitlesByIdRelationsByKindByRelatedId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly kind: 'sequel' | 'prequel' | 'remake' | 'spinoff' | 'adaptation' | 'franchise' | 'related';
            readonly relatedId: string;
          };
        };
      };
      readonly answer: CatalogTitle;
    };
    /** Sets what a profile may see */
    readonly '/api/v1/profiles/{id}/limits': {
      readonly operationId: 'putProfilesByIdLimits';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          readonly isKids: boolean;
          /** Age in years; null for no limit. */
          readonly maturityLimit: number | null;
          /** The account's, so that whoever watches cannot lift their own limits. */
          readonly password: string;
        };
      };
      readonly answer: Profile;
    };
    /** Puts a title on the list; one that is on it keeps its place */
    readonly '/api/v1/profiles/{id}/my-list/{titleId}': {
      readonly operationId: 'putProfilesByIdMyListByTitleId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly titleId: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Sets the PIN of a profile, or takes it away with null; every session has to say it again */
    readonly '/api/v1/profiles/{id}/pin': {
      readonly operationId: 'putProfilesByIdPin';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          /** The account's, so that whoever watches cannot lift their own limits. */
          readonly password: string;
          readonly pin: string | null;
        };
      };
      readonly answer: Profile;
    };
    /** Says what the profile thinks of a title */
    readonly '/api/v1/profiles/{id}/ratings/{titleId}': {
      readonly operationId: 'putProfilesByIdRatingsByTitleId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly titleId: string;
          };
        };
        readonly body: {
          readonly rating: 'dislike' | 'like' | 'love';
        };
      };
      readonly answer: undefined;
    };
    /** Marks a title as watched or not; of a series or season, all its episodes */
    readonly '/api/v1/profiles/{id}/watch-states/{titleId}': {
      readonly operationId: 'putProfilesByIdWatchStatesByTitleId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly titleId: string;
          };
        };
        readonly body: {
          readonly watched: boolean;
        };
      };
      readonly answer: WatchState;
    };
    /** Gives the account with this address a role, or another one */
    readonly '/api/v1/staff': {
      readonly operationId: 'putStaff';
      readonly request: {
        readonly body: {
          readonly email: string;
          readonly role: 'owner' | 'admin' | 'editor' | 'support';
        };
      };
      readonly answer: Account;
    };
  };
  readonly PATCH: {
    /** Renames an asset */
    readonly '/api/v1/assets/{id}': {
      readonly operationId: 'patchAssetsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          readonly name: string;
        };
      };
      readonly answer: Asset;
    };
    /** Changes what subtitles or captions are called and when they are shown */
    readonly '/api/v1/assets/{id}/text-tracks/{textTrackId}': {
      readonly operationId: 'patchAssetsByIdTextTracksByTextTrackId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly textTrackId: string;
          };
        };
        readonly body: {
          readonly isDefault?: boolean;
          readonly isForced?: boolean;
          /** `captions` tell of sounds as well, for who does not hear them (SDH). */
          readonly kind?: 'subtitles' | 'captions';
          readonly language?: string;
          /** As menus call it. */
          readonly name?: string;
        };
      };
      readonly answer: TextTrack;
    };
    /** Renames a passkey */
    readonly '/api/v1/auth/passkeys/{id}': {
      readonly operationId: 'patchAuthPasskeysById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          readonly name: string;
        };
      };
      readonly answer: Passkey;
    };
    /** Replaces the given fields of a person */
    readonly '/api/v1/catalog/people/{id}': {
      readonly operationId: 'patchCatalogPeopleById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          /** What viewers read about the person, by language. */
          readonly biographies?: { readonly [name: string]: string };
          /** By language (BCP 47). */
          readonly names?: { readonly [name: string]: string };
          readonly originalLanguage?: string;
          /** An image of the kind `portrait`. */
          readonly portraitId?: string | null;
          readonly slug?: string;
        };
      };
      readonly answer: CatalogPerson;
    };
    /** Replaces the given fields of a row of a page */
    readonly '/api/v1/catalog/rows/{id}': {
      readonly operationId: 'patchCatalogRowsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          /** To whom the row is shown, and when. */
          readonly audience?: {
            /** The first moment that no longer belongs to it. */
            readonly closesAt?: string | null;
            /** Empty for all. */
            readonly devices?: readonly ('web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset')[];
            readonly exceptTerritories?: readonly (string)[];
            readonly opensAt?: string | null;
            /** Any of them will do; empty for everybody. */
            readonly plans?: readonly (string)[];
            readonly profiles?: 'everybody' | 'kids' | 'grown-ups';
            /** Empty for everywhere. */
            readonly territories?: readonly (string)[];
          };
          readonly collectionId?: string | null;
          readonly enabled?: boolean;
          /** Of rows of kind `new` and `query`. */
          readonly filter?: {
            readonly genre?: string | null;
            /** Empty for films, series and events. */
            readonly kinds?: readonly ('film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection')[];
            readonly mood?: string | null;
            readonly tag?: string | null;
          };
          readonly kind?: 'editorial' | 'new' | 'query' | 'collection' | 'continue-watching' | 'my-list';
          /** Titles that the page itself shows. */
          readonly limit?: number;
          /** By language (BCP 47). */
          readonly names?: { readonly [name: string]: string };
          readonly originalLanguage?: string;
          /** `home`, `kids`, or any other. Profiles of kids get `kids` whatever they ask for. */
          readonly page?: string;
          /** 0 for the end of the page. */
          readonly position?: number;
          /** Of an editorial row, in order. */
          readonly titleIds?: readonly (string)[];
        };
      };
      readonly answer: CatalogHomeRow;
    };
    /** Replaces the given fields of a genre, tag or mood */
    readonly '/api/v1/catalog/terms/{id}': {
      readonly operationId: 'patchCatalogTermsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          readonly kind?: 'genre' | 'tag' | 'mood';
          /** By language (BCP 47). */
          readonly names?: { readonly [name: string]: string };
          readonly originalLanguage?: string;
          readonly slug?: string;
        };
      };
      readonly answer: CatalogTerm;
    };
    /** Replaces the given fields of a title */
    readonly '/api/v1/catalog/titles/{id}': {
      readonly operationId: 'patchCatalogTitlesById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          readonly artwork?: readonly ({
            readonly imageId: string;
            readonly kind: 'poster' | 'backdrop' | 'logo' | 'still';
            /** Of its words; null for a picture without words. */
            readonly language?: string | null;
          })[];
          readonly assets?: readonly ({
            readonly assetId: string;
            /** By language (BCP 47). */
            readonly names?: { readonly [name: string]: string };
            readonly purpose: 'main' | 'trailer' | 'extra';
          })[];
          readonly countries?: readonly (string)[];
          readonly credits?: readonly ({
            readonly character?: string | null;
            readonly personId: string;
            readonly role: 'actor' | 'voice' | 'director' | 'writer' | 'producer' | 'composer' | 'cinematographer' | 'editor' | 'presenter' | 'guest' | 'creator';
          })[];
          readonly firstShownOn?: string | null;
          readonly genres?: readonly (string)[];
          readonly kind?: 'film' | 'series' | 'season' | 'episode' | 'clip' | 'event' | 'collection';
          readonly markers?: readonly ({
            readonly endMs: number;
            readonly kind: 'intro' | 'recap' | 'credits';
            readonly startMs: number;
          })[];
          /** Of a collection, in order. */
          readonly members?: readonly (string)[];
          readonly moods?: readonly (string)[];
          readonly number?: number | null;
          readonly originalLanguage?: string;
          /** The series of a season, the season of an episode, … */
          readonly parentId?: string | null;
          readonly publication?: {
            /** Nothing is shown before, whatever else is set. */
            readonly embargoUntil?: string | null;
            readonly expireAt?: string | null;
            readonly publishAt?: string | null;
            /** False for a draft. */
            readonly released?: boolean;
          };
          readonly ratings?: readonly ({
            readonly label: string;
            readonly minimumAge: number;
            readonly system: string;
            /** `*` for wherever there is no other. */
            readonly territory: '*' | string;
          })[];
          /** What other titles are to this one: its sequel, the franchise that it belongs to. */
          readonly relations?: readonly ({
            readonly kind: 'sequel' | 'prequel' | 'remake' | 'spinoff' | 'adaptation' | 'franchise' | 'related';
            readonly titleId: string;
          })[];
          /** Chosen from the name without it. */
          readonly slug?: string;
          readonly tags?: readonly (string)[];
          /** By language (BCP 47). */
          readonly texts?: { readonly [name: string]: {
            readonly name: string;
            readonly synopsis?: string | null;
            readonly tagline?: string | null;
          } };
          /** Without any, nobody has a right to see it. */
          readonly windows?: readonly ({
            /** The first moment that no longer belongs to it. */
            readonly closesAt?: string | null;
            /** Empty for all. */
            readonly devices?: readonly ('web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset')[];
            readonly exceptTerritories?: readonly (string)[];
            readonly offer: {
              readonly kind: 'free' | 'subscription' | 'rental' | 'purchase';
              /** Of a subscription: any of them will do; empty for every plan. */
              readonly plans?: readonly (string)[];
            };
            readonly opensAt?: string | null;
            /** Empty for everywhere. */
            readonly territories?: readonly (string)[];
          })[];
        };
      };
      readonly answer: CatalogTitle;
    };
    /** Renames a device */
    readonly '/api/v1/devices/{id}': {
      readonly operationId: 'patchDevicesById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          readonly name: string;
        };
      };
      readonly answer: Device;
    };
    /** Changes what a profile likes */
    readonly '/api/v1/profiles/{id}': {
      readonly operationId: 'patchProfilesById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          readonly audioLanguages?: readonly (string)[];
          readonly avatar?: string | null;
          readonly captionLanguages?: readonly (string)[];
          readonly captions?: 'off' | 'forced' | 'on';
          readonly language?: string | null;
          readonly name?: string;
        };
      };
      readonly answer: Profile;
    };
    /** Replaces the given fields of a webhook */
    readonly '/api/v1/webhooks/{id}': {
      readonly operationId: 'patchWebhooksById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
        readonly body: {
          readonly description?: string;
          readonly isEnabled?: boolean;
          /** `*`, all of a kind (`vitascope.title.*`), or some of: vitascope.asset.created, vitascope.asset.playable, vitascope.asset.completed, vitascope.asset.rejected, vitascope.asset.failed, vitascope.asset.deleted, vitascope.asset.restored, vitascope.asset.purged, vitascope.title.created, vitascope.title.changed, vitascope.title.published, vitascope.title.unpublished, vitascope.title.removed, vitascope.person.created, vitascope.person.changed, vitascope.person.removed, vitascope.term.created, vitascope.term.changed, vitascope.term.removed, vitascope.home-row.created, vitascope.home-row.changed, vitascope.home-row.removed, vitascope.webhook.test. */
          readonly types?: readonly ('*' | 'vitascope.asset.*' | 'vitascope.title.*' | 'vitascope.person.*' | 'vitascope.term.*' | 'vitascope.home-row.*' | 'vitascope.webhook.*' | 'vitascope.asset.created' | 'vitascope.asset.playable' | 'vitascope.asset.completed' | 'vitascope.asset.rejected' | 'vitascope.asset.failed' | 'vitascope.asset.deleted' | 'vitascope.asset.restored' | 'vitascope.asset.purged' | 'vitascope.title.created' | 'vitascope.title.changed' | 'vitascope.title.published' | 'vitascope.title.unpublished' | 'vitascope.title.removed' | 'vitascope.person.created' | 'vitascope.person.changed' | 'vitascope.person.removed' | 'vitascope.term.created' | 'vitascope.term.changed' | 'vitascope.term.removed' | 'vitascope.home-row.created' | 'vitascope.home-row.changed' | 'vitascope.home-row.removed' | 'vitascope.webhook.test')[];
          readonly url?: string;
        };
      };
      readonly answer: Webhook;
    };
  };
  readonly DELETE: {
    /** Deletes a key: it is worth nothing from then on */
    readonly '/api/v1/api-keys/{id}': {
      readonly operationId: 'deleteApiKeysById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Puts an asset into the trash, or deletes it for good */
    readonly '/api/v1/assets/{id}': {
      readonly operationId: 'deleteAssetsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
          readonly query?: {
            readonly force?: string | undefined;
            readonly permanent?: string | undefined;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Deletes subtitles or captions for good */
    readonly '/api/v1/assets/{id}/text-tracks/{textTrackId}': {
      readonly operationId: 'deleteAssetsByIdTextTracksByTextTrackId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly textTrackId: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Ends a session of the account */
    readonly '/api/v1/auth/sessions/{id}': {
      readonly operationId: 'deleteAuthSessionsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Deletes an image that nothing shows, for good */
    readonly '/api/v1/catalog/images/{id}': {
      readonly operationId: 'deleteCatalogImagesById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Deletes a person */
    readonly '/api/v1/catalog/people/{id}': {
      readonly operationId: 'deleteCatalogPeopleById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Deletes a row of a page */
    readonly '/api/v1/catalog/rows/{id}': {
      readonly operationId: 'deleteCatalogRowsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Deletes a genre, tag or mood */
    readonly '/api/v1/catalog/terms/{id}': {
      readonly operationId: 'deleteCatalogTermsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Deletes a title */
    readonly '/api/v1/catalog/titles/{id}': {
      readonly operationId: 'deleteCatalogTitlesById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Revokes a preview link */
    readonly '/api/v1/catalog/titles/{id}/previews/{previewId}': {
      readonly operationId: 'deleteCatalogTitlesByIdPreviewsByPreviewId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly previewId: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Takes back what another title is to this one */
    readonly '/api/v1/catalog/titles/{id}/relations/{kind}/{relatedId}': {
      readonly operationId: 'deleteCatalogTitlesByIdRelationsByKindByRelatedId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly kind: 'sequel' | 'prequel' | 'remake' | 'spinoff' | 'adaptation' | 'franchise' | 'related';
            readonly relatedId: string;
          };
        };
      };
      readonly answer: CatalogTitle;
    };
    /** Takes a title, with the rest of its series, out of what is continued until it is played again */
    readonly '/api/v1/profiles/{id}/continue-watching/{titleId}': {
      readonly operationId: 'deleteProfilesByIdContinueWatchingByTitleId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly titleId: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Clears the history */
    readonly '/api/v1/profiles/{id}/history': {
      readonly operationId: 'deleteProfilesByIdHistory';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Takes a title out of the history until it is played again */
    readonly '/api/v1/profiles/{id}/history/{titleId}': {
      readonly operationId: 'deleteProfilesByIdHistoryByTitleId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly titleId: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Takes a title off the list */
    readonly '/api/v1/profiles/{id}/my-list/{titleId}': {
      readonly operationId: 'deleteProfilesByIdMyListByTitleId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly titleId: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Takes a rating back */
    readonly '/api/v1/profiles/{id}/ratings/{titleId}': {
      readonly operationId: 'deleteProfilesByIdRatingsByTitleId';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
            readonly titleId: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Revokes an invitation */
    readonly '/api/v1/staff/invitations/{id}': {
      readonly operationId: 'deleteStaffInvitationsById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Takes an account's role: it is a viewer's again */
    readonly '/api/v1/staff/{id}': {
      readonly operationId: 'deleteStaffById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
    /** Deletes a webhook with its deliveries */
    readonly '/api/v1/webhooks/{id}': {
      readonly operationId: 'deleteWebhooksById';
      readonly request: {
        readonly params: {
          readonly path: {
            readonly id: string;
          };
        };
      };
      readonly answer: undefined;
    };
  };
}
