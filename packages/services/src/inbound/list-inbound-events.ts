import type { InboundEventDto, ListInboundEventsInput } from "@stead/contracts/collecting";
import { AppError } from "@stead/kernel/errors";
import { enqueue } from "@stead/queue/enqueue";
import {
  condition,
  listVerbs,
  readOne,
  recordAudit,
  requireFound,
  requirePermission,
  requireWholeAgency,
  when,
  type ListSpec,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { noteEvent } from "./rows.ts";

const columns = `e.id, e.received_at as "receivedAt", e.rail, e.rail_account_id as "railAccountId", a.label as "accountLabel",
  e.topic, e.is_verified as "isVerified", e.state, e.note, e.applied_at as "appliedAt", e.attempt_id as "attemptId",
  e.payment_id as "paymentId"`;

const verbs = listVerbs<ListInboundEventsInput, InboundEventDto>("payments:read", specOf, requireWholeAgency);

/** What providers sent, newest first, without what it says of persons. */
export const listInboundEvents = verbs.page;
export const readAllInboundEvents = verbs.whole;

function specOf(_ctx: ServiceContext, input: ListInboundEventsInput): ListSpec<InboundEventDto> {
  return {
    name: "inbound_events_list",
    select: columns,
    from: "inbound_events e join rail_accounts a on a.agency_id = e.agency_id and a.id = e.rail_account_id",
    where: [
      condition("e.agency_id = $1"),
      when(input.state, (state) => condition("e.state = ?", state)),
      when(input.railAccountId, (id) => condition("e.rail_account_id = ?", id)),
      when(input.paymentId, (id) => condition("e.payment_id = ?", id)),
      when(input.attemptId, (id) => condition("e.attempt_id = ?", id)),
      when(input.disbursementId, (id) => condition("e.disbursement_id = ?", id)),
    ],
    order: { name: "received", direction: "desc", columns: [{ expression: "e.id", type: "uuid" }] },
    cursorOf: (row) => [row.id],
  };
}

const one = {
  name: "inbound_event",
  text: `select e.state, e.rail_account_id as "railAccountId", e.event_key as "eventKey" from inbound_events e
    where e.agency_id = $1 and e.id = $2 for update`,
};

/** Applies an event again that failed or waits. PRECONDITION for one that is applied. */
export async function retryInboundEvent({ ctx, input }: Verb<{ id: string }>): Promise<{ id: string }> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  return ctx.db.transaction(async (tx) => {
    const event = requireFound(
      await readOne<{ state: string; railAccountId: string; eventKey: string }>(
        tx.sql,
        one,
        ctx.agencyId,
        input.id,
      ),
      "event",
    );
    if (event.state !== "failed" && event.state !== "waiting")
      throw new AppError("PRECONDITION", "only an event that failed or waits is applied again");
    await noteEvent(tx.sql, ctx, input.id, { state: "received" });
    const { railAccountId, eventKey } = event;
    await enqueue(tx, ctx, "inbound.apply", { agencyId: ctx.agencyId, railAccountId, eventKey });
    await recordAudit(tx, ctx, {
      action: "inbound_event.retried",
      entityType: "inbound_event",
      entityId: input.id,
    });
    return { id: input.id };
  });
}
