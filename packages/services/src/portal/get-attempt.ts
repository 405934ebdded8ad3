import type { CollectionDto } from "@stead/contracts/collecting";
import { getCollection } from "../collecting/index.ts";
import { requireFound } from "../context/index.ts";
import { allowing, type PortalVerb } from "./queries.ts";

/** What became of a payment that was asked for. Throws NOT_FOUND for one of another's lease. */
export async function getAttempt({ ctx, input }: PortalVerb<{ id: string }>): Promise<CollectionDto> {
  const found = await getCollection({ ctx: allowing(ctx, "payments:read"), input });
  return requireFound(ctx.leaseIds.includes(found.leaseId) ? found : null, "collection");
}
