import type { ChargeOnceInput, InvoiceDto } from "@stead/contracts/billing";
import { today } from "@stead/kernel/clock";
import { billingUnitMinor } from "@stead/kernel/currencies";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { formatMoney, multiplyRatio } from "@stead/kernel/money";
import {
  inTransaction,
  once,
  recordAudit,
  requireFound,
  requirePermission,
  requirePropertyInScope,
  type Verb,
} from "../context/index.ts";
import { readInvoice } from "./dto.ts";
import { withTax } from "./explain-charge.ts";
import { issueInvoices } from "./issue-invoices.ts";
import { lockBilling, readBillableLease } from "./queries.ts";
import { draftInvoice, type ChargeDraft } from "./rules.ts";

/**
 * Bills a single amount (minor units, before tax) at once on an invoice of its own. PRECONDITION for a lease that never
 * began, INVALID for a due day before today where the property is.
 */
export async function chargeOnce({ ctx, input }: Verb<ChargeOnceInput>): Promise<InvoiceDto> {
  requirePermission(ctx, "billing:write");
  return inTransaction(ctx, (tx) =>
    once(tx, ctx, { operation: "billing.charge-once", input }, async () => {
      await lockBilling(tx, ctx, "together");
      const lease = requireFound(await readBillableLease(tx.sql, ctx, input.leaseId), "lease");
      requirePropertyInScope(ctx, lease.propertyId);
      if (!["active", "notice", "ended"].includes(lease.status))
        throw new AppError("PRECONDITION", "the lease has not begun; start it first", { leaseId: lease.id });
      const issuedOn = today(ctx.clock, lease.timeZone);
      if (input.dueOn < issuedOn)
        throw invalidField("dueOn", "not_past", "the charge must not be due before today");
      const charge = singleCharge(input, lease.currency);
      const kind = input.kind === "fee" || input.kind === "damage" ? "fee" : "regular";
      const draft = draftInvoice(lease, {
        kind,
        sourceKey: `invoice:${lease.id}:${input.dueOn}:${charge.id}`,
        issuedOn,
        dueOn: input.dueOn,
        charges: [charge],
      });
      await issueInvoices(tx, ctx, [draft]);
      await recordAudit(tx, ctx, {
        action: "invoice.charged-once",
        entityType: "invoice",
        entityId: draft.id,
        after: { leaseId: lease.id, kind: input.kind, totalMinor: draft.totalMinor, dueOn: input.dueOn },
      });
      return readInvoice(tx.sql, ctx, draft.id);
    }),
  );
}

/** A charge that belongs to no item: its own id stands for one, so it never collides. */
export function singleCharge(
  {
    kind,
    description,
    amountMinor,
    taxPpm,
    dueOn,
  }: Pick<ChargeOnceInput, "kind" | "description" | "amountMinor" | "taxPpm" | "dueOn">,
  currency: string,
): ChargeDraft {
  const id = newId();
  const taxMinor = multiplyRatio(amountMinor, taxPpm, 1_000_000, billingUnitMinor(currency));
  const explanation = withTax(
    { rule: "a single charge", steps: [`${description}: ${formatMoney(amountMinor, currency)}`] },
    { taxPpm, taxMinor, currency },
  );
  return {
    id,
    itemId: id,
    kind,
    description,
    periodStart: dueOn,
    periodEnd: dueOn,
    netMinor: amountMinor,
    taxMinor,
    explanation,
  };
}
