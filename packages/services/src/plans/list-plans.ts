import type { PlanDto, PlansDto } from "@stead/contracts/plans";
import { requirePermission, type ServiceContext } from "../context/index.ts";
import type { Platform } from "./open-platform.ts";
import { readPlans } from "./rows.ts";

const lastKnown = {
  name: "plans_last_known",
  text: "select max(updated_at) as at from plans where is_active",
};

/**
 * The plans on sale, an hour old at most; where the provider does not answer, those that it last told, also before this
 * process began.
 */
export async function listPlans({
  ctx,
  platform,
}: {
  ctx: ServiceContext;
  platform: Platform | null;
}): Promise<PlansDto> {
  requirePermission(ctx, "agency:read");
  return readOffered(platform);
}

/** The same for everybody, signed in or not, without since when: what is public is alike for all. */
export async function showOffer({ platform }: { platform: Platform | null }): Promise<PlanDto[]> {
  return (await readOffered(platform)).items;
}

async function readOffered(platform: Platform | null): Promise<PlansDto> {
  if (platform === null) return { items: [], staleSince: null };
  try {
    const { value, asOfMs, isStale } = await platform.readOffer();
    return { items: [...value], staleSince: isStale ? new Date(asOfMs).toISOString() : null };
  } catch (error) {
    platform.log.warn({ error }, "the plans on sale could not be asked for");
    const [row] = await platform.system.sql<{ at: string | null }>(lastKnown);
    return {
      items: await readPlans(platform.system.sql),
      staleSince: row?.at ?? new Date(platform.clock.nowMs()).toISOString(),
    };
  }
}

/** Has the plans at hand before somebody asks: at a process's start. */
export async function loadOffer(platform: Platform | null): Promise<void> {
  await platform?.readOffer();
}
