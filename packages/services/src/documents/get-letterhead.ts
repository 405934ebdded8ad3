import type { LetterheadDto } from "@stead/contracts/documents";
import { requirePermission, type ServiceContext } from "../context/index.ts";
import { readLetterhead } from "./queries.ts";

/** What stands at the head and foot of the agency's documents; version 0 while it has said nothing. */
export async function getLetterhead({ ctx }: { ctx: ServiceContext }): Promise<LetterheadDto> {
  requirePermission(ctx, "agency:read");
  return readLetterhead(ctx.db.sql, ctx.agencyId);
}
