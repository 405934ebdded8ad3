import type { AccountDto } from "@stead/contracts/ledger";
import type { z } from "zod";
import { requirePermission, type ServiceContext } from "../context/index.ts";

const chart = {
  name: "ledger_accounts",
  text: `select code, name, type from ledger_accounts where agency_id = $1 order by code limit 500`,
};

/** The agency's chart of accounts, by code. */
export async function listAccounts({ ctx }: { ctx: ServiceContext }): Promise<z.infer<typeof AccountDto>[]> {
  requirePermission(ctx, "ledger:read");
  return ctx.db.sql<z.infer<typeof AccountDto>>(chart, ctx.agencyId);
}
