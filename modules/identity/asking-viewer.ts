// Who asks, and by which profile, as one expression of SQL: for those who ask for more in the same round trip.
import { type RawBuilder, sql } from 'kysely';
import type { DeviceKind } from './device.ts';
import type { StaffRole } from './permissions.ts';
import type { Profile } from './profile.ts';
import type { ProofKind } from './proof.ts';

export interface AskingViewer {
  readonly accountId: string;
  readonly sessionId: string;
  /** Null for a session from before there were devices. */
  readonly device: { readonly id: string; readonly kind: DeviceKind; readonly seenAt: number } | null;
  /** Of the staff, and what the session was opened with: `recognize` makes the actor of them. */
  readonly role: StaffRole | null;
  readonly proof: ProofKind | null;
  /** Null where the account has no such profile. */
  readonly profile: Profile | null;
}

/** A query of one row, or none where nobody is signed in: `account_id` and `facts` (jsonb, an {@link AskingViewer}). */
export function askingViewer(wish: {
  /** Of a session, its signature checked; null finds nobody. */
  readonly token: RawBuilder<string | null>;
  readonly profileId: RawBuilder<unknown>;
  readonly now: RawBuilder<Date>;
}): RawBuilder<unknown> {
  return sql`
    select session.account_id, jsonb_build_object(
      'accountId', session.account_id, 'sessionId', session.id,
      'role', staff.role, 'proof', session.proof,
      'device', case when device.id is not null then jsonb_build_object('id', device.id, 'kind', device.kind,
        'seenAt', floor(extract(epoch from device.seen_at) * 1000)) end,
      'profile', case when profile.id is not null then jsonb_build_object(
        'id', profile.id, 'name', profile.name, 'avatar', profile.avatar, 'language', profile.language,
        'audioLanguages', profile.audio_languages, 'captionLanguages', profile.caption_languages,
        'captions', profile.captions, 'maturityLimit', profile.maturity_limit, 'isKids', profile.is_kids,
        'hasPin', profile.pin_hash is not null,
        'isLocked', profile.pin_hash is not null and unlocked.session_id is null) end) as facts
    from identity.sessions as session
      left join identity.staff as staff on staff.account_id = session.account_id
      left join identity.devices as device on device.id = session.device_id
      left join identity.profiles as profile
        on profile.account_id = session.account_id and profile.id = ${wish.profileId}::text
      left join identity.profile_unlocks as unlocked
        on unlocked.profile_id = profile.id and unlocked.session_id = session.id
    where session.token = ${wish.token}::text and session.expires_at > ${wish.now}::timestamptz
      and device.revoked_at is null`;
}
