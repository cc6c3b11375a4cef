// Who may see and play a title, when, where and on what: the one rule. availability-sql.ts says the same in SQL.

export const offerKinds = ['free', 'subscription', 'rental', 'purchase'] as const;
export const deviceKinds = ['web', 'phone', 'tablet', 'tv', 'console', 'headset'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** On what terms. A subscription names plans, any of which will do; with none, every plan does. */
export interface Offer {
  readonly kind: (typeof offerKinds)[number];
  readonly plans: readonly string[];
}

/** A right: from when until when, where, on what, on which terms. Times are epoch milliseconds, the end is excluded. */
export interface Window {
  readonly opensAt: number | null;
  readonly closesAt: number | null;
  /** ISO 3166-1 alpha-2; empty for everywhere. */
  readonly territories: readonly string[];
  readonly exceptTerritories: readonly string[];
  /** Empty for all. */
  readonly devices: readonly DeviceKind[];
  readonly offer: Offer;
}

/** An editor's decision to show a title, and its times in epoch milliseconds. */
export interface Publication {
  readonly isReleased: boolean;
  readonly publishAt: number | null;
  /** A promise to a rights holder: whatever else is set, nothing is shown before. */
  readonly embargoUntil: number | null;
  readonly expireAt: number | null;
}

/** What counts of a title, with everything that it inherits. */
export interface TitleFacts extends Publication {
  /** Its own id, then those of its season and series: what was bought or previewed there holds here. */
  readonly lineage: readonly string[];
  readonly windows: readonly Window[];
  /** Years by territory, `*` for all others. */
  readonly minimumAges: Readonly<Record<string, number>>;
  /** Whether a main asset is linked. */
  readonly hasMedia: boolean;
}

/** What counts of a viewer. What is not known (null) opens nothing that depends on it. */
export interface ViewerFacts {
  readonly territory: string | null;
  readonly device: DeviceKind | null;
  /** The oldest minimum age that the profile may see; null for no limit. */
  readonly maturityLimit: number | null;
  readonly plans: readonly string[];
  /** Titles bought; titles whose rental is running. */
  readonly purchases: readonly string[];
  readonly rentals: readonly string[];
  /** Titles given: whatever the offer, while a window is open. */
  readonly gifts: readonly string[];
  /** As if every title were given. */
  readonly hasEverything: boolean;
  /** Titles whose preview link the viewer came with. */
  readonly previews: readonly string[];
}

/** Nobody in particular, nowhere in particular. */
export const unknownViewer: ViewerFacts = {
  territory: null,
  device: null,
  maturityLimit: null,
  plans: [],
  purchases: [],
  rentals: [],
  gifts: [],
  hasEverything: false,
  previews: [],
};

export const publicationStates = ['draft', 'scheduled', 'published', 'expired'] as const;
export type PublicationState = (typeof publicationStates)[number];

/** Why a title is hidden, or why it is shown but does not play. The first that applies, in this order. */
export const refusals = [
  'draft',
  'expired',
  'embargoed',
  'scheduled',
  'maturity',
  'no-rights',
  'territory',
  'window-closed',
  'window-not-open',
  'device',
  'no-media',
  'entitlement',
] as const;
export type Refusal = (typeof refusals)[number];

export interface Availability {
  readonly visible: boolean;
  readonly playable: boolean;
  /** Null exactly when it plays. */
  readonly reason: Refusal | null;
  /** What can be had now, here and on this device. */
  readonly offers: readonly Offer[];
  /** When it can first be had, if not yet. */
  readonly opensAt: number | null;
  /** When the viewer's right to play ends, where that is known. */
  readonly closesAt: number | null;
}

export function publicationState(publication: Publication, now: number): PublicationState {
  const refusal = refusePublication(publication, now);
  if (refusal === null) return 'published';
  return refusal === 'embargoed' ? 'scheduled' : refusal;
}

/**
 * A preview link is the word of an editor: it stands above times, territories, devices and offers, and only below the
 * profile's maturity limit. What was bought or rented outlives the window in which it was sold.
 */
export function decideAvailability(title: TitleFacts, viewer: ViewerFacts, now: number): Availability {
  const isPreviewed = meets(title.lineage, viewer.previews);
  const unpublished = isPreviewed ? null : refusePublication(title, now);
  if (unpublished !== null) return hidden(unpublished);
  if (isTooMature(title, viewer)) return hidden('maturity');
  if (isPreviewed) return title.hasMedia ? plays([], null) : shown('no-media');
  if (title.windows.length === 0) return hidden('no-rights');

  const here = title.windows.filter((window) => isIn(window, viewer.territory));
  if (here.length === 0) return hidden('territory');
  const lasting = here.filter((window) => !isOver(window, now) || isHeld(window, title, viewer));
  if (lasting.length === 0) return hidden('window-closed');
  const open = lasting.filter((window) => window.opensAt === null || window.opensAt <= now);
  if (open.length === 0) return { ...shown('window-not-open'), opensAt: earliestOpening(lasting) };
  const onDevice = open.filter((window) => isOn(window, viewer.device));
  if (onDevice.length === 0) return shown('device');

  const offers = distinctOffers(onDevice.filter((window) => !isOver(window, now)));
  if (!title.hasMedia) return shown('no-media', offers);
  const usable = onDevice.filter((window) => entitles(window, title, viewer));
  if (usable.length === 0) return shown('entitlement', offers);
  return plays(offers, latestEnd(usable, title, viewer));
}

function refusePublication(publication: Publication, now: number) {
  const { isReleased, publishAt, embargoUntil, expireAt } = publication;
  if (!isReleased) return 'draft';
  if (expireAt !== null && expireAt <= now) return 'expired';
  if (embargoUntil !== null && embargoUntil > now) return 'embargoed';
  return publishAt !== null && publishAt > now ? 'scheduled' : null;
}

/** The years that count for a viewer there; null for a title that nobody has rated. */
export function minimumAgeIn(
  title: Pick<TitleFacts, 'minimumAges'>,
  territory: string | null,
): number | null {
  const ages = new Map(Object.entries(title.minimumAges));
  const known = (territory === null ? undefined : ages.get(territory)) ?? ages.get('*');
  // Rated, but not for here: the strictest rating errs on the safe side.
  return known ?? (ages.size === 0 ? null : Math.max(...ages.values()));
}

/** A limit hides what has not been rated: nobody has said that it is fit. */
function isTooMature(title: TitleFacts, viewer: ViewerFacts): boolean {
  if (viewer.maturityLimit === null) return false;
  const age = minimumAgeIn(title, viewer.territory);
  return age === null || age > viewer.maturityLimit;
}

function isIn(window: Window, territory: string | null): boolean {
  const { territories, exceptTerritories } = window;
  if (territory === null) return territories.length === 0 && exceptTerritories.length === 0;
  return (
    (territories.length === 0 || territories.includes(territory)) && !exceptTerritories.includes(territory)
  );
}

function isOn(window: Window, device: DeviceKind | null): boolean {
  return window.devices.length === 0 || (device !== null && window.devices.includes(device));
}

function isOver(window: Window, now: number): boolean {
  return window.closesAt !== null && window.closesAt <= now;
}

function isHeld({ offer }: Window, title: TitleFacts, viewer: ViewerFacts): boolean {
  if (offer.kind === 'purchase') return meets(title.lineage, viewer.purchases);
  return offer.kind === 'rental' && meets(title.lineage, viewer.rentals);
}

function entitles(window: Window, title: TitleFacts, viewer: ViewerFacts): boolean {
  const { kind, plans } = window.offer;
  if (kind === 'free' || viewer.hasEverything || meets(title.lineage, viewer.gifts)) return true;
  if (kind === 'subscription')
    return plans.length === 0 ? viewer.plans.length > 0 : meets(plans, viewer.plans);
  return isHeld(window, title, viewer);
}

/** What is held ends with the rental or never, which billing knows; so does a window without an end. */
function latestEnd(usable: readonly Window[], title: TitleFacts, viewer: ViewerFacts): number | null {
  const ends = usable.map((window) => (isHeld(window, title, viewer) ? null : window.closesAt));
  return ends.includes(null) ? null : Math.max(...ends.map(Number));
}

function earliestOpening(windows: readonly Window[]): number {
  return Math.min(...windows.map(({ opensAt }) => opensAt ?? Number.POSITIVE_INFINITY));
}

function distinctOffers(windows: readonly Window[]): Offer[] {
  const byName = windows.map(({ offer }) => [`${offer.kind} ${offer.plans.join(' ')}`, offer] as const);
  return [...new Map(byName).values()];
}

function meets(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one));
}

function hidden(reason: Refusal): Availability {
  return { ...shown(reason), visible: false };
}

function shown(reason: Refusal, offers: readonly Offer[] = []): Availability {
  return { visible: true, playable: false, reason, offers, opensAt: null, closesAt: null };
}

function plays(offers: readonly Offer[], closesAt: number | null): Availability {
  return { visible: true, playable: true, reason: null, offers, opensAt: null, closesAt };
}
