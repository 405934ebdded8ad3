import type { Cache } from "@stead/cache/cache";
import { platformOwner } from "@stead/cache/family";
import type { CacheActionDto, InvalidateCacheInput } from "@stead/contracts/caching";
import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";

export type CacheActor = { userId: string; requestId: string };

const record = {
  name: "cache_action_record",
  text: `insert into cache_actions (id, actor_user_id, agency_id, tags, request_id) values ($1, $2, $3, $4, $5)`,
};
const latest = {
  name: "cache_actions",
  text: `select a.id, a.at, a.actor_user_id as "actorUserId", (select u.name from users u where u.id = a.actor_user_id) as "actorName",
      a.agency_id as "agencyId", a.tags
    from cache_actions a order by a.at desc, a.id desc limit 50`,
};

/**
 * Makes old what depends on any of the tags of an agency, or of the platform, in every process. Who did it is recorded
 * before: what was asked for is known also when the process dies over it.
 */
export async function invalidateTags(
  { system, cache }: { system: SystemDb; cache: Pick<Cache, "invalidate"> },
  actor: CacheActor,
  { agencyId, tags }: InvalidateCacheInput,
): Promise<void> {
  await system.sql(record, newId(), actor.userId, agencyId, tags, actor.requestId);
  await cache.invalidate(agencyId ?? platformOwner, tags);
}

/** What operators made old, the latest first. */
export function listCacheActions({ sql }: Pick<SystemDb, "sql">): Promise<CacheActionDto[]> {
  return sql<CacheActionDto>(latest);
}
