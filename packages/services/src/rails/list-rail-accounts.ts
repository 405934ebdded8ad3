import type { CallbackAddressDto, RailAccountDto } from "@stead/contracts/rail-accounts";
import { requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import type { RailVerb } from "../context/index.ts";
import {
  accountColumns,
  callbackUrlOf,
  openSettings,
  readAccount,
  toAccountDto,
  type RailAccountRow,
} from "./rows.ts";

const all = {
  name: "rail_accounts",
  text: `select ${accountColumns} from rail_accounts a where a.agency_id = $1 order by a.rail, a.label, a.id limit 200`,
};

/** The agency's accounts with providers; what is secret of them is told by hints. */
export async function listRailAccounts({
  ctx,
}: Verb<Record<string, never>>): Promise<{ items: RailAccountDto[] }> {
  requirePermission(ctx, "rails:read");
  const rows = await ctx.db.sql<RailAccountRow>(all, ctx.agencyId);
  return { items: rows.map((row) => toAccountDto(ctx, row)) };
}

/** Where the provider is to call; for those who may change it, because whoever knows it can knock. */
export async function getCallbackAddress({
  ctx,
  input,
}: RailVerb<{ id: string }>): Promise<CallbackAddressDto> {
  requirePermission(ctx, "rails:write");
  requireWholeAgency(ctx);
  const row = await readAccount(ctx.db.sql, ctx, input.id);
  const { callbackSecret } = openSettings(ctx, row);
  return { url: callbackUrlOf(ctx.rails, row.rail, callbackSecret), previousEndsAt: null };
}
