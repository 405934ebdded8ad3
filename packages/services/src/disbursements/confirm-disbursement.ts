import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import type { ServiceContext } from "../context/index.ts";
import { endPaid } from "./finish-disbursement.ts";
import { auditDisbursement, lockDisbursement, saveDisbursement } from "./rows.ts";

/** The result of one that a statement ended. */
const onStatement = "on_statement";

type Shown = { id: string; externalId: string | null; label: string };

/**
 * A statement of the bank or of the provider shows that the money left: that ends the refund as paid, in the caller's
 * transaction; one that was taken for failed is booked anew. One that is paid already stays as it is. Throws PRECONDITION
 * for one that was never sent, and when its payment holds less than was paid back.
 */
export async function confirmDisbursement(
  tx: Tx,
  ctx: ServiceContext,
  { id, externalId, label }: Shown,
): Promise<void> {
  const row = await lockDisbursement(tx, ctx, id);
  if (row.state === "paid") return;
  if (row.state === "awaiting_approval" || row.state === "approved")
    throw new AppError("PRECONDITION", "this refund has not been sent yet", { state: row.state });
  const result = { code: onStatement, text: `It is on the statement of ${label}.` };
  const done = await endPaid(tx, ctx, row, { externalId: row.externalId ?? externalId, result });
  if (done === undefined)
    throw new AppError("PRECONDITION", "its payment holds less than was paid back; free that money first");
}

/** The line that ended a refund is another's after all: it is on its way again, and the provider or a person ends it. */
export async function unconfirmDisbursement(
  tx: Tx,
  ctx: ServiceContext,
  { id, externalId }: Pick<Shown, "id" | "externalId">,
): Promise<void> {
  const row = await lockDisbursement(tx, ctx, id);
  if (row.state !== "paid" || row.resultCode !== onStatement) return;
  const before = { ...row };
  Object.assign(row, { state: "sent", resultCode: null, resultText: null, finishedAt: null });
  if (row.externalId === externalId) row.externalId = null;
  await saveDisbursement(tx, ctx, row);
  await auditDisbursement(tx, ctx, "reopened", row, before);
}
