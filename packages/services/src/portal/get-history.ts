import type { PortalHistoryDto, PortalLeaseInput } from "@stead/contracts/portal";
import { getLeaseLedger } from "../leases/index.ts";
import { allowing, requireOwnLease, type PortalVerb } from "./queries.ts";

const pageLength = 200;
const mostPages = 5;

/** All that changed what is owed of a lease, newest first, with the balance after it. Throws NOT_FOUND for another's lease. */
export async function getHistory({ ctx, input }: PortalVerb<PortalLeaseInput>): Promise<PortalHistoryDto> {
  const id = requireOwnLease(ctx, input.leaseId);
  const items: PortalHistoryDto["items"] = [];
  let cursor: string | null | undefined;
  let currency = "";
  for (let page = 0; page < mostPages && cursor !== null; page++) {
    const read = await getLeaseLedger({
      ctx: allowing(ctx, "leases:read"),
      input: { id, limit: pageLength, ...(cursor !== undefined && { cursor }) },
    });
    items.push(...read.items);
    ({ currency, nextCursor: cursor } = read);
  }
  return { currency, items: items.toReversed(), isCut: cursor !== null };
}
