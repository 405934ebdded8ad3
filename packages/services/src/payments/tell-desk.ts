import type { Tx } from "@stead/db/client";
import { publishEvent } from "@stead/queue/events";
import type { ServiceContext } from "../context/index.ts";

/** Tells those at the receipt desk that money came without a lease, or found one. */
export async function tellDesk(tx: Tx, ctx: ServiceContext): Promise<void> {
  await publishEvent(tx, { agencyId: ctx.agencyId, kind: "desk.changed", payload: {} });
}
