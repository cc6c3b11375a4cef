// Whether an asset plays, as an expression of SQL: for playback, which asks for more in the same round trip.
import { type RawBuilder, sql } from 'kysely';

/** `examining`: soon, perhaps. `failed`: it never will. */
export type AssetReadiness = 'ready' | 'examining' | 'failed' | 'missing';

/** What of a cancelled asset, or of one that could not be made whole, was made stays playable. */
export function assetReadiness(id: RawBuilder<unknown>): RawBuilder<AssetReadiness> {
  return sql`coalesce((select case
      when asset.state = 'examining' then 'examining'
      when asset.state = 'rejected' or asset.facts is null or asset.timeline is null then 'failed'
      else 'ready' end
    from assets.assets as asset where asset.id = ${id} and asset.deleted_at is null), 'missing')`;
}
