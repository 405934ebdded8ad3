import type { MemberDto } from "@stead/contracts/access";
import { requirePermission, type ServiceContext } from "../context/index.ts";
import { readMembers } from "./queries.ts";

/** Everybody of the agency with their names, roles and properties, by name. */
export async function listMembers({ ctx }: { ctx: ServiceContext }): Promise<MemberDto[]> {
  requirePermission(ctx, "members:read");
  return readMembers(ctx.db.sql, ctx);
}
