// A profile: who of an account watches, what they like, and what they may see.

/** What everybody who watches by a profile may change. */
export interface ProfileTastes {
  readonly name: string;
  /** The key of a picture that the apps know; null for a letter. */
  readonly avatar: string | null;
  /** BCP 47, as the others: of the apps and of titles. Null: the device's. */
  readonly language: string | null;
  /** In order of preference; empty: the original. */
  readonly audioLanguages: readonly string[];
  readonly captionLanguages: readonly string[];
  /** `forced`: only where something foreign is said. */
  readonly captions: 'off' | 'forced' | 'on';
}

/** What only the holder of the account may change, by its password. */
export interface ProfileLimits {
  /** Titles rated for an older age in years are not there for it. Null: none. */
  readonly maturityLimit: number | null;
  /** Apps show little more than pictures, and nothing above {@link KIDS_LIMIT}, whatever the limit. */
  readonly isKids: boolean;
}

export interface Profile extends ProfileTastes, ProfileLimits {
  readonly id: string;
  /** One more with each change. */
  readonly revision: number;
  readonly hasPin: boolean;
  /** Whether it takes a PIN that this session has not said yet. */
  readonly isLocked: boolean;
}

/** FSK, BBFC and MPA all have a step at twelve or thirteen: what lies above is not made for children. */
export const KIDS_LIMIT = 12;

/** The age that counts when a title's rating is held against a profile; null: all are let through. */
export function maturityLimitOf({ maturityLimit, isKids }: ProfileLimits): number | null {
  if (!isKids) return maturityLimit;
  return Math.min(maturityLimit ?? KIDS_LIMIT, KIDS_LIMIT);
}
