import { rolePermissions, roles } from "@stead/contracts/permissions";
import type { Tx } from "@stead/db/client";
import { formatMoney } from "@stead/kernel/money";
import type { ServiceContext } from "../context/index.ts";
import { notify } from "../notifications/index.ts";
import type { Disbursement } from "./rows.ts";

const approverRoles = roles.filter((role) => rolePermissions[role].includes("refunds:write"));

// A member who is limited to some properties approves what is of these.
const approvers = {
  name: "disbursement_approvers",
  text: `select m.user_id as id from members m
    where m.agency_id = $1 and m.role = any($2::text[]) and m.user_id is distinct from $3
      and (m.scope <> 'properties'
        or exists (select from member_properties p where p.agency_id = m.agency_id and p.member_id = m.id and p.property_id = $4))`,
};

const subjectOf = ({ id }: Disbursement) => ({ kind: "disbursement", id });
const amountOf = ({ amountMinor, currency }: Disbursement) => formatMoney(amountMinor, currency);

/** Tells everybody who may approve a refund that it waits for a second person; not the one who asked. */
export async function notifyApprovers(tx: Tx, ctx: ServiceContext, row: Disbursement): Promise<void> {
  const { createdBy, propertyId, reason } = row;
  const people = await tx.sql<{ id: string }>(approvers, ctx.agencyId, approverRoles, createdBy, propertyId);
  await notify(tx, ctx, {
    kind: "disbursement.waiting",
    userIds: people.map(({ id }) => id),
    subject: subjectOf(row),
    params: { amount: amountOf(row), reason },
  });
}

/** Tells the one who asked for a refund that somebody else approved it. */
export async function notifyApproved(tx: Tx, ctx: ServiceContext, row: Disbursement): Promise<void> {
  if (row.createdBy === null) return;
  await notify(tx, ctx, {
    kind: "disbursement.approved",
    userIds: [row.createdBy],
    subject: subjectOf(row),
    params: { amount: amountOf(row) },
  });
}

/** Tells the one who asked for a refund why it ended without being paid; nobody is told of their own doing. */
export async function notifyEnded(
  tx: Tx,
  ctx: ServiceContext,
  row: Disbursement,
  reason: string,
): Promise<void> {
  const isOwn = ctx.actor.kind === "user" && ctx.actor.id === row.createdBy;
  if (row.createdBy === null || isOwn) return;
  await notify(tx, ctx, {
    kind: row.state === "failed" ? "disbursement.failed" : "disbursement.refused",
    userIds: [row.createdBy],
    subject: subjectOf(row),
    params: { amount: amountOf(row), reason },
  });
}
