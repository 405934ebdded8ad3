import type { PortalAttemptDto, PortalLeaseInput, WaysToPayDto } from "@stead/contracts/portal";
import { railDescriptor, type RailId } from "@stead/contracts/rails";
import { listCollections } from "../collecting/index.ts";
import { instantNow, readOne, requireFound } from "../context/index.ts";
import { readSender } from "../documents/index.ts";
import { allowing, requireOwnLease, type PortalVerb } from "./queries.ts";

type AccountRow = { id: string; rail: RailId; account: string; currency: string; kind: string | null };

const accounts = {
  name: "portal_rail_accounts",
  text: `select a.id, a.rail, a.account, a.currency, a.settings_hints ->> 'kind' as kind from rail_accounts a
    join leases l on l.agency_id = $1 and l.id = $2 and l.currency = a.currency
    where a.agency_id = $1 and a.is_active order by a.rail, a.created_at, a.id limit 20`,
};
const payer = {
  name: "portal_payer",
  text: `select l.reference, c.phone from leases l join contacts c on c.agency_id = $1 and c.id = $3 where l.agency_id = $1 and l.id = $2`,
};

/** How long an attempt is shown after it began. */
const shownMs = 60 * 60_000;

/** How the rent of a lease can be paid, now and by hand, and what was just asked for. Throws NOT_FOUND for another's lease. */
export async function getWaysToPay({ ctx, input }: PortalVerb<PortalLeaseInput>): Promise<WaysToPayDto> {
  const leaseId = requireOwnLease(ctx, input.leaseId);
  const { sql } = ctx.db;
  const [rows, lease, { howToPay }, recent] = await Promise.all([
    sql<AccountRow>(accounts, ctx.agencyId, leaseId),
    readOne<{ reference: string; phone: string | null }>(sql, payer, ctx.agencyId, leaseId, ctx.contactId),
    readSender(ctx),
    listCollections({ ctx: allowing(ctx, "payments:read"), input: { leaseId, limit: 5 } }),
  ]);
  const { reference, phone } = requireFound(lease, "lease of yours");
  const since = Date.parse(instantNow(ctx)) - shownMs;
  const attempts: PortalAttemptDto[] = recent.items.filter(({ createdAt }) => Date.parse(createdAt) >= since);
  return {
    accounts: rows.flatMap(({ id, rail, currency }): WaysToPayDto["accounts"] => {
      const { name, capabilities, limitsMinor } = railDescriptor(rail);
      const account = { id, rail, name, mostMinor: limitsMinor[currency]?.most ?? null };
      if (capabilities.includes("prompt")) return [{ ...account, way: "prompt" }];
      return capabilities.includes("link") ? [{ ...account, way: "link" }] : [];
    }),
    byHand: rows.flatMap(({ rail, account: number, kind }) =>
      kind === "paybill" || kind === "till"
        ? [{ name: railDescriptor(rail).name, kind, number, reference }]
        : [],
    ),
    lines: howToPay,
    phone,
    attempts,
  };
}
