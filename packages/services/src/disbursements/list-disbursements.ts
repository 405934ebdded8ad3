import type { DisbursementDto, ListDisbursementsInput } from "@stead/contracts/disbursements";
import {
  condition,
  foundLeaseOrPayment,
  inScope,
  listVerbs,
  requirePermission,
  when,
  type ListSpec,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { disbursementColumns, disbursementJoins, readDisbursement } from "./rows.ts";

const verbs = listVerbs<ListDisbursementsInput, DisbursementDto>("payments:read", specOf);

/** Money on its way out or gone, newest first. */
export const listDisbursements = verbs.page;
export const readAllDisbursements = verbs.whole;

function specOf(ctx: ServiceContext, input: ListDisbursementsInput): ListSpec<DisbursementDto> {
  return {
    name: "disbursements_list",
    select: disbursementColumns,
    from: disbursementJoins,
    where: [
      condition("d.agency_id = $1"),
      inScope(ctx, "d.property_id"),
      when(input.propertyId, (id) => condition("d.property_id = ?", id)),
      when(input.leaseId, (id) => condition("d.lease_id = ?", id)),
      when(input.paymentId, (id) => condition("d.payment_id = ?", id)),
      when(input.batchId, (id) => condition("d.batch_id = ?", id)),
      when(input.state, (state) => condition("d.state = ?", state)),
      when(input.way, (way) => condition("d.way = ?", way)),
      when(input.rail, (rail) => condition("d.rail = ?", rail)),
      when(input.q || undefined, (q) => foundLeaseOrPayment("d.lease_id", "d.payment_id", q)),
    ],
    order: {
      name: "created",
      direction: input.order ?? "desc",
      columns: [
        { expression: "d.created_at", type: "timestamptz" },
        { expression: "d.id", type: "uuid" },
      ],
    },
    cursorOf: (row) => [row.createdAt, row.id],
  };
}

/** One refund as it stands. */
export function getDisbursement({ ctx, input }: Verb<{ id: string }>): Promise<DisbursementDto> {
  requirePermission(ctx, "payments:read");
  return readDisbursement(ctx.db.sql, ctx, input.id);
}
